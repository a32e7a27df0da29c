"""Text for a printer whose Chinese character set is known from its profile.

python-escpos guesses the set from the characters and prints `?` for Chinese punctuation, so this is our own part. What the
set lacks is told apart here and drawn by the caller as a picture, line by line.
"""

import unicodedata

from drivers.charset import Charset, encode_character
from drivers.private_use import as_today


def encode(text: str, charset: Charset) -> bytes | None:
    """One line's bytes; None if a character isn't in the set or is a control character."""
    encoded = _encode(text, charset)
    # Only then: composing would also turn GBK's compatibility ideographs into other characters than the name has.
    return _encode(unicodedata.normalize("NFC", text), charset) if encoded is None else encoded


ALIKE = {"\u2013": "～"}
"""Signs that not every set has, and what stands for them on a ticket in the same room: the dash of `10:40–10:55`."""


def _encode(text: str, charset: Charset) -> bytes | None:
    encoded = bytearray()
    for character in text:
        one = encode_character(character, charset) or encode_character(ALIKE.get(character, character), charset)
        if one is None:
            return None
        encoded += one
    return bytes(encoded)


_NO_TEXT = frozenset(("Cc", "Cs", "Zl", "Zp"))
"""Unicode categories: control characters, half surrogates, line and paragraph separators."""
_UNSEEN = frozenset(map(chr, (0xAD, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), 0x2060, *range(0x2066, 0x206A), 0xFEFF)))
"""Left behind by copying from web pages: they show nothing, and would make a picture of their line. Joiners stay: Mongolian
needs them."""


def clean(text: str) -> str:
    """One line of text: what a field holds can never become a command or a line of its own."""
    seen = (character for character in as_today(text).replace("\u00a0", " ") if character not in _UNSEEN)
    return "".join(" " if unicodedata.category(character) in _NO_TEXT else character for character in seen)


def clean_lines(text: str) -> list[str]:
    """The lines of a field that holds a list; empty ones are left out."""
    return [line for line in (clean(line).strip() for line in text.split("\n")) if line]


def has_chinese(text: str) -> bool:
    """Something that is sent as two bytes."""
    return any(not " " <= character <= "~" for character in text)


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
    goes_on = following.isascii() and following != " " and _in_word(line[-1:])
    if goes_on or (following in NEVER_FIRST and len(line) > 1):
        # A Western word or a number begins a line of its own if it is shorter than the line: 12 isn't window 1 and window 2.
        start = len(line)
        while start > 0 and _in_word(line[start - 1]):
            start -= 1
        if 0 < start < len(line):
            return line[:start], line[start:]
        if not goes_on:
            return line[:-1], line[-1:]
    return line, ""


def _in_word(character: str) -> bool:
    return "!" <= character <= "~"


def mask_name(name: str) -> str:
    """A person's name for a paper that others may see: 张*, 张*三, 欧阳**, J*** S****. Masked already, it stays."""
    name = name.strip()
    if "*" in name or not name:
        return name
    if name.isascii():
        return " ".join(word[0] + "*" * (len(word) - 1) for word in name.split())
    if len(name) == 3:
        return f"{name[0]}*{name[2]}"
    kept = 1 if len(name) < 4 else 2
    return name[:kept] + "*" * (len(name) - kept)
