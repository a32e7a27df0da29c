"""Sizes for people, contrast, and a glyph for every character of every text."""

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from api.text.catalogue import CATALOGUES, LANGUAGES, read_catalogue
from kiosk.theme.colours import HIGH_CONTRAST, USUAL, Colour, Palette, contrast
from kiosk.theme.fonts import BOLD, REGULAR, FontsMissing, extract_fonts
from kiosk.theme.icons import ICONS
from kiosk.theme.sizes import CAPITAL_HEIGHT_EM, Display, TypeSize
from kiosk.theme.strokes import Disc
from kiosk.view_models.parts import Tone
from tests.support.kiosk import test_fonts as fonts_folder
from tests.support.kiosk_views import every_picture

READABLE = {"usual": 4.5, "high contrast": 7.0}
SHOWN_SECTIONS = sorted(set(read_catalogue().sections()) - {"demo", "device", "web", "problems", "privacy"})
"""Others are read in browsers and terminals, which find fonts of their own."""
PALETTES = {"usual": USUAL, "high contrast": HIGH_CONTRAST}


def pairs(colours: Palette) -> dict[str, tuple[Colour, Colour]]:
    """Every ink on every ground that a screen puts it on."""
    on_ground = {"ink": colours.INK, "soft ink": colours.INK_SOFT, "primary": colours.PRIMARY, "figure": colours.FIGURE}
    return {
        **{f"{name} on the ground": (ink, colours.GROUND) for name, ink in on_ground.items()},
        **{f"{name} on a card": (ink, colours.CARD) for name, ink in on_ground.items()},
        "ring round the focus": (colours.FOCUS, colours.GROUND),
        "ring round the focus on a card": (colours.FOCUS, colours.CARD),
        "ink on an accent": (colours.INK, colours.ACCENT),
        "primary on an accent": (colours.PRIMARY, colours.ACCENT),
        "disabled card": (colours.INK_DISABLED, colours.CARD_DISABLED),
        "disabled tile": (colours.INK_DISABLED, colours.DISABLED),
        "disabled icon": (colours.INK_DISABLED, colours.PLATE_DISABLED),
        "footer that rests": (colours.INK_FAINT, colours.CARD),
        "header": (colours.HEADER_INK, colours.HEADER),
        "date": (colours.HEADER_INK_SOFT, colours.HEADER),
        "primary button": (colours.PRIMARY_INK, colours.PRIMARY),
        "primary button pressed": (colours.PRIMARY_INK, colours.PRIMARY_PRESSED),
        "primary button's hint": (colours.PRIMARY_INK_SOFT, colours.PRIMARY),
        "card pressed": (colours.INK, colours.CARD_PRESSED),
        "secondary button pressed": (colours.PRIMARY, colours.CARD_PRESSED),
        **{f"{tone} notice": (colours.TONES[tone], colours.TONE_GROUNDS[tone]) for tone in Tone},
        **{f"ink on {tone}": (colours.INK, colours.TONE_GROUNDS[tone]) for tone in Tone},
        **{f"{tone} title": (colours.TONES[tone], colours.GROUND) for tone in Tone},
        **{face: (colour, colours.CARD) for face, colour in colours.FACES.items()},
    }


@pytest.mark.parametrize("look", PALETTES)
def test_contrast(look: str) -> None:
    found = {what: round(contrast(*pair), 2) for what, pair in pairs(PALETTES[look]).items()}
    assert {what: ratio for what, ratio in found.items() if ratio < READABLE[look]} == {}


@pytest.mark.parametrize("display", [Display(1080, 1920, 21.5), Display(1920, 1080, 21.5), Display(2160, 3840, 32)])
def test_letters_are_tall_enough_on_any_display(display: Display) -> None:
    assert len(TypeSize) <= 8
    for size in TypeSize:
        capital_mm = display.font_px(size) * CAPITAL_HEIGHT_EM / display.px_per_mm
        assert capital_mm >= max(4.8, size.value) - 1e-9


def test_every_text_has_its_glyphs() -> None:
    catalogue = read_catalogue()
    texts = "".join(
        text for section in SHOWN_SECTIONS for lang in LANGUAGES for text in catalogue.section(section, lang).values()
    )
    for name in (REGULAR, BOLD):
        with TTFont(fonts_folder() / name) as font:
            known = font.getBestCmap()
        assert {character for character in texts if ord(character) not in known and character != "\n"} == set()


def test_fonts_are_simplified_chinese() -> None:
    with TTFont(fonts_folder() / REGULAR) as font:
        assert font["name"].getBestFamilyName() == "Noto Sans CJK SC"
        assert font["OS/2"].sCapHeight / font["head"].unitsPerEm == CAPITAL_HEIGHT_EM


def test_missing_collections_say_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(FontsMissing, match="fonts-noto-cjk"):
        extract_fonts(tmp_path / "out", tmp_path)


def test_every_icon_that_a_screen_names_is_drawn_inside_its_square() -> None:
    from kiosk.view_models.models import buttons_of

    named = {button.icon for model in every_picture("zh-CN", 12).values() for button in buttons_of(model) if button.icon}
    assert named <= ICONS.keys()
    for marks in ICONS.values():
        for mark in marks:
            points = [(mark.x, mark.y)] if isinstance(mark, Disc) else mark.points
            assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in points)


def test_both_languages_have_a_kiosk_catalogue() -> None:
    assert all((CATALOGUES / language / "kiosk.json").is_file() for language in LANGUAGES)
