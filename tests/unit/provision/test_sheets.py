"""Wiring sheets and labels: everything a unit has is on them, and a scanner reads their codes from the drawn page."""

from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from drivers.raster.fonts import FontBook
from tingtang.paper.page import blank_page
from tingtang.provision.label_sheet import PER_PAGE, label_pages
from tingtang.provision.labels import Label, labels_of
from tingtang.provision.site import Site
from tingtang.provision.units import Unit
from tingtang.provision.wiring import dip, sheet_of
from tingtang.provision.wiring_sheet import wiring_pages
from tingtang.provision.words import Words

Units = dict[str, Unit]


@pytest.fixture(scope="module")
def fonts() -> FontBook:
    return FontBook()


def codes(page: Image.Image) -> list[str]:
    return sorted(found.text for found in zxingcpp.read_barcodes(np.asarray(page), formats=zxingcpp.BarcodeFormat.QRCode))


def ink(page: Image.Image) -> float:
    """Share of the page that is black."""
    return float((np.asarray(page) < 128).mean())


def test_a_line_is_drawn_with_every_devices_address_and_switches(county: Site, units: Units) -> None:
    sheet = sheet_of(county, units["zone-1-agent"], Words("zh-CN"))
    line, network = sheet.groups
    assert line.title == "USB 3（蓝）上 → USB 转 485   线号 Z1-P   ff68   9600 波特"
    assert [row.device for row in line.rows] == [f"callpad-{n}" for n in range(1, 16)] + [f"rating-{n}" for n in range(1, 16)]
    assert line.rows[4].address == "5  ■□■□□□□□"
    assert line.rows[4].what == "呼叫器 · 一楼A区 5号窗口"
    assert "120 Ω" in line.notes[0]
    assert {"led-1", "speaker-1", "led-901"} <= {row.device for row in network.rows}
    assert next(row for row in network.rows if row.device == "led-2").address == "10.20.1.102:5005"


@pytest.mark.parametrize(("address", "switches"), [(1, "■□□□□□□□"), (6, "□■■□□□□□"), (255, "■■■■■■■■"), (128, "□□□□□□□■")])
def test_switches_are_the_address_in_binary_from_the_left(address: int, switches: str) -> None:
    assert dip(address) == switches


def test_a_terminals_sheet_says_which_socket_in_words_and_which_setup_sheet(county: Site, units: Units) -> None:
    sockets, network = sheet_of(county, units["kiosk-07"], Words("en")).groups
    rows = {row.device: row for row in sockets.rows}
    assert rows["receipt-1"].port == "USB 3 (blue), upper · K-1"
    assert rows["receipt-1"].settings == "escpos-kiosk-80mm-presenter · 38400 8N1 · set-up sheet escpos-printer"
    assert rows["keypad-1"].port == "USB 3 (blue), lower → hub, port 2 · K-4"
    assert rows["camera"].port == "USB 2 (black), upper"
    assert [row.address for row in network.rows] == ["10.20.10.207:631"]


def test_every_device_of_every_unit_is_on_its_sheet_and_has_a_label_in_both_languages(county: Site, units: Units) -> None:
    for language in ("zh-CN", "en"):
        words = Words(language)
        for unit in units.values():
            listed = [row.device for group in sheet_of(county, unit, words).groups for row in group.rows]
            wanted = [one.id for one in unit.devices] + (["camera"] if unit.camera_socket else [])
            assert sorted(listed) == sorted(wanted)
            labels = list(labels_of(county, unit, words))
            assert len(labels) == 1 + len(unit.lines) + len(unit.devices)
            assert len({label.code for label in labels}) == len(labels)


def test_a_long_sheet_goes_on_and_each_page_says_which_it_is(county: Site, units: Units, fonts: FontBook) -> None:
    sheet = sheet_of(county, units["zone-1-agent"], Words("zh-CN"))
    pages = wiring_pages(sheet, fonts)
    assert len(pages) == 2
    assert codes(pages[0]) == ["TINGTANG 150426-01 zone-1-agent"]
    assert codes(pages[1]) == []
    assert all(ink(page) > 0.01 for page in pages)
    # Nothing is drawn over the paper's edge, where printers can't reach.
    assert ink(pages[0].crop((0, 0, pages[0].width, 60))) == 0


def test_a_sheet_of_labels_is_read_by_a_scanner(county: Site, units: Units, fonts: FontBook) -> None:
    labels = list(labels_of(county, units["kiosk-07"], Words("zh-CN")))
    (page,) = label_pages(labels, fonts)
    assert codes(page) == sorted(label.code for label in labels)
    assert "TINGTANG 150426-01 kiosk-07-agent/idcard-1" in codes(page)


def test_labels_fill_the_sheet_before_a_new_one_begins(fonts: FontBook) -> None:
    one = Label("a", ("b",), "c")
    assert [len(label_pages([one] * count, fonts)) for count in (0, 1, PER_PAGE, PER_PAGE + 1)] == [1, 1, 1, 2]
    assert ink(label_pages([], fonts)[0]) == ink(blank_page()) == 0


def test_a_pdf_of_all_opens(county: Site, units: Units, fonts: FontBook, tmp_path: Path) -> None:
    from tingtang.provision.writing import write_labels

    path = write_labels(county, [units["screen-1"]], tmp_path, Words("zh-CN"), fonts)
    assert path.read_bytes().startswith(b"%PDF-")
