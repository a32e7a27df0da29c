"""Text in a character board's own set, with the inline escapes for font and colour.

A character board can't draw what its font file lacks: such a character is shown as 〓 and counted, never as a question mark
that could be read as text.
"""

import unicodedata
from dataclasses import dataclass

from drivers.charset import Charset, encode_character
from drivers.led_board.card import ClockField
from drivers.led_board.colour import Colour

REPLACEMENT = "〓"
"""GB2312 A1FE, the printers' sign for a missing sort."""
FULL_WIDTH_BACKSLASH = "\uff3c"
"""Stands for a backslash: a real one would begin an escape."""


LINE_END = rb"\n"
"""Begins the next line of an area, or its next page when only one line fits."""
_COLOUR_DIGITS = {
    Colour.RED: b"1",
    Colour.GREEN: b"2",
    Colour.YELLOW: b"3",
    Colour.BLUE: b"4",
    Colour.CYAN: b"5",
    Colour.MAGENTA: b"6",
    Colour.WHITE: b"7",
}
_CLOCK_ESCAPES = {
    ClockField.HOUR.value: rb"\DH",
    ClockField.MINUTE.value: rb"\DM",
    ClockField.YEAR.value: rb"\DY",
    ClockField.MONTH.value: rb"\DL",
    ClockField.DAY.value: rb"\DD",
}
"""The card draws its own clock there. (`\\DS` is the second, `\\DW` the weekday.)"""
_CLOCK_DIGITS = {ClockField.YEAR.value: 4}


@dataclass(frozen=True, slots=True)
class BoardFont:
    """One height on the board: a Chinese and a Western font file of the card, such as O000 and E000 for 16 dots."""

    height: int
    chinese: str
    western: str


@dataclass(frozen=True, slots=True)
class EncodedText:
    data: bytes
    replaced: int
    """Characters the board can't show."""


def encode_text(text: str, charset: Charset) -> EncodedText:
    """Plain text and clock fields, without control characters; a backslash is widened."""
    encoded, replaced = bytearray(), 0
    for character in unicodedata.normalize("NFC", text).replace("\\", FULL_WIDTH_BACKSLASH):
        one = _CLOCK_ESCAPES.get(character) or encode_character(character, charset)
        if one is None:
            one = REPLACEMENT.encode("gbk")
            replaced += 1
        encoded += one
    return EncodedText(bytes(encoded), replaced)


def style(font: BoardFont, colour: Colour) -> bytes:
    """Escapes that begin an area: both font files and the colour stand until changed."""
    return f"\\F{font.chinese}\\F{font.western}\\C".encode("ascii") + _COLOUR_DIGITS[colour]


def width_dots(text: str, height: int) -> int:
    """How wide the board draws `text`: a Chinese character is as wide as high, a Western one half of it."""
    return sum(_halves(character) * height // 2 for character in text)


def _halves(character: str) -> int:
    if character in _CLOCK_ESCAPES:
        return _CLOCK_DIGITS.get(character, 2)
    return 1 if " " <= character <= "~" else 2
