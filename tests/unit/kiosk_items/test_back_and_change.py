"""Going back through items, changing what was said, and items on an island."""

import pytest

from api.messages.item_views import ChooseStep, FieldView, FormStep, ItemView, QueryStep
from api.messages.item_words import FieldKind
from kiosk.flow.intents import IntentKind
from kiosk.flow.items.flows import ITEMS
from kiosk.flow.items.offers import HALL_AWAY
from tests.support.item_hall import county
from tests.support.item_rig import ItemRig

IDS = tuple(county().items)
OFFLINE = tuple(item.id for item in county().items.values() if item.offline)
BACK_MAX = 60
"""Screens on the way back; more, and the citizen goes in circles."""


@pytest.mark.parametrize("item_id", IDS)
async def test_back_leads_from_anywhere_to_the_items_and_answers_stay(item_id: str) -> None:
    rig = ItemRig()
    await rig.begin(item_id)
    while rig.engine.shown.back:
        before = rig.view
        if before == "ConfirmAnswers":
            break
        await rig.answer()
    visit = rig.engine.session.item
    answers = dict(visit.answers) if visit is not None and visit.case is None else None
    if not rig.engine.shown.back:
        # Behind what can't be taken back: only home leads away.
        await rig.do(IntentKind.BACK)
        await rig.do(IntentKind.HOME)
        assert rig.view == "Home"
        return
    for _ in range(BACK_MAX):
        if rig.view == "ChooseItem":
            break
        if rig.view == "Welcome":
            await rig.wait(4)
            continue
        await rig.do(IntentKind.BACK)
    assert rig.view == "ChooseItem"
    assert rig.engine.session.item is None
    if answers is not None and visit is not None:
        typed = {one.key for step in visit.item.steps if isinstance(step, FormStep) for one in step.fields}
        assert {key: visit.answers[key] for key in answers if key in typed} == {k: v for k, v in answers.items() if k in typed}
    await rig.engine.close()


def _with_confirmed_form() -> str:
    for item in county().items.values():
        kinds = [step.kind for step in item.steps]
        if "confirm" in kinds and "query" not in kinds:
            typed = [one for step in item.steps if isinstance(step, FormStep) for one in step.fields]
            if any(one.kind is FieldKind.PHONE and one.when is None for one in typed):
                return item.id
    raise AssertionError("no such item")


async def test_one_answer_is_changed_and_the_others_stay() -> None:
    item_id = _with_confirmed_form()
    rig = ItemRig()
    await rig.begin(item_id)
    await rig.to("ConfirmAnswers")
    visit = rig.engine.session.item
    before = dict(visit.answers)
    phone = next(answer.key for answer in rig.engine.shown.view.answers if answer.kind is FieldKind.PHONE)
    await rig.do(IntentKind.NO)
    assert rig.view == "ChangeWhat"
    await rig.do(IntentKind.CHOOSE, phone)
    assert rig.engine.shown.view.text == before[phone]
    rig.picks = {phone: "13911112222"}
    await rig.answer()
    assert rig.view == "ConfirmAnswers"
    assert visit.answers == {**before, phone: "13911112222"}
    await rig.do(IntentKind.CONFIRM)
    assert rig.items.asked[-1].fields[phone] == "13911112222"
    await rig.engine.close()


async def test_leaving_the_change_leaves_everything() -> None:
    rig = ItemRig()
    await rig.begin(_with_confirmed_form())
    await rig.to("ConfirmAnswers")
    before = dict(rig.engine.session.item.answers)
    await rig.do(IntentKind.NO)
    await rig.do(IntentKind.BACK)
    assert rig.view == "ConfirmAnswers"
    assert rig.engine.session.item.answers == before
    await rig.engine.close()


def _looked_up_then_confirmed() -> tuple[str, str]:
    """An item and a choice of it, before a question to the department that stands before the confirmation."""
    for item in county().items.values():
        confirm = next((at for at, step in enumerate(item.steps) if step.kind == "confirm"), 0)
        for at, step in enumerate(item.steps[:confirm]):
            asks = any(isinstance(later, QueryStep) and later.when is None for later in item.steps[at:confirm])
            if asks and isinstance(step, ChooseStep) and step.options and step.when is None:
                return item.id, step.key
            if asks and isinstance(step, FormStep):
                for one in step.fields:
                    if one.kind is FieldKind.CHOICE and one.when is None:
                        return item.id, one.key
    raise AssertionError("no such item")


async def test_what_hung_on_a_changed_answer_is_looked_up_again() -> None:
    item_id, key = _looked_up_then_confirmed()
    rig = ItemRig()
    await rig.begin(item_id)
    await rig.to("ConfirmAnswers")
    visit = rig.engine.session.item
    asked = len(rig.items.asked)
    await rig.do(IntentKind.NO)
    await rig.do(IntentKind.CHOOSE, key)
    others = _options(visit.item, key)
    rig.picks = {key: next(other for other in others if other != visit.answers[key])}
    await rig.answer()
    await rig.to("ConfirmAnswers")
    assert visit.answers[key] == rig.picks[key]
    assert len(rig.items.asked) > asked
    assert rig.items.asked[-1].fields[key] == rig.picks[key]
    await rig.engine.close()


def _options(item: ItemView, key: str) -> list[str]:
    for step in item.steps:
        if isinstance(step, ChooseStep) and step.key == key:
            return [option.key for option in step.options]
        if isinstance(step, FormStep):
            for one in step.fields:
                if one.key == key:
                    return [option.key for option in one.options]
    raise AssertionError(f"nothing is chosen as {key}")


def _with_hidden_question() -> tuple[ItemView, FieldView]:
    """An item with a question that only some answers to another one bring up."""
    for item in county().items.values():
        for step in item.steps:
            if isinstance(step, FormStep) and step.when is None:
                for one in step.fields:
                    if one.when is not None:
                        return item, one
    raise AssertionError("no such item")


async def test_answers_to_questions_that_are_hidden_now_go_nowhere() -> None:
    item, hidden = _with_hidden_question()
    rig = ItemRig()
    await rig.begin(item.id)
    visit = rig.engine.session.item
    visit.answers[hidden.when.field] = hidden.when.values[0]
    visit.answers[hidden.key] = "x"
    assert hidden.key in visit.told()
    visit.answers[hidden.when.field] = "something-else"
    assert hidden.key not in visit.told()
    await rig.engine.close()


async def test_on_an_island_only_items_that_ask_nobody_can_be_begun() -> None:
    assert OFFLINE
    rig = ItemRig()
    rig.items.reachable = False
    await rig.do(IntentKind.START, ITEMS)
    offered: dict[str, str] = {}
    for zone in county().zones:
        await rig.do(IntentKind.CHOOSE, zone.id)
        for page in range(rig.engine.shown.view.pages):
            await rig.do(IntentKind.TURN_PAGE, str(page))
            offered |= {offer.item.id: offer.reason for offer in rig.engine.shown.view.items}
        await rig.do(IntentKind.BACK)
    assert offered == {item.id: "" if item.offline else HALL_AWAY for item in county().items.values()}
    await rig.engine.close()


@pytest.mark.parametrize("item_id", OFFLINE)
async def test_an_offline_item_is_done_while_the_hall_is_silent(item_id: str) -> None:
    rig = ItemRig()
    rig.items.reachable, rig.items.answer = False, "silent"
    await rig.begin(item_id)
    await rig.to("ItemFinished")
    assert rig.items.asked == []
    await rig.engine.close()


async def test_a_department_that_is_away_greys_its_items_and_says_so() -> None:
    rig = ItemRig()
    rig.items.away = frozenset({"tax"})
    await rig.begin("tax-payment-certificate")
    assert rig.view == "ItemAway"
    await rig.do(IntentKind.CONFIRM)
    assert rig.view == "ChooseItem"
    rig.items.away = frozenset()
    await rig.do(IntentKind.CHOOSE, "tax-payment-certificate")
    assert rig.view == "ItemNotice"
    await rig.engine.close()
