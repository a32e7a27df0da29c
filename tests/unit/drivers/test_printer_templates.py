"""A hall's own templates, logos and long lists: what is wrong is named, what is right is printed."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from api.messages.device_commands import Print
from drivers.core.errors import InvalidData, Misconfigured
from drivers.emulators.paper import Raster, TextLine
from drivers.emulators.printer import PrinterEmulator
from drivers.receipt_printer.driver import ReceiptPrinter
from drivers.receipt_printer.template import MAX_LIST_LINES, Templates
from drivers.receipt_printer.text import columns, mask_name
from tests.support.emulated import Bench, EmulatorThread
from tests.support.paper import encoded, printed, profile
from tests.unit.drivers.conftest import Plug

OWN_TICKET = """
fields = ["number"]
required = ["number"]
elements = [
  { kind = "logo" },
  { kind = "text", text = "本厅票样 {number}", align = "center" },
]
"""
NOTICE = {
    "item": "户口登记",
    "materials": "身份证\n户口簿",
    "deadline": "2025-12-01",
    "office": "一楼东区",
    "phone": "0912-1234567",
}


def folder_with(tmp_path: Path, text: str, name: str = "ticket.toml") -> Path:
    folder = tmp_path / "templates"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


# --- checking ---


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (OWN_TICKET.replace("align", "algn"), "elements.2 (text).algn"),
        (OWN_TICKET.replace('"center"', '"middle"'), "elements.2 (text).align"),
        (OWN_TICKET.replace('kind = "logo"', 'kind = "photo"'), "elements.1"),
        (OWN_TICKET.replace("{number}", "{numbr}"), "elements.2 (text): there is no field 'numbr'"),
        (OWN_TICKET.replace("{number}", "{number!r}"), "elements.2 (text).text"),
        (OWN_TICKET.replace("{number}", "{number.__class__}"), "elements.2 (text).text"),
        (OWN_TICKET.replace("{number}", "{"), "elements.2 (text).text"),
        (OWN_TICKET.replace('required = ["number"]', 'required = ["nummer"]'), "required: there is no field 'nummer'"),
        (OWN_TICKET.replace('required = ["number"]', 'masked = ["name"]'), "masked: there is no field 'name'"),
        (OWN_TICKET + "colour = 3\n", "colour"),
        ('fields = ["a"]\nelements = []\n', "elements: there is none"),
        ("fields = [", "isn't valid TOML"),
    ],
)
def test_a_wrong_template_is_named_by_file_element_and_key(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(Misconfigured) as refused:
        Templates.load(folder_with(tmp_path, text))
    assert "ticket.toml" in refused.value.detail
    assert says in refused.value.detail
    assert refused.value.reason == "template.invalid"


def test_all_wrong_files_are_named_at_once(tmp_path: Path) -> None:
    folder_with(tmp_path, "x = [", "one.toml")
    with pytest.raises(Misconfigured) as refused:
        Templates.load(folder_with(tmp_path, "y = 3", "two.toml"))
    assert all(name in refused.value.detail for name in ("one.toml", "two.toml"))


@pytest.mark.parametrize("make", [lambda path: path / "nowhere", lambda path: path])
def test_a_folder_without_templates_is_a_mistake(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    with pytest.raises(Misconfigured):
        Templates.load(make(tmp_path))


@pytest.mark.parametrize(
    ("template", "data", "reason"),
    [
        ("ticket", {"number": "A1", "colour": "red"}, "template.fieldUnknown"),
        ("notice", {"item": "x"}, "template.fieldMissing"),
        ("notice", {**NOTICE, "materials": "x" * 4001}, "template.fieldTooLong"),
        ("notice", {**NOTICE, "materials": "x\n" * MAX_LIST_LINES}, "template.fieldTooLong"),
        ("receipt", {"item": "x"}, "template.fieldMissing"),
        ("none", {}, "template.unknown"),
    ],
)
def test_data_that_doesnt_fit_its_template_is_refused(template: str, data: dict[str, str], reason: str) -> None:
    with pytest.raises(InvalidData) as refused:
        Templates.load().choose(template, "zh-CN", data)
    assert refused.value.reason == reason


def test_a_halls_own_paper_takes_what_the_packaged_one_takes(tmp_path: Path) -> None:
    templates = Templates.load(folder_with(tmp_path, OWN_TICKET))
    # The kiosk fills all fields it knows; the hall shows one of them.
    chosen = templates.choose("ticket", "zh-CN", {"number": "A1", "ahead": "3"})
    assert [element.kind for element in chosen.elements] == ["logo", "text"]
    with pytest.raises(InvalidData):
        templates.choose("ticket", "zh-CN", {"number": "A1", "colour": "red"})
    # Other languages and templates stay the packaged ones.
    assert len(templates.choose("ticket", "en", {"number": "A1"}).elements) > 10
    assert "notice" in templates.names()


# --- on paper ---


def test_the_notice_lists_what_is_missing_with_boxes() -> None:
    lines = printed(NOTICE, template="notice").lines
    assert "□ 身份证" in lines
    assert "□ 户口簿" in lines
    assert any(line.startswith("补齐期限") and line.endswith("2025-12-01") for line in lines)
    english = printed({**NOTICE, "materials_en": "ID card\nHousehold register"}, template="notice", language="en").lines
    assert english.index("ID card") == english.index("□ 身份证") + 1


def test_the_receipt_numbers_what_was_taken_in_and_masks_the_name() -> None:
    data = {"case": "610124-1", "item": "户口登记", "applicant": "王小明", "materials": "身份证\n户口簿"}
    lines = printed(data, template="receipt").lines
    assert "2. 户口簿" in lines
    assert any(line.endswith("王*明") for line in lines)
    assert not any("王小明" in line for line in lines)


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("王明", "王*"),
        ("王小明", "王*明"),
        ("欧阳小明", "欧阳**"),
        ("John Smith", "J*** S****"),
        ("王*明", "王*明"),
        ("", ""),
        ("王", "王"),
    ],
)
def test_masked_names(name: str, masked: str) -> None:
    assert mask_name(name) == masked


def test_entries_that_don_t_fit_are_indented_below_their_bullet() -> None:
    long = "不动产权属证书或者不动产登记证明的原件和复印件各一份" * 2
    lines = printed({**NOTICE, "materials": long}, name="escpos-58mm-gbk", template="notice").lines_as_sent
    begin = next(place for place, line in enumerate(lines) if line.startswith("□ "))
    assert lines[begin + 1].startswith("   ")
    assert "".join(lines[begin : begin + 4]).replace(" ", "").replace("□", "").startswith(long)


@given(st.lists(st.text(max_size=60), min_size=1, max_size=20), st.sampled_from(["escpos-58mm-gbk", "escpos-80mm-gb2312"]))
def test_no_entry_becomes_a_command_or_runs_off_the_paper(entries: list[str], name: str) -> None:
    data = {"item": "x", "materials": "\n".join(["first", *entries])}
    paper = printed(data, name=name, template="notice")
    assert paper.interpreter.unknown == []
    assert paper.left == 0
    for item in paper.items:
        if isinstance(item, TextLine):
            assert columns(item.text) <= profile(name).columns
        if isinstance(item, Raster):
            assert item.width_bytes * 8 <= profile(name).dots


@given(st.text(max_size=80))
def test_no_ticket_holds_a_real_time_command(text: str) -> None:
    data = encoded({"number": "A012", "note": text, "hall": text}).data
    for command in (b"\x10\x04", b"\x10\x05", b"\x10\x14"):
        assert command not in data


def test_a_character_that_no_font_has_is_marked_and_counted() -> None:
    document = encoded({"number": "A012", "note": "王\U0003ffff"})
    assert document.missing_characters == 1
    # 〓 is in every character set, so the line is text again.
    assert "王〓" in printed({"number": "A012", "note": "王\U0003ffff"}).lines


@pytest.mark.parametrize("name", ["escpos-58mm-gb2312-simple", "escpos-80mm-gb18030"])
def test_headings_are_large_whatever_enlarges_them(name: str) -> None:
    items = printed(NOTICE, name=name, template="notice").items
    heading = next(item for item in items if isinstance(item, TextLine) and item.text == "一次性告知单")
    assert heading.height == 48


# --- logos ---


@pytest.fixture
def logo(tmp_path: Path) -> Path:
    picture = Image.new("RGBA", (1200, 200), (0, 0, 0, 0))
    picture.paste((0, 0, 0, 255), (0, 0, 600, 200))
    path = tmp_path / "logo.png"
    picture.save(path)
    return path


def print_with(
    options: dict[str, object], plug: Plug, make: Callable[..., PrinterEmulator], emulators: EmulatorThread, tmp_path: Path
) -> list[Raster]:
    printer = make(plug, stored_pictures=2)
    bench = Bench(ReceiptPrinter, {"print_timeout_s": 2.0, **options}, tmp_path)
    with bench.connected(plug.link()):
        bench.perform(Print(template="ticket", data={"number": "A012"}))
    (receipt,) = emulators.call(printer.receipts)
    assert emulators.call(printer.state)["unknown_commands"] == []
    return [item for item in receipt.items if isinstance(item, Raster)]


def test_a_logo_is_fitted_to_the_paper_and_its_glass_stays_white(
    logo: Path, tcp_plug: Plug, make_printer: Callable[..., PrinterEmulator], emulators: EmulatorThread, tmp_path: Path
) -> None:
    rasters = print_with({"logo": logo}, tcp_plug, make_printer, emulators, tmp_path)
    assert {item.width_bytes for item in rasters} == {72}
    assert sum(item.height for item in rasters) == 96
    row = rasters[0].data[:72]
    assert row[:35] == b"\xff" * 35
    assert row[37:] == b"\x00" * 35


def test_a_logo_of_the_printers_own_memory(
    tcp_plug: Plug, make_printer: Callable[..., PrinterEmulator], emulators: EmulatorThread, tmp_path: Path
) -> None:
    rasters = print_with({"stored_logo": 2}, tcp_plug, make_printer, emulators, tmp_path)
    assert [item.height for item in rasters] == [96]


def test_a_logo_that_can_t_be_used_is_a_mistake_of_the_settings(tmp_path: Path) -> None:
    high = tmp_path / "high.png"
    Image.new("1", (100, 500)).save(high)
    text = tmp_path / "text.png"
    text.write_text("no picture")
    for path in (high, text, tmp_path / "none.png"):
        with pytest.raises(Misconfigured) as refused:
            Bench(ReceiptPrinter, {"logo": path}, tmp_path)
        assert (refused.value.reason, path.name in refused.value.detail) == ("printer.logo", True)
