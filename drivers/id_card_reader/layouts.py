"""The four layouts of a card's 256 bytes of text, as tables. All text is UTF-16LE, padded with blanks.

Sources: GA 490 (resident cards), the reading rules for residence permits (2018), for foreigners' cards of 2017 and of 2023 as
reader makers publish them.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

TEXT_BYTES = 256
MARKER_AT = 248
"""The character that tells the layout."""
CHARACTER_BYTES = 2
BLANKS = " \u3000\x00"
CONTINUED, CONTINUATION = "latin_name", "latin_name_2"
_MANY_BLANKS = re.compile(f"[{BLANKS}]+")
REPLACEMENT = "\ufffd"
"""Stands where half a surrogate pair or another broken character was."""


class Layout(StrEnum):
    RESIDENT = "resident"
    """居民身份证."""
    RESIDENCE_PERMIT = "residence-permit"
    """港澳台居民居住证."""
    FOREIGNER_2017 = "foreigner-2017"
    """外国人永久居留身份证, with 15 characters of number."""
    FOREIGNER_2023 = "foreigner-2023"
    """外国人永久居留身份证, with 18 digits of number."""


MARKERS: Mapping[str, Layout] = {
    " ": Layout.RESIDENT,
    "\x00": Layout.RESIDENT,
    "J": Layout.RESIDENCE_PERMIT,
    "I": Layout.FOREIGNER_2017,
    "Y": Layout.FOREIGNER_2023,
}
FIELDS: Mapping[Layout, Sequence[tuple[str, int]]] = {
    Layout.RESIDENT: (
        ("name", 30), ("sex", 2), ("nation", 4), ("birth", 16), ("address", 70), ("id_number", 36), ("issuer", 30),
        ("from", 16), ("to", 16), ("", 36),
    ),
    Layout.RESIDENCE_PERMIT: (
        ("name", 30), ("sex", 2), ("", 4), ("birth", 16), ("address", 70), ("id_number", 36), ("issuer", 30),
        ("from", 16), ("to", 16), ("pass_number", 18), ("issue_count", 4), ("", 6), ("marker", 2), ("", 6),
    ),
    Layout.FOREIGNER_2017: (
        ("latin_name", 120), ("sex", 2), ("id_number", 30), ("nationality", 6), ("name", 30), ("from", 16), ("to", 16),
        ("birth", 16), ("version", 4), ("authority_code", 8), ("marker", 2), ("", 6),
    ),
    Layout.FOREIGNER_2023: (
        ("name", 30), ("sex", 2), ("change_count", 4), ("birth", 16), ("latin_name", 70), ("id_number", 36), ("", 30),
        ("from", 16), ("to", 16), ("latin_name_2", 22), ("nationality", 6), ("marker", 2), ("former_link", 6),
    ),
}  # fmt: skip
"""Name and bytes of each part, in order; a part without a name is reserved."""


class UnknownLayout(ValueError):
    """The character that tells the layout is none of the known ones."""


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A card's text in its parts, blanks stripped. `repr` names the layout only."""

    layout: Layout
    parts: Mapping[str, str]
    """A Latin name in two places is one part."""
    full: frozenset[str]
    """Parts without a blank at their end: the card may hold only their beginning."""

    def __repr__(self) -> str:
        return f"TextBlock({self.layout.value})"


def read_text_block(block: bytes) -> TextBlock:
    """The parts of a card's text.

    Raises:
        ValueError: it isn't 256 bytes.
        UnknownLayout: another kind of card.
    """
    if len(block) != TEXT_BYTES:
        raise ValueError(f"a text block has {TEXT_BYTES} bytes, not {len(block)}")
    layout = MARKERS.get(_decode(block[MARKER_AT : MARKER_AT + CHARACTER_BYTES]))
    if layout is None:
        raise UnknownLayout
    raws: dict[str, str] = {}
    full: set[str] = set()
    position = 0
    for name, size in FIELDS[layout]:
        raw = _decode(block[position : position + size])
        position += size
        if name:
            raws[name] = raw
            if raw and raw[-1] not in BLANKS:
                full.add(name)
    if CONTINUATION in raws:
        raws[CONTINUED] = _joined(raws[CONTINUED], raws.pop(CONTINUATION))
        full = full - {CONTINUED, CONTINUATION} | ({CONTINUED} if CONTINUATION in full else set())
    return TextBlock(layout, {name: raw.strip(BLANKS) for name, raw in raws.items()}, frozenset(full))


def _joined(first: str, second: str) -> str:
    """A name that goes on in a second place: a blank at the seam parts two words, blanks that only fill don't."""
    return _MANY_BLANKS.sub(" ", first + second) if second.strip(BLANKS) else first


def _decode(data: bytes) -> str:
    return data.decode("utf-16-le", errors="replace")
