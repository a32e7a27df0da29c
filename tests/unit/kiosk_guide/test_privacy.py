"""What a loudspeaker says of any screen: nothing that a view or a model marks as somebody's own."""

from dataclasses import fields, is_dataclass

import pytest

from kiosk.flow.identity.views import Welcome
from kiosk.flow.items.views import Accepted, DepartmentRefused
from kiosk.flow.mode import Mode
from kiosk.view_models.guide import Guide, PadKey
from kiosk.view_models.models import KioskModel, buttons_of
from tests.support.duty_views import duty_views
from tests.support.identity_views import identity_views
from tests.support.item_views import item_views
from tests.support.kiosk_views import LANGUAGES, NOW, every_picture
from tests.support.number_views import number_views
from tests.support.typing_views import typing_views
from tests.unit.kiosk_guide.test_script import words

VIEWS = {**identity_views(), **item_views(8), **duty_views(NOW), **number_views(8), **typing_views()}
SHORTEST = 3
"""Characters; a shorter one stands in other words by chance."""
KNOWN = frozenset({"A012", "AY003"})
"""Numbers that the hall itself calls out."""


def own(value: object, *, hidden: bool = False) -> set[str]:
    """Every text below a field that keeps itself out of its `repr`."""
    if isinstance(value, str):
        return {value} if hidden and type(value) is str and len(value) >= SHORTEST else set()
    if isinstance(value, dict):
        return {text for one in value.values() for text in own(one, hidden=hidden)}
    if isinstance(value, tuple | list | frozenset):
        return {text for one in value for text in own(one, hidden=hidden)}
    if is_dataclass(value) and not isinstance(value, type):
        return {text for one in fields(value) for text in own(getattr(value, one.name), hidden=hidden or not one.repr)}
    return set()


def aloud(model: KioskModel) -> str:
    """Everything a room would hear of a screen: read out, through all its choices, and each of them by the arrows."""
    guide = Guide(words)
    said = [*guide.see(model).lines]
    for key in (PadKey.REPEAT, "0", "0", PadKey.OK, *[PadKey.DOWN] * (len(buttons_of(model)) + 1)):
        said += guide.press(key).lines
    return "\n".join(line.aloud if line.private else line.text for line in said)


@pytest.mark.parametrize("name", VIEWS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_room_hears_nothing_of_ones_own(name: str, language: str, pictures: dict[str, dict[str, KioskModel]]) -> None:
    if name not in pictures[language]:
        pytest.skip("shown under another name")
    said = aloud(pictures[language][name])
    assert {text for text in own(VIEWS[name]) if text in said} <= KNOWN


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_room_hears_no_button_and_no_fact_that_is_private(language: str, pictures: dict[str, dict[str, KioskModel]]) -> None:
    for name, model in pictures[language].items():
        said = aloud(model)
        facts = [fact.value for fact in getattr(model.screen, "facts", ()) if fact.private]
        names = [button.text for button in buttons_of(model) if button.private and len(button.text) >= SHORTEST]
        assert not [text for text in (*facts, *names) if len(text) >= SHORTEST and text in said], name


@pytest.fixture(scope="module")
def pictures() -> dict[str, dict[str, KioskModel]]:
    return {language: every_picture(language, 8, Mode(voice=True)) for language in LANGUAGES}


def test_the_views_that_matter_are_among_them() -> None:
    kinds = {type(view) for view in VIEWS.values() if own(view)}
    assert {Welcome, Accepted, DepartmentRefused} <= kinds
