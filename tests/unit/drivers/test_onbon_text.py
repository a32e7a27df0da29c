"""Text in the card's own set: every character reaches the frame and back; nothing in a text can act as an escape."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.charset import Charset
from drivers.led_board.card import ClockField
from drivers.led_board.colour import Colour
from drivers.led_board.onbon.frame import Decoder, Frame, encode
from drivers.led_board.onbon.text import BoardFont, encode_text, style, width_dots


def test_every_gb2312_character_reaches_the_frame_and_back() -> None:
    """Also every lead and trail byte that the frame must escape: A5 and A6."""
    for lead in range(0xA1, 0xF8):
        row = b"".join(bytes((lead, trail)) for trail in range(0xA1, 0xFF))
        text = row.decode("gb2312", errors="ignore")
        encoded = encode_text(text, Charset.GB2312)
        assert encoded.replaced == 0
        assert Decoder().feed(encode(Frame(1, encoded.data)))[0].data.decode("gbk") == encoded.data.decode("gbk")


def test_every_gbk_character_reaches_the_frame_and_back() -> None:
    """Also the trail bytes 5A and 5B, which GB2312 doesn't have."""
    seen = set()
    for lead in range(0x81, 0xFF):
        text = b"".join(bytes((lead, t)) for t in range(0x40, 0xFF) if t != 0x7F).decode("gbk", errors="ignore")
        encoded = encode_text(text, Charset.GBK)
        received = Decoder().feed(encode(Frame(1, encoded.data)))[0].data
        assert received == encoded.data
        assert encoded.replaced == 0
        seen |= set(encoded.data[1::2])
    assert {0x5A, 0x5B, 0xA5, 0xA6} <= seen


@pytest.mark.parametrize("awkward", [0xA5, 0xA6])
def test_each_gb2312_character_with_a_byte_to_escape_alone_in_a_frame(awkward: int) -> None:
    count = 0
    for lead in range(0xA1, 0xF8):
        for trail in range(0xA1, 0xFF):
            if awkward not in (lead, trail):
                continue
            try:
                character = bytes((lead, trail)).decode("gb2312")
            except UnicodeDecodeError:
                continue
            data = encode_text(character, Charset.GB2312).data
            wire = encode(Frame(1, data))
            assert 0xA5 not in wire[8:]
            assert Decoder().feed(wire) == [Frame(1, data)]
            count += 1
    assert count > 100


def test_what_the_card_lacks_is_shown_as_a_missing_sort_and_counted() -> None:
    encoded = encode_text("张䶮", Charset.GB2312)
    assert encoded.data.decode("gb2312") == "张〓"
    assert encoded.replaced == 1
    # 镕 is in GBK, not in GB2312.
    assert encode_text("镕", Charset.GBK).replaced == 0
    assert encode_text("镕", Charset.GB2312).replaced == 1


def test_a_backslash_in_a_text_is_no_escape() -> None:
    assert encode_text("\\C2\\n", Charset.GB2312).data.decode("gbk") == "＼C2＼n"


def test_clock_fields_become_the_cards_own_escapes() -> None:
    day = "-".join(field.value for field in (ClockField.YEAR, ClockField.MONTH, ClockField.DAY))
    text = f"{day} {ClockField.HOUR.value}:{ClockField.MINUTE.value}"
    encoded = encode_text(text, Charset.GB2312)
    assert encoded.data == rb"\DY-\DL-\DD \DH:\DM"
    assert encoded.replaced == 0
    assert width_dots(text, 16) == 16 * 8


def test_style_and_width() -> None:
    assert style(BoardFont(24, "O001", "E001"), Colour.CYAN) == rb"\FO001\FE001\C5"
    assert width_dots("请A", 16) == 24


@given(st.text(max_size=40))
def test_text_never_holds_control_bytes_or_a_backslash(text: str) -> None:
    clean = text.translate({ord(field.value): None for field in ClockField})
    data = encode_text(clean, Charset.GB2312).data
    at = 0
    while at < len(data):
        if data[at] < 0x80:
            assert 0x20 <= data[at] < 0x7F
            assert data[at] != 0x5C
            at += 1
        else:
            at += 2
