"""Colours. Text on its ground has a contrast of 4.5:1 at least (WCAG 2.1, 1.4.3); a test computes each pair."""

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


GROUND = colour("#f2f5f9")
CARD = colour("#ffffff")
CARD_EDGE = colour("#d5deea")
CARD_PRESSED = colour("#dde9f8")
CARD_DISABLED = colour("#e9edf2")
INK = colour("#14233a")
INK_SOFT = colour("#47576e")
INK_DISABLED = colour("#576372")
INK_FAINT = colour("#667384")
"""Footer places that do nothing on this screen; still 4.5:1 on white."""
HEADER = colour("#0c2f66")
HEADER_INK = colour("#ffffff")
HEADER_INK_SOFT = colour("#c6d7f0")
PRIMARY = colour("#1456b8")
PRIMARY_PRESSED = colour("#0d3f8c")
PRIMARY_INK = colour("#ffffff")
PRIMARY_INK_SOFT = colour("#dbe8fb")
DISABLED = colour("#e1e6ec")
ACCENT = colour("#e3edfb")
"""A calm ground for icons and number plates."""

TONES: dict[Tone, Colour] = {
    Tone.CALM: PRIMARY,
    Tone.GOOD: colour("#11723c"),
    Tone.CAUTION: colour("#9a5200"),
    Tone.PROBLEM: colour("#b3261e"),
}
TONE_GROUNDS: dict[Tone, Colour] = {
    Tone.CALM: colour("#e3edfb"),
    Tone.GOOD: colour("#e0f3e7"),
    Tone.CAUTION: colour("#fdf0dc"),
    Tone.PROBLEM: colour("#fbe6e4"),
}
FACES: dict[str, Colour] = {
    "face-VERY_GOOD": colour("#11723c"),
    "face-GOOD": colour("#3f7320"),
    "face-FAIR": colour("#84630a"),
    "face-BAD": colour("#a84a12"),
    "face-VERY_BAD": colour("#b3261e"),
}


def contrast(one: Colour, other: Colour) -> float:
    """WCAG contrast ratio, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(value: Colour) -> float:
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in value[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
