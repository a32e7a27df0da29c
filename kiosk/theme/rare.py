"""Rare characters of names: which of them the kiosk's own face lacks, and the runs of a text that another face must draw. Pure.

Kivy draws a text with one font and shows a box for what it lacks. Noto Sans CJK SC has all characters of the national list
(通用规范汉字表, 8105), but of 60 000 beyond U+20000 only some 2300; Hanazono has them up to extension F, in two files.
"""

from collections.abc import Iterable, Set
from itertools import groupby
from pathlib import Path

SUPPLEMENT = 0x20000
"""Below it the kiosk's own face lacks nothing of Chinese."""
OWN_CHARACTERS = "own-supplement.txt"
"""Beside the fonts: the characters from SUPPLEMENT on that they have."""
FACE = "Rare"
"""The name that Kivy knows the other face by."""
HANAZONO = Path("/usr/share/fonts/truetype/hanazono/HanaMinB.ttf")
"""Where Debian's fonts-hanazono puts the file with everything from SUPPLEMENT on."""


def has_rare(text: str) -> bool:
    """Whether `text` is worth a closer look; nearly none is."""
    return any(ord(character) >= SUPPLEMENT for character in text)


def runs(text: str, own: Set[str]) -> list[tuple[str, bool]]:
    """`text` in pieces; True: the kiosk's own face lacks it.

    Args:
        own: characters from SUPPLEMENT on that it has.
    """
    pieces = groupby(text, key=lambda character: ord(character) >= SUPPLEMENT and character not in own)
    return [("".join(characters), rare) for rare, characters in pieces]


def marked(text: str, own: Set[str]) -> str:
    """`text` as Kivy's markup, with the other face where it is needed."""
    return "".join(f"[font={FACE}]{_escaped(piece)}[/font]" if rare else _escaped(piece) for piece, rare in runs(text, own))


def own_characters(code_points: Iterable[int]) -> str:
    """What is written beside the fonts."""
    return "".join(map(chr, sorted(point for point in code_points if point >= SUPPLEMENT)))


def _escaped(text: str) -> str:
    """Brackets of a name are no markup (Kivy's own escapes)."""
    return text.replace("&", "&amp;").replace("[", "&bl;").replace("]", "&br;")
