"""Colours. Text on its ground has a contrast of 4.5:1 at least (WCAG 2.1, 1.4.3), 7:1 in the high-contrast look (1.4.6);
a test computes each pair.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from kiosk.view_models.parts import Tone


class Colour(NamedTuple):
    """sRGB and opacity, 0..1 each, as Kivy takes them."""

    red: float
    green: float
    blue: float
    opacity: float = 1.0


def colour(hex_code: str) -> Colour:
    """`#rrggbb`."""
    red, green, blue = (int(hex_code[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return Colour(red, green, blue)


CLEAR = Colour(0.0, 0.0, 0.0, 0.0)
"""Nothing yet: what a widget has before it is given its colours."""


@dataclass(frozen=True, slots=True)
class Palette:
    """Every colour of one look. Screens read them as `root.theme.colours.INK`."""

    GROUND: Colour
    CARD: Colour
    CARD_EDGE: Colour
    CARD_PRESSED: Colour
    CARD_DISABLED: Colour
    INK: Colour
    INK_SOFT: Colour
    INK_DISABLED: Colour
    INK_FAINT: Colour
    """Footer places that do nothing on this screen; still readable on a card."""
    HEADER: Colour
    HEADER_INK: Colour
    HEADER_INK_SOFT: Colour
    FIGURE: Colour
    """Large figures on a card: a number, what was typed."""
    PRIMARY: Colour
    PRIMARY_PRESSED: Colour
    PRIMARY_INK: Colour
    PRIMARY_INK_SOFT: Colour
    DISABLED: Colour
    PLATE_DISABLED: Colour
    ACCENT: Colour
    """A calm ground for icons and number plates."""
    FOCUS: Colour
    """The ring round what the keypad has come to: on the ground, beside cards and primary buttons."""
    TONES: Mapping[Tone, Colour]
    TONE_GROUNDS: Mapping[Tone, Colour]
    FACES: Mapping[str, Colour]


USUAL = Palette(
    GROUND=colour("#f2f5f9"),
    CARD=colour("#ffffff"),
    CARD_EDGE=colour("#d5deea"),
    CARD_PRESSED=colour("#dde9f8"),
    CARD_DISABLED=colour("#e9edf2"),
    INK=colour("#14233a"),
    INK_SOFT=colour("#47576e"),
    INK_DISABLED=colour("#525e6d"),
    INK_FAINT=colour("#667384"),
    HEADER=colour("#0c2f66"),
    HEADER_INK=colour("#ffffff"),
    HEADER_INK_SOFT=colour("#c6d7f0"),
    FIGURE=colour("#0c2f66"),
    PRIMARY=colour("#1456b8"),
    PRIMARY_PRESSED=colour("#0d3f8c"),
    PRIMARY_INK=colour("#ffffff"),
    PRIMARY_INK_SOFT=colour("#dbe8fb"),
    DISABLED=colour("#e1e6ec"),
    PLATE_DISABLED=colour("#d5deea"),
    ACCENT=colour("#e3edfb"),
    FOCUS=colour("#b34700"),
    TONES={
        Tone.CALM: colour("#1456b8"),
        Tone.GOOD: colour("#11723c"),
        Tone.CAUTION: colour("#9a5200"),
        Tone.PROBLEM: colour("#b3261e"),
    },
    TONE_GROUNDS={
        Tone.CALM: colour("#e3edfb"),
        Tone.GOOD: colour("#e0f3e7"),
        Tone.CAUTION: colour("#fdf0dc"),
        Tone.PROBLEM: colour("#fbe6e4"),
    },
    FACES={
        "face-VERY_GOOD": colour("#11723c"),
        "face-GOOD": colour("#3f7320"),
        "face-FAIR": colour("#84630a"),
        "face-BAD": colour("#a84a12"),
        "face-VERY_BAD": colour("#b3261e"),
    },
)

HIGH_CONTRAST = Palette(
    GROUND=colour("#000000"),
    CARD=colour("#000000"),
    CARD_EDGE=colour("#ffffff"),
    CARD_PRESSED=colour("#3a3300"),
    CARD_DISABLED=colour("#262626"),
    INK=colour("#ffffff"),
    INK_SOFT=colour("#ffffff"),
    INK_DISABLED=colour("#c8c8c8"),
    INK_FAINT=colour("#a8a8a8"),
    HEADER=colour("#000000"),
    HEADER_INK=colour("#ffffff"),
    HEADER_INK_SOFT=colour("#ffffff"),
    FIGURE=colour("#ffdd00"),
    PRIMARY=colour("#ffdd00"),
    PRIMARY_PRESSED=colour("#ffffff"),
    PRIMARY_INK=colour("#000000"),
    PRIMARY_INK_SOFT=colour("#000000"),
    DISABLED=colour("#262626"),
    PLATE_DISABLED=colour("#333333"),
    ACCENT=colour("#222200"),
    FOCUS=colour("#66e0ff"),
    TONES={
        Tone.CALM: colour("#ffdd00"),
        Tone.GOOD: colour("#7dff9b"),
        Tone.CAUTION: colour("#ffc266"),
        Tone.PROBLEM: colour("#ffaaa5"),
    },
    TONE_GROUNDS={
        Tone.CALM: colour("#222200"),
        Tone.GOOD: colour("#002b10"),
        Tone.CAUTION: colour("#2e1e00"),
        Tone.PROBLEM: colour("#350b08"),
    },
    FACES={
        "face-VERY_GOOD": colour("#7dff9b"),
        "face-GOOD": colour("#c4ff7d"),
        "face-FAIR": colour("#ffdd00"),
        "face-BAD": colour("#ffc266"),
        "face-VERY_BAD": colour("#ffaaa5"),
    },
)


def contrast(one: Colour, other: Colour) -> float:
    """WCAG contrast ratio, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(value: Colour) -> float:
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in value[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
