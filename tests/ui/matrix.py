"""Which displays, languages and ways of showing the screens are walked in."""

from itertools import product

from api.text.catalogue import INCOMPLETE_LANGUAGES
from kiosk.flow.mode import MODE_NAMES, Mode
from tests.support.kiosk_views import LANGUAGES

DIAGONAL_IN = 21.5
DISPLAYS = {"portrait": (1080, 1920), "landscape": (1920, 1080)}
SEEN = tuple(name for name in MODE_NAMES if name != "voice")
"""What changes the picture."""
MODES = tuple(
    "+".join(name for name, on in zip(SEEN, ons, strict=True) if on) or "usual" for ons in product((False, True), repeat=3)
)
"""`usual`, each alone, and all together in every combination."""
ALONE = ("usual", *SEEN, "large+reach")
"""What layouts can differ in: colours move nothing, so that contrast alone stands for all its combinations."""

DRAWN = frozenset(f"{LANGUAGES[0]}/{mode}" for mode in ("usual", "contrast"))
"""Looks whose pixels are measured; others have the same colours at other places."""

EVERY_LOOK = tuple(f"{language}/{mode}" for language, mode in product((*LANGUAGES, *INCOMPLETE_LANGUAGES), MODES))
_OTHERS = tuple(f"{language}/usual" for language in (*LANGUAGES[1:], *INCOMPLETE_LANGUAGES))
CI_LOOKS = {
    "portrait": (*(f"{LANGUAGES[0]}/{mode}" for mode in ALONE), *_OTHERS),
    # Colours and reach are those of the screen that stands.
    "landscape": (*(f"{LANGUAGES[0]}/{mode}" for mode in ("usual", "large")), *_OTHERS),
}
"""What CI walks on each display: all ways of showing in Chinese, the usual one in every other language."""


def mode_of(name: str) -> Mode:
    """`large+reach`."""
    return Mode(**{part: True for part in name.split("+") if part != "usual"})
