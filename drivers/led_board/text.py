"""Text in a character board's own set, with the inline escapes for font and colour.

A character board can't draw what its font file lacks: such a character is shown as 〓 and counted, never as a question mark
that could be read as text.
"""

import unicodedata
from dataclasses import dataclass
from enum import IntEnum

from drivers.charset import Charset, encode_character

REPLACEMENT = "〓"
"""GB2312 A1FE, the printers' sign for a missing sort."""
FULL_WIDTH_BACKSLASH = "\uff3c"
"""Stands for a backslash: a real one would begin an escape."""


class Colour(IntEnum):
    """Digit after the backslash and C."""

    RED = 1
    GREEN = 2
    YELLOW = 3
    BLUE = 4
    CYAN = 5
    MAGENTA = 6
    WHITE = 7


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
    """Plain text without control characters; a backslash is widened."""
    encoded, replaced = bytearray(), 0
    for character in unicodedata.normalize("NFC", text).replace("\\", FULL_WIDTH_BACKSLASH):
        one = encode_character(character, charset)
        if one is None:
            one = REPLACEMENT.encode("gbk")
            replaced += 1
        encoded += one
    return EncodedText(bytes(encoded), replaced)


def style(font: BoardFont, colour: Colour) -> bytes:
    """Escapes that begin an area: both font files and the colour stand until changed."""
    return f"\\F{font.chinese}\\F{font.western}\\C{colour.value}".encode("ascii")


def width_dots(text: str, font: BoardFont) -> int:
    """How wide the board draws `text`: a Chinese character is as wide as high, a Western one half of it."""
    return sum(font.height // 2 if " " <= character <= "~" else font.height for character in text)
