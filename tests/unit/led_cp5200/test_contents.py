"""Contents and basic commands: round trips over their whole ranges, and what can't be said."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from drivers.led_board.cp5200 import basic
from drivers.led_board.cp5200.content_encoder import encode_content
from drivers.led_board.cp5200.content_parser import parse_content
from drivers.led_board.cp5200.contents import (
    Across,
    Box,
    Clock,
    Content,
    Down,
    Exit,
    Picture,
    PictureFormat,
    PlayStored,
    PureText,
    Rgb,
    RichCharacter,
    RichText,
    SaveOrClear,
    StaticText,
    Windows,
)
from drivers.led_board.cp5200.simple_picture import decode_picture, encode_picture

BYTE, WORD, WINDOW = st.integers(0, 255), st.integers(0, 0xFFFF), st.integers(0, 7)
RGB = st.builds(Rgb, BYTE, BYTE, BYTE)
BOX = st.builds(Box, WORD, WORD, WORD, WORD)
TEXT = st.binary(max_size=60).map(lambda data: data.replace(b"\x00", b"0"))
CODES = st.one_of(
    st.integers(1, 255).map(lambda byte: bytes((byte,))), st.tuples(st.integers(1, 255), BYTE).map(lambda pair: bytes(pair))
)
RICH = st.builds(RichCharacter, st.integers(1, 15), st.integers(0, 15), CODES)
CONTENTS = st.one_of(
    st.builds(Windows, st.lists(BOX, min_size=1, max_size=8).map(tuple)),
    st.builds(
        PureText, WINDOW, TEXT, BYTE, RGB, BYTE, st.sampled_from(Across), st.sampled_from(Down), BYTE, WORD, st.integers(0, 15)
    ),
    st.builds(RichText, WINDOW, st.lists(RICH, max_size=20).map(tuple), BYTE, st.sampled_from(Across), BYTE, WORD),
    st.builds(StaticText, WINDOW, BOX, TEXT, BYTE, RGB, st.sampled_from(Across)),
    st.builds(Picture, WINDOW, st.sampled_from(PictureFormat), st.binary(max_size=60), WORD, WORD, BYTE, BYTE, WORD),
    st.builds(Clock, WINDOW, BYTE, RGB, BYTE, BYTE, BYTE, TEXT, WORD),
    st.just(Exit()),
    st.builds(SaveOrClear, st.booleans()),
    st.builds(PlayStored, st.lists(BYTE, max_size=8).map(tuple), st.booleans()),
)


@given(CONTENTS)
def test_contents_come_back_as_they_went(content: Content) -> None:
    assert parse_content(encode_content(content)) == content


@given(st.binary(max_size=80))
def test_any_bytes_are_a_content_or_none(data: bytes) -> None:
    content = parse_content(data)
    assert content is None or encode_content(content)[0] == data[0]


def test_windows_as_the_document_counts_them() -> None:
    # Two windows of 128x16 over each other, as led.cpp of a gate's controller sends them.
    assert encode_content(Windows((Box(0, 0, 128, 16), Box(0, 16, 128, 16)))) == bytes.fromhex(
        "01 02 0000 0000 0080 0010 0000 0010 0080 0010"
    )


def test_a_static_text_as_an_arduino_sketch_sends_it() -> None:
    wanted = bytes.fromhex("04 00 01 01 0000 0000 0040 0020 11 000000") + b"FRONT\x00"
    assert encode_content(StaticText(0, Box(0, 0, 64, 32), b"FRONT", 0x11, Rgb(0, 0, 0))) == wanted


@pytest.mark.parametrize(
    "content",
    [
        PureText(0, b"a\x00b", 2, Rgb(0, 0, 0)),
        PureText(8, b"a", 2, Rgb(0, 0, 0)),
        PureText(0, b"a", 2, Rgb(256, 0, 0)),
        PureText(0, b"a", 2, Rgb(0, 0, 0), stay_s=65_536),
        Windows(()),
        Windows((Box(0, 0, 1, 1),) * 9),
        Windows((Box(-1, 0, 1, 1),)),
        RichText(0, (RichCharacter(1, 2, b"abc"),)),
        RichText(0, (RichCharacter(16, 2, b"a"),)),
    ],
)
def test_what_a_field_cannot_say_is_refused(content: Content) -> None:
    with pytest.raises(ValueError):
        encode_content(content)


def test_a_text_without_its_end_is_taken_whole() -> None:
    content = encode_content(PureText(0, b"abc", 2, Rgb(255, 0, 0)))
    assert parse_content(content[:-1]) == parse_content(content)
    assert parse_content(content[:8]) is None


@given(st.integers(1, 40), st.integers(1, 20), st.sampled_from([1, 3, 7]), st.randoms(use_true_random=False))
def test_pictures_come_back_dot_by_dot(width: int, height: int, planes: int, randomness) -> None:  # type: ignore[no-untyped-def]
    picture = Image.new("RGB", (width, height))
    for y in range(height):
        for x in range(width):
            dot = tuple(255 * randomness.randrange(2) if planes >> colour & 1 else 0 for colour in range(3))
            picture.putpixel((x, y), dot)
    encoded = encode_picture(picture, planes=planes)
    assert len(encoded) == 8 + -(-width // 8) * height * planes.bit_count()
    decoded = decode_picture(encoded)
    assert decoded is not None
    assert decoded.tobytes() == picture.tobytes()
    assert decode_picture(encoded[:-1]) is None
    assert decode_picture(b"I2" + encoded[2:]) is None


def test_one_dot_stands_where_the_document_puts_it() -> None:
    picture = Image.new("RGB", (10, 2))
    picture.putpixel((9, 1), (255, 0, 0))
    assert encode_picture(picture, planes=1) == b"I1" + bytes.fromhex("0A00 0200 01 00") + bytes((0, 0, 0, 0x40))


def test_the_clock_and_the_light() -> None:
    now = datetime(2026, 3, 1, 8, 5, 9)  # noqa: DTZ001 (the card knows no zone)
    # A Sunday is 0.
    assert basic.set_time(now) == bytes((0, 9, 5, 8, 0, 1, 3, 26))
    assert basic.parse_time(b"\x01" + basic.set_time(now)[1:]) == now
    assert basic.parse_time(bytes((1, 9, 5, 8, 0, 31, 2, 26))) is None
    assert basic.set_brightness(31) == b"\x00" + b"\x1f" * 24
    assert basic.parse_brightness(b"\x01" + bytes(range(24))) == tuple(range(24))
    assert basic.set_brightness(basic.AUTOMATIC)[1:] == b"\xff" * 24
    with pytest.raises(ValueError, match="0 to 31"):
        basic.set_brightness(32)
    assert [basic.parse_power(data) for data in (b"\x01\x00", b"\x01\x01", b"\x00\x01", b"")] == [False, True, None, None]


def test_versions_are_nibbles() -> None:
    version = basic.parse_version(bytes((0, 0x21, 0x12, 0x15, 0, 0, 0, 0x41, 9, 9)))
    assert version == basic.Version(0x21, "1.2", "1.5", "4.1")
    assert basic.parse_version(bytes(7)) is None
