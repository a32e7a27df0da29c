"""What comes out of the printer, read by others: the QR code by zxing-cpp, the text by the emulator, Mongolian by its ink.

Driver, link and bytes are the real ones; every template is printed on every paper width, character set and kind of line.
"""

import io
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
import zxingcpp
from numpy.typing import NDArray
from PIL import Image

from api.messages.device_commands import Print
from drivers.emulators.paper import Raster, Receipt, TextLine
from drivers.emulators.printer import PrinterEmulator
from drivers.receipt_printer.driver import ReceiptPrinter
from tests.support.emulated import Bench, EmulatorThread
from tests.support.paper import font_chip, profile
from tests.unit.drivers.conftest import make_plug

QR = "https://hall.example/t/01JD0V5Y3M9D8XQ2T7W4R6K1ZB"
MONGOLIAN = "ᠮᠣᠩᠭᠣᠯ"
SERVICE = "申领①：户口簿，身份证"
RARE = "龙䶮"
DATA = {
    "ticket": {"number": "A012", "check": "4821", "service": SERVICE, "note": RARE},
    "booking": {"number": "AY003", "check": "4821", "day": "11月24日 星期二", "time": "10:00", "service": SERVICE, "note": RARE},
    "ticket-large": {"number": "A012", "area": "东区", "floor": "3", "direction": "→", "service": SERVICE, "note": RARE},
    "notice": {
        "item": SERVICE,
        "materials": f"{RARE}的身份证\n户口簿",
        "materials_en": "ID card\nHousehold register",
        "note": RARE,
    },
    "receipt": {"case": "610124-2025-000123", "item": SERVICE, "applicant": "王小明", "materials": "身份证", "note": RARE},
}
SHOWN = {
    "ticket": "4821",
    "booking": "11月24日 星期二",
    "ticket-large": "A012",
    "notice": "□ 户口簿",
    "receipt": "王*明",
}
NAMES = [f"escpos-{width}mm-{charset}" for width in (58, 80) for charset in ("gb2312", "gbk", "gb18030")]


def print_one(
    kind: str, name: str, command: Print, folder: Path, make: Callable[..., PrinterEmulator], emulators: EmulatorThread
) -> tuple[Receipt, NDArray[np.uint8]]:
    """The paper as items, and its picture as a camera would see it."""
    plug = make_plug(kind, folder)
    chosen = profile(name)
    # Printers without a knife are torn off by hand: the emulator's paper then hangs on.
    printer = make(plug, dots=chosen.dots, charset=font_chip(chosen.charset))
    bench = Bench(ReceiptPrinter, {"profile": name, "print_timeout_s": 5.0}, folder)
    with bench.connected(plug.link()):
        bench.perform(command)
        if not chosen.cutter:
            emulators.call(printer.tear_off)
    (receipt,) = emulators.call(printer.receipts)
    assert emulators.call(printer.state)["unknown_commands"] == []
    png = emulators.call(lambda: printer.receipt_picture(receipt.number))
    assert png is not None
    return receipt, np.asarray(Image.open(io.BytesIO(png)).convert("L"))


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("template", sorted(DATA))
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", ["tcp", "pty"])
def test_a_receipt_is_read_back(
    kind: str,
    name: str,
    template: str,
    language: str,
    tmp_path: Path,
    make_printer: Callable[..., PrinterEmulator],
    emulators: EmulatorThread,
) -> None:
    data = {"hall": "示例县政务服务大厅", "hall_mn": MONGOLIAN, "qr": QR, **DATA[template]}
    command = Print(template=template, data=data, language=language)
    receipt, seen = print_one(kind, name, command, tmp_path, make_printer, emulators)

    codes = zxingcpp.read_barcodes(seen)
    assert [code.text for code in codes] == [QR]

    text = receipt.text
    joined = "".join(text.replace(" ", "").split("\n"))
    assert SHOWN[template].replace(" ", "") in joined
    assert SERVICE in joined
    assert "王小明" not in joined

    dots = profile(name).dots
    rasters = [item for item in receipt.items if isinstance(item, Raster)]
    assert all(item.width_bytes * 8 <= dots for item in rasters)
    if "gb18030" in name:
        assert RARE in joined
        rare = 0
    else:
        # 䶮 isn't in GBK: its lines are pictures, and no other sign stands in its place.
        assert RARE not in joined
        rare = sum(RARE in value for value in data.values())
    assert len(rasters) == rare + 1
    assert any(is_joined_writing(item) for item in rasters)


def is_joined_writing(item: Raster) -> bool:
    """Ink of a Mongolian word: higher than wide, one stroke from top to bottom, a few dots beside it, as RAQM shapes it."""
    ink = np.asarray(Image.frombytes("1", (item.width_bytes * 8, item.height), item.data).convert("L"))
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not len(rows):
        return False
    high, wide = rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1
    _, _, stats, _ = cv2.connectedComponentsWithStats((ink > 0).astype(np.uint8), connectivity=8)
    largest = max(stats[1:], key=lambda part: part[cv2.CC_STAT_AREA])
    inked = sum(part[cv2.CC_STAT_AREA] for part in stats[1:])
    spine = largest[cv2.CC_STAT_HEIGHT] > 0.95 * high and largest[cv2.CC_STAT_AREA] > 0.85 * inked
    return bool(high > 2 * wide and spine)


def test_letters_that_stand_apart_are_not_taken_for_writing() -> None:
    apart = np.zeros((200, 32), np.uint8)
    for top in range(0, 200, 40):
        apart[top : top + 24, 4:28] = 255
    packed = Image.fromarray(apart).convert("1").tobytes()
    assert not is_joined_writing(Raster(4, 200, packed))


@pytest.mark.parametrize(
    ("name", "number"), [("escpos-80mm-gb18030", "A012"), ("escpos-58mm-gbk", "AY012"), ("escpos-58mm-gb2312-simple", "A012")]
)
def test_the_large_number_is_15_mm_high(
    name: str, number: str, tmp_path: Path, make_printer: Callable[..., PrinterEmulator], emulators: EmulatorThread
) -> None:
    command = Print(template="ticket-large", data={"number": number})
    receipt, seen = print_one("tcp", name, command, tmp_path, make_printer, emulators)
    # The rows of ink between the line above the number and the rule below it, as a ruler on the picture would see them.
    paper = seen[:, 70:-70] < 128
    inked = paper.any(axis=1)
    stretches, begin = [], None
    for row, ink in enumerate([*inked, False]):
        if ink and begin is None:
            begin = row
        elif not ink and begin is not None:
            stretches.append(row - begin)
            begin = None
    assert max(stretches) >= 120
    assert max(stretches) < 200
    lines = [item for item in receipt.items if isinstance(item, TextLine)]
    assert all(sum(run.dots for run in line.runs) <= profile(name).dots for line in lines)
    if name != "escpos-58mm-gb2312-simple":
        assert any(line.text == number for line in lines)


def test_a_whole_ticket_takes_a_few_seconds_at_9600_baud(tmp_path: Path) -> None:
    from tests.support.paper import encoded

    data = {"hall": "示例县政务服务大厅", "qr": QR, **DATA["ticket"]}
    assert len(encoded(data).data) / 960 < 2
    assert len(encoded({**data, "hall_mn": MONGOLIAN}, name="escpos-80mm-gbk").data) / 960 < 8
