"""Ways of showing: sizes in large text, what is within reach, the sheet with all ways, what changes the picture."""

from pathlib import Path

import pytest

from api.text.catalogue import CATALOGUES, CatalogueError, read_catalogue
from kiosk.flow.flows import TAKE_TICKET
from kiosk.flow.intents import IntentKind
from kiosk.flow.mode import Mode
from kiosk.flow.views import ChooseDepartment
from kiosk.theme.colours import HIGH_CONTRAST, USUAL
from kiosk.theme.sizes import CAPITAL_HEIGHT_EM, Display, TypeSize
from kiosk.theme.theme import Theme
from kiosk.view_models.modes_models import ModesModel
from tests.support.kiosk_flow import Rig
from tests.support.kiosk_views import every_picture

STANDING, LYING = Display(1080, 1920, 21.5), Display(1920, 1080, 21.5)
SEEN_FROM_MM, DEGREES = 600.0, 0.7


def test_large_letters_are_as_high_as_the_standard_asks() -> None:
    from math import radians, tan

    for size in TypeSize:
        capital_mm = STANDING.font_px(size, large=True) * CAPITAL_HEIGHT_EM / STANDING.px_per_mm
        assert capital_mm >= SEEN_FROM_MM * tan(radians(DEGREES))
        assert capital_mm >= STANDING.font_px(size) * CAPITAL_HEIGHT_EM / STANDING.px_per_mm - 0.01


def test_each_way_of_showing_is_a_look_of_its_own_but_hearing_is_none() -> None:
    usual = Theme(STANDING)
    assert usual.shown_in(Mode(voice=True)) is usual
    large, contrast, low = (usual.shown_in(mode) for mode in (Mode(large=True), Mode(contrast=True), Mode(reach=True)))
    assert large.target == STANDING.px(25.0) > usual.target
    assert (usual.colours, contrast.colours) == (USUAL, HIGH_CONTRAST)
    assert contrast.hairline > usual.hairline
    assert (usual.low, low.low) == (False, True)


def test_within_reach_is_the_lower_half_or_all_of_a_screen_that_lies() -> None:
    assert STANDING.reach_px == pytest.approx(STANDING.height_px / 2, rel=0.02)
    assert LYING.reach_px / LYING.px_per_mm == pytest.approx(240, abs=1)


@pytest.mark.parametrize(
    ("mode", "usual", "held"),
    [
        (Mode(), 12, 12),
        (Mode(large=True), 12, 5),
        (Mode(reach=True), 12, 6),
        (Mode(large=True, reach=True), 12, 2),
        (Mode(), 9, 9),
    ],
)
def test_fewer_larger_things_are_on_a_page(mode: Mode, usual: int, held: int) -> None:
    assert mode.fits(usual) == held


async def test_a_page_is_divided_anew_when_letters_grow_and_nothing_is_lost() -> None:
    rig = Rig(page_size=12)
    await rig.do(IntentKind.START, TAKE_TICKET)
    view = rig.engine.shown.view
    assert isinstance(view, ChooseDepartment)
    before = len(view.departments)
    await rig.do(IntentKind.MODE, "large")
    view = rig.engine.shown.view
    assert isinstance(view, ChooseDepartment)
    assert len(view.departments) == min(before, 5)


async def test_the_sheet_opens_over_any_step_and_back_closes_it() -> None:
    rig = Rig()
    await rig.do(IntentKind.START, TAKE_TICKET)
    await rig.do(IntentKind.MODES)
    assert rig.engine.shown.modes_open
    await rig.do(IntentKind.HELP)
    assert (rig.engine.shown.modes_open, rig.engine.shown.help_open) == (False, True), "one sheet at a time"
    await rig.do(IntentKind.MODES)
    await rig.do(IntentKind.BACK)
    assert (rig.engine.shown.modes_open, rig.view) == (False, "ChooseDepartment")


def test_the_sheet_says_how_each_switch_stands() -> None:
    sheet = every_picture("zh-CN", 12, Mode(large=True))["modes"].screen
    assert isinstance(sheet, ModesModel)
    assert {switch.intent.value: switch.on for switch in sheet.switches} == {
        "large": True,
        "contrast": False,
        "reach": False,
        "voice": True,
    }
    assert sheet.on_word != sheet.off_word


def test_the_footer_has_the_same_six_places_on_every_screen() -> None:
    names = {tuple(button.name for button in model.footer.places) for model in every_picture("zh-CN", 12).values()}
    assert names == {("footer.back", "footer.home", "footer.help", "footer.large", "footer.modes", "footer.language")}


def test_what_an_incomplete_language_lacks_is_said_in_chinese() -> None:
    texts = read_catalogue()
    assert texts.text("kiosk", "footer.back", "mn-Mong") == texts.text("kiosk", "footer.back", "zh-CN")
    assert texts.text("look", "tile.search", "mn-Mong") != texts.text("look", "tile.search", "zh-CN")


@pytest.mark.parametrize("wrong", ['{"no.such.key": "ᠡᠷᠢᠬᠦ"}', '{"idle.text": "ᠡᠷᠢᠬᠦ"}'], ids=["unknown", "arguments"])
def test_a_word_of_an_incomplete_language_must_be_one_of_the_complete_ones(tmp_path: Path, wrong: str) -> None:
    for language in ("zh-CN", "en"):
        (tmp_path / language).symlink_to(CATALOGUES / language)
    (tmp_path / "mn-Mong").mkdir()
    (tmp_path / "mn-Mong" / "kiosk.json").write_text(wrong, "utf-8")
    with pytest.raises(CatalogueError, match="mn-Mong/kiosk"):
        read_catalogue(tmp_path)


def test_the_large_button_gives_nothing_up() -> None:
    """Whoever touches it without reading still has their number, booking or application."""
    first = {
        name: buttons[0]
        for name, model in every_picture("zh-CN", 12).items()
        if (buttons := getattr(model.screen, "buttons", ()))
    }
    assert len(first) > 100
    assert [name for name, button in first.items() if button.icon == "cross" or "cancel" in button.name.split(".")[-1]] == []
