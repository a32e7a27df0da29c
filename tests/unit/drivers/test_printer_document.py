"""Text, templates and pictures as bytes, and what an independent printer makes of them."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

from drivers.charset import Charset
from drivers.core.errors import InvalidData, UnsupportedData
from drivers.emulators.paper import Feed, QrCode, Raster, TextLine
from drivers.raster.fonts import MONGOLIAN, FontBook, FontFile, FontMissing, Script
from drivers.raster.line import render_line
from drivers.receipt_printer import escpos_encoder
from drivers.receipt_printer.document import DocumentEncoder
from drivers.receipt_printer.template import Templates
from drivers.receipt_printer.text import NEVER_FIRST, clean, columns, encode, wrap
from tests.support.paper import printed, profile

TICKET = {
    "hall": "市政务服务中心",
    "number": "A012",
    "service": "身份证办理（首次申领）",
    "queue": "综合受理",
    "windows": "1, 2, 3",
    "issued": "2025-08-01 09:00",
    "ahead": "3",
}


def test_a_ticket_reads_as_written_and_is_cut() -> None:
    paper = printed(TICKET)
    assert "A012" in paper.lines
    assert "市政务服务中心" in paper.lines
    assert any(line.startswith("前面还有") and line.endswith("3 人") for line in paper.lines)
    assert (paper.cuts, paper.left, paper.interpreter.unknown) == (1, 0, [])


def test_the_number_is_the_largest_thing_on_the_ticket() -> None:
    lines = [item for item in printed(TICKET).items if isinstance(item, TextLine)]
    number = next(line for line in lines if line.text == "A012")
    assert number.height == 4 * 24
    assert all(line.height < number.height for line in lines if line is not number)


@pytest.mark.parametrize("name", ["escpos-80mm-gb18030", "escpos-58mm-gbk", "escpos-80mm-gb2312-mute"])
@pytest.mark.parametrize("language", ["zh-CN", "en", "mn-Mong"])
def test_every_profile_and_language_fits_its_paper(name: str, language: str) -> None:
    data = {**TICKET, "service": "不动产登记（首次登记、转移登记、变更登记、注销登记、更正登记、异议登记）" * 2}
    paper = printed(data, name=name, language=language)
    dots = profile(name).dots
    for item in paper.items:
        if isinstance(item, TextLine):
            assert sum(run.dots for run in item.runs) <= dots
        if isinstance(item, Raster):
            assert item.width_bytes * 8 <= dots
    joined = "".join(paper.lines)
    assert joined.count("异议登记") == 2


def test_english_is_bilingual() -> None:
    assert any("Your number" in line for line in printed(TICKET, language="en").lines)
    assert not any("Your number" in line for line in printed(TICKET).lines)


def test_a_reprint_is_marked() -> None:
    assert any("补打" in line for line in printed({**TICKET, "copy": "1"}).lines)
    assert not any("补打" in line for line in printed(TICKET).lines)


@pytest.mark.parametrize("name", ["escpos-80mm-gb18030", "escpos-80mm-gb2312-mute"])
def test_a_qr_code_natively_or_as_a_picture(name: str) -> None:
    chosen = profile(name)
    items = printed({**TICKET, "qr": "A012@150426"}, name=name).items
    codes = [item for item in items if isinstance(item, QrCode)]
    pictures = [item for item in items if isinstance(item, Raster)]
    if chosen.native_qr:
        assert [(code.text, code.align, code.level) for code in codes] == [("A012@150426", 1, 1)]
        assert not pictures
    else:
        assert not codes
        assert len(pictures) == 1


def test_a_rare_character_and_mongolian_come_as_pictures_of_their_lines() -> None:
    paper = printed({**TICKET, "note": "𬭊𫖯"})
    assert len([item for item in paper.items if isinstance(item, Raster)]) == 1
    assert len([item for item in printed({**TICKET, "hall": "ᠮᠣᠩᠭᠣᠯ"}).items if isinstance(item, Raster)]) == 1
    # 䶮 is one of GB 18030's two-byte characters and missing from GBK.
    assert not [item for item in printed({**TICKET, "note": "䶮"}).items if isinstance(item, Raster)]
    assert [item for item in printed({**TICKET, "note": "䶮"}, name="escpos-58mm-gbk").items if isinstance(item, Raster)]


def test_chinese_punctuation_is_text() -> None:
    assert "：，。①（）“”—·" in printed({**TICKET, "note": "：，。①（）“”—·"}).lines


@given(st.text(max_size=60))
@example("\x1b@\x1dV\x00\n\r\x10\x14")
def test_no_field_becomes_a_command(text: str) -> None:
    paper = printed({**TICKET, "note": text})
    assert paper.cuts == 1
    assert paper.interpreter.unknown == []
    assert "A012" in paper.lines


@pytest.mark.parametrize(
    ("data", "reason"),
    [({}, "template.fieldMissing"), ({"number": " "}, "template.fieldMissing"), ({"number": "9" * 401}, "template.fieldTooLong")],
)
def test_a_ticket_without_a_usable_number_is_refused(data: dict[str, str], reason: str) -> None:
    with pytest.raises(InvalidData) as refused:
        Templates.load().choose("ticket", "zh-CN", data)
    assert refused.value.reason == reason


def test_an_unknown_template_is_refused() -> None:
    with pytest.raises(InvalidData) as refused:
        Templates.load().choose("../secret", "zh-CN", {})
    assert refused.value.reason == "template.unknown"


def test_a_qr_text_that_no_phone_could_read_is_refused() -> None:
    with pytest.raises(UnsupportedData):
        printed({**TICKET, "qr": "x" * 301})


def test_a_missing_font_says_which_package_to_install() -> None:
    nowhere = FontBook([Script("Han", ((0, 0x10FFFF),), (FontFile(MONGOLIAN.files[0].path.with_name("none.ttf")),), "fonts-x")])
    with pytest.raises(FontMissing, match="install fonts-x"):
        render_line("䶮", 24, 576, nowhere)
    encoder = DocumentEncoder(profile(), nowhere)
    data = {**TICKET, "note": "𬭊"}
    with pytest.raises(UnsupportedData) as refused:
        encoder.encode(Templates.load().choose("ticket", "zh-CN", data), data)
    assert refused.value.reason == "printer.fontMissing"


# --- characters ---


def test_every_gb2312_character_is_text_in_every_charset() -> None:
    for lead in range(0xA1, 0xF8):
        for trail in range(0xA1, 0xFF):
            try:
                character = bytes((lead, trail)).decode("gb2312")
            except UnicodeDecodeError:
                continue
            for charset in Charset:
                assert encode(character, charset) is not None, (character, charset)
            assert encode(character, Charset.GB2312) == bytes((lead, trail))


@given(st.text(max_size=50))
def test_two_bytes_or_a_picture_never_four(text: str) -> None:
    for charset in Charset:
        encoded = encode(text, charset)
        if encoded is not None:
            assert all(byte >= 0x20 for byte in encoded)
            assert len(encoded) <= 2 * len(text) + 8


def test_a_four_byte_character_is_never_sent() -> None:
    assert encode("𬭊", Charset.GB18030_TWO_BYTE) is None
    assert encode("ᠮ", Charset.GB18030_TWO_BYTE) is None
    assert encode("䶮", Charset.GB18030_TWO_BYTE) == b"\xfe\x9f"


@given(st.text(alphabet=st.sampled_from("请到综合窗口，。（）AB 12-x"), max_size=120), st.integers(8, 48))
def test_wrapped_lines_fit_and_lose_nothing(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(columns(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_wrapping_keeps_words_and_punctuation_together() -> None:
    assert wrap("Please watch the screens", 10) == ["Please", "watch the", "screens"]
    assert wrap("请您留意大屏幕，谢谢", 14) == ["请您留意大屏", "幕，谢谢"]
    assert all(line[0] not in NEVER_FIRST for line in wrap("一二三四五六七，八九十", 14))


@given(st.lists(st.integers(1, 999), min_size=1, max_size=30), st.integers(8, 48), st.sampled_from(["、", "，", ", ", "号、"]))
def test_no_number_is_broken_into_two(numbers: list[int], width: int, between: str) -> None:
    whole = "窗口 " + between.join(map(str, numbers))
    assert [number for line in wrap(whole, width) for number in re.findall(r"\d+", line)] == list(map(str, numbers))


def test_control_characters_are_cleaned() -> None:
    assert clean("A\x1b@\n\x00B\x9f") == "A @  B "


# --- pictures ---


def test_a_picture_never_holds_a_real_time_command() -> None:
    rows = b"\x10\x04\x01\x00\x10\x05\x02\x10\x14\x10\x10\x04" * 8
    dangerous = Image.frombytes("1", (96, 8), bytes(byte ^ 0xFF for byte in rows))
    data = escpos_encoder.picture(dangerous, 576)[8:]
    assert len(data) == len(rows)
    for command in (b"\x10\x04", b"\x10\x05", b"\x10\x14"):
        assert command not in data
    changed = sum((a ^ b).bit_count() for a, b in zip(data, rows, strict=True))
    assert changed == rows.count(b"\x10\x04") + rows.count(b"\x10\x05") + rows.count(b"\x10\x14")


def test_a_drawn_value_stands_at_the_right_edge_too() -> None:
    paper = printed({**TICKET, "wait": "约10:40～10:55 𬭊"}, name="escpos-58mm-gb2312")
    (line,) = [item for item in paper.items if isinstance(item, Raster)]
    assert line.width_bytes * 8 == 384
    drawn = Image.frombytes("1", (384, line.height), line.data).getbbox()
    assert drawn is not None
    assert drawn[0] < 10
    assert drawn[2] > 374


def test_a_span_of_time_is_written_and_not_drawn() -> None:
    for name in ("escpos-58mm-gb2312", "escpos-80mm-gb18030"):
        paper = printed({**TICKET, "wait": "约10:40–10:55"}, name=name)
        assert not [item for item in paper.items if isinstance(item, Raster)]
        assert any(re.search("约10:40[–～]10:55$", line) for line in paper.lines)


def test_a_mongolian_column_doesn_t_touch_the_line_below() -> None:
    items = printed({**TICKET, "hall_mn": "ᠮᠣᠩᠭᠣᠯ ᠪᠢᠴᠢᠭ"}).items
    below = items[next(at for at, item in enumerate(items) if isinstance(item, Raster)) + 1]
    assert below == Feed(8)


def test_a_drawn_line_has_ink_and_fits() -> None:
    image = render_line("䶮 ᠮᠣᠩᠭᠣᠯ A1", 24, 384, FontBook())
    assert image.width % 8 == 0
    assert image.width <= 384
    black = image.convert("L").point(lambda level: 255 - level).getbbox()
    assert black is not None
    assert black[2] - black[0] > image.width * 0.8
    assert render_line("䶮" * 60, 24, 384, FontBook()).width == 384
