"""Modes are one touch, stay while somebody stands there, and go with them; and a step may bring the steps that follow it."""

import pytest

from kiosk.flow.flows import TAKE_TICKET
from kiosk.flow.intents import Intent, IntentKind
from kiosk.flow.mode import MODE_NAMES, USUAL
from kiosk.flow.outcome import BACK, NEXT, Outcome, onwards
from kiosk.flow.step import Context
from kiosk.flow.views import AskingHall, RateKiosk
from tests.support.kiosk_flow import Rig


@pytest.mark.parametrize("name", MODE_NAMES)
async def test_one_touch_turns_a_mode_on_and_off_in_any_step(name: str) -> None:
    rig = Rig()
    await rig.do(IntentKind.START, TAKE_TICKET)
    await rig.do(IntentKind.MODE, name)
    assert (getattr(rig.engine.shown.mode, name), rig.view) == (True, "ChooseDepartment")
    await rig.do(IntentKind.MODE, name)
    assert rig.engine.shown.mode == USUAL


async def test_no_other_mode_changes_anything() -> None:
    rig = Rig()
    await rig.do(IntentKind.MODE, "fast")
    assert rig.engine.shown.mode == USUAL


async def test_going_to_the_first_screen_keeps_them_and_an_idle_kiosk_forgets_them() -> None:
    rig = Rig()
    await rig.do(IntentKind.MODE, "contrast")
    await rig.do(IntentKind.LANGUAGE, "en")
    await rig.do(IntentKind.START, TAKE_TICKET)
    await rig.do(IntentKind.HOME)
    assert (rig.engine.shown.mode.contrast, rig.engine.shown.language) == (True, "en")
    await rig.wait(81)
    assert (rig.engine.shown.mode, rig.engine.shown.language) == (USUAL, "zh-CN")


async def test_large_text_has_twice_the_time() -> None:
    rig = Rig()
    await rig.do(IntentKind.START, TAKE_TICKET)
    await rig.do(IntentKind.MODE, "large")
    await rig.wait(119)
    assert rig.engine.shown.warning_left_s is None
    await rig.wait(1.25)
    assert rig.engine.shown.warning_left_s == 20
    await rig.wait(20)
    assert (rig.view, rig.engine.shown.mode) == ("Home", USUAL)
    await rig.do(IntentKind.START, TAKE_TICKET)
    await rig.wait(60.25)
    assert rig.engine.shown.warning_left_s == 20, "the next one has the usual time"


async def test_who_has_left_is_asked_for_at_once() -> None:
    rig = Rig()
    await rig.do(IntentKind.START, TAKE_TICKET)
    for _ in range(4 * 14):
        rig.now_s += 0.25
        rig.engine.tick(nobody=True)
    assert rig.engine.shown.warning_left_s is None, "something was touched a moment ago"
    for _ in range(4 * 2):
        rig.now_s += 0.25
        rig.engine.tick(nobody=True)
    assert rig.engine.shown.warning_left_s is not None
    await rig.do(IntentKind.STAY)
    assert rig.engine.shown.warning_left_s is None, "who stands still may say so"
    for _ in range(4 * 36):
        rig.now_s += 0.25
        rig.engine.tick(nobody=True)
    await rig.settle()
    assert (rig.view, rig.engine.session) == ("Home", None)


def test_what_was_typed_is_in_no_picture_of_an_intent() -> None:
    assert "王小明" not in repr(Intent(IntentKind.TEXT, "王小明"))


class Choose:
    name = "choose"

    async def run(self, context: Context) -> Outcome:
        context.show(AskingHall(), back=True)
        intent = await context.intent()
        return BACK if intent.kind is IntentKind.BACK else onwards([Told(intent.value), Told("last")])


class Told:
    def __init__(self, name: str) -> None:
        self.name = name

    async def run(self, context: Context) -> Outcome:
        context.show(RateKiosk(), back=True)
        return BACK if (await context.intent()).kind is IntentKind.BACK else NEXT


class NeverReached:
    name = "never"

    async def run(self, context: Context) -> Outcome:
        raise AssertionError("replaced by what was chosen")


async def test_what_was_chosen_brings_its_own_steps() -> None:
    rig = Rig(more_flows={"any": (Choose(), NeverReached())})
    await rig.do(IntentKind.START, "any")
    await rig.do(IntentKind.CHOOSE, "one")
    assert rig.engine.shown.step == "one"
    await rig.do(IntentKind.CONFIRM)
    assert rig.engine.shown.step == "last"
    await rig.do(IntentKind.BACK)
    await rig.do(IntentKind.BACK)
    assert rig.engine.shown.step == "choose"
    await rig.do(IntentKind.CHOOSE, "another")
    assert rig.engine.shown.step == "another"
    await rig.do(IntentKind.CONFIRM)
    await rig.do(IntentKind.CONFIRM)
    assert (rig.view, rig.engine.session) == ("Home", None)
