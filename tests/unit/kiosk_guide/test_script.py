"""Every screen can be heard and worked by the pad, whatever it is; and no loudspeaker says what was typed."""

from dataclasses import fields, is_dataclass, replace

import pytest

from api.text.catalogue import read_catalogue
from kiosk.view_models.guide import Guide, Words
from kiosk.view_models.models import KioskModel, buttons_of
from kiosk.view_models.script import script_of
from tests.support.kiosk_views import LANGUAGES, every_picture

PICTURES = {f"{language}/{name}": model for language in LANGUAGES for name, model in every_picture(language, 8).items()}
TEXTS = read_catalogue()


def words(language: str) -> Words:
    return lambda key, **arguments: TEXTS.text("voice", key, language, **arguments)


def seen(model: KioskModel) -> tuple[Guide, list[str]]:
    guide = Guide(words)
    return guide, [line.text for line in guide.see(model).lines]


@pytest.mark.parametrize("name", PICTURES)
def test_a_screen_says_what_it_is_and_everything_that_can_be_touched_can_be_pressed(name: str) -> None:
    model = PICTURES[name]
    guide, said = seen(model)
    assert said
    assert all(said)
    by_arrows = set()
    for _ in range(len(buttons_of(model)) + 1):
        guide.press("down")
        by_arrows.add(guide.focus)
    assert by_arrows == {button.name for button in buttons_of(model) if button.enabled}


@pytest.mark.parametrize("name", PICTURES)
def test_what_was_typed_is_never_said(name: str) -> None:
    model = PICTURES[name]
    if not hasattr(model.screen, "typed"):
        return
    _, said = seen(replace(model, screen=replace(model.screen, typed="Q7Z913")))
    assert not any("Q7Z" in line or "913" in line for line in said)


@pytest.mark.parametrize("name", PICTURES)
def test_each_text_of_a_screen_is_said_or_left_out_on_purpose(name: str) -> None:
    """A model's field with words that is neither a line, nor a button, nor silent would be lost to whoever listens."""
    screen = PICTURES[name].screen
    lines = {line.text for line in script_of(PICTURES[name]).lines}
    assert is_dataclass(screen)
    for one in fields(screen):
        value = getattr(screen, one.name)
        if one.name in ("title", "text", "subtitle", "notice", "problem", "note") and value:
            assert value in lines, one.name
        if one.name == "question":
            # `2/7` before it would be read as a fraction; the progress says how far one is.
            assert value.split()[-1] in " ".join(lines)
            assert not any(line.startswith(value.split("/")[0] + "/") for line in lines)


def test_a_count_down_is_not_said_anew_each_second() -> None:
    model = PICTURES["zh-CN/idle"] if "zh-CN/idle" in PICTURES else next(m for n, m in PICTURES.items() if "idle" in n)
    guide = Guide(words)
    first = guide.see(model)
    assert any("秒" in line.text or "second" in line.text for line in first.lines)
    assert guide.see(model).lines == ()


def test_after_the_last_listener_nothing_of_the_screen_is_kept() -> None:
    guide, _ = seen(PICTURES["zh-CN/home"])
    guide.press("down")
    guide.rest()
    assert guide.focus == ""
    assert guide.press("ok").intent is None
