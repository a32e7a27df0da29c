"""Text in a C-Power card's own set."""

import unicodedata
from dataclasses import dataclass

from drivers.charset import Charset, encode_character

REPLACEMENT = "〓"
"""GB2312 A1FE, the printers' sign for a missing sort."""


@dataclass(frozen=True, slots=True)
class EncodedText:
    characters: tuple[bytes, ...]
    """One or two bytes each."""
    replaced: int
    """Characters the card can't show."""

    @property
    def data(self) -> bytes:
        return b"".join(self.characters)


def encode_text(text: str, charset: Charset) -> EncodedText:
    """Plain text without control characters."""
    encoded = [encode_character(character, charset) for character in unicodedata.normalize("NFC", text)]
    missing = REPLACEMENT.encode("gbk")
    return EncodedText(tuple(one or missing for one in encoded), sum(one is None for one in encoded))


def width_dots(text: str, height: int) -> int:
    """How wide the card draws `text`: a Chinese character is as wide as high, a Western one half of it."""
    return sum(height // 2 if " " <= character <= "~" else height for character in text)
