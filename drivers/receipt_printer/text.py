"""Text for a printer whose Chinese character set is known from its profile.

python-escpos guesses the set from the characters and prints `?` for Chinese punctuation, so this is our own part. What the
set lacks is told apart here and drawn by the caller as a picture, line by line.
"""

import unicodedata
from enum import StrEnum


class Charset(StrEnum):
    """Double-byte sets of printers. A four-byte GB 18030 character is never sent: printers print its bytes as rubbish."""

    GB2312 = "gb2312"
    GBK = "gbk"
    GB18030_TWO_BYTE = "gb18030-two-byte"


def encode(text: str, charset: Charset) -> bytes | None:
    """One line's bytes; None if a character isn't in the set or is a control character."""
    encoded = bytearray()
    for character in unicodedata.normalize("NFC", text):
        one = _encode_character(character, charset)
        if one is None:
            return None
        encoded += one
    return bytes(encoded)


def _encode_character(character: str, charset: Charset) -> bytes | None:
    if " " <= character <= "~":
        return character.encode("ascii")
    try:
        # GBK's table also serves GB2312: Python's gb2312 codec puts the dash of A1AA at another code point.
        encoded = character.encode("gb18030" if charset is Charset.GB18030_TWO_BYTE else "gbk")
    except UnicodeEncodeError:
        return None
    if len(encoded) != 2:
        return None
    if charset is Charset.GB2312 and not (0xA1 <= encoded[0] <= 0xF7 and encoded[1] >= 0xA1 and _in_gb2312(encoded)):
        return None
    return encoded


def _in_gb2312(pair: bytes) -> bool:
    try:
        pair.decode("gb2312")
    except UnicodeDecodeError:
        return False
    return True


def clean(text: str) -> str:
    """One line without control characters: what a field holds can never become a command."""
    return "".join(" " if unicodedata.category(character) == "Cc" else character for character in text)


def columns(text: str) -> int:
    """Width in half-width columns."""
    return sum(1 if " " <= character <= "~" else 2 for character in text)


NEVER_FIRST = frozenset("，。、；：？！）》】”’%,.;:?!)")
"""Chinese typesetting: these don't begin a line (GB/T 15834)."""


def wrap(text: str, width: int) -> list[str]:
    """Lines of at most `width` columns; at spaces between Western words, else between any two characters."""
    lines: list[str] = []
    line = ""
    for character in text:
        if columns(line) + columns(character) <= width:
            line += character
            continue
        kept, moved = _break(line, character)
        lines.append(kept.rstrip())
        line = moved.lstrip() + character if (moved or character != " ") else ""
    lines.append(line)
    return lines


def _break(line: str, following: str) -> tuple[str, str]:
    """Where to break before `following`: what stays and what moves to the next line."""
    if following.isascii() and following != " " and line[-1:].isascii() and line[-1:] != " ":
        at = line.rfind(" ") + 1
        if at > 0:
            return line[:at], line[at:]
        # A Western word after Chinese text begins a line of its own if it is shorter than the line.
        start = len(line)
        while start > 0 and line[start - 1].isascii():
            start -= 1
        return (line[:start], line[start:]) if start > 0 else (line, "")
    if following in NEVER_FIRST and len(line) > 1:
        return line[:-1], line[-1:]
    return line, ""
