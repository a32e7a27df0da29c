"""Every item of the example county as a whole flow: the real catalogue, the hall's rules, the reference departments."""

from collections.abc import Iterator

import pytest

from api.messages.item_views import ChooseStep, FormStep, ItemView, PrintStep, QueryStep, SubmitStep
from api.messages.item_words import DocumentOutcome, PrintKind
from api.messages.words import RatingLevel, RatingOutcome
from kiosk.flow.items.questions import is_choice, keys_of
from tests.support.item_hall import county
from tests.support.item_rig import ItemRig, visible

ITEMS = tuple(county().items)
VIEWS = {
    "notice": {"ItemNotice"},
    "identify": {"IdentityHub", "Welcome", "ChooseDocument", "EnterDocument", "EnterName", "ChooseClaim", "ConsentNotice"},
    "form": {"TypeText", "AskChoice"},
    "query": {"AskingDepartment", "NothingFound"},
    "choose": {"ChooseOne"},
    "show": {"ShowRecords"},
    "fee": {"ItemFee"},
    "confirm": {"ConfirmAnswers"},
    "submit": {"Accepted"},
    "print": {"OfferPaper", "PaperTaken"},
    "handover": {"HandoverOffer"},
    "rate": {"RateKiosk"},
    "done": {"ItemFinished"},
}
"""What a step of each kind may show a citizen for whom all goes well."""


async def _through(rig: ItemRig, item_id: str) -> ItemView:
    await rig.begin(item_id)
    item = rig.item
    visit = rig.engine.session.item
    answers = visit.answers
    await rig.to("ItemFinished")
    await rig.answer()
    assert rig.view == "Home"
    assert rig.engine.session is None
    _as_expected(rig, item, dict(answers))
    return item


def _as_expected(rig: ItemRig, item: ItemView, answers: dict[str, str]) -> None:
    assert rig.entered == [f"item-{step.kind}-{index}" for index, step in enumerate(item.steps)]
    for index, step in enumerate(item.steps):
        seen = {view for name, view in rig.shown if name == f"item-{step.kind}-{index}"}
        assert seen <= VIEWS[step.kind]
        if visible(step, answers) and step.kind in ("notice", "confirm", "submit", "handover", "rate", "done"):
            assert seen == VIEWS[step.kind]
    applied = any(isinstance(step, SubmitStep) and visible(step, answers) for step in item.steps)
    assert len(rig.items.departments.cases) == (1 if applied else 0)
    papers = [step for step in item.steps if isinstance(step, PrintStep) and visible(step, answers)]
    receipts = [step for step in papers if step.what is not PrintKind.DOCUMENT]
    assert [template for _, template, _ in rig.receipts.papers] == [step.template for step in receipts]
    documents = [step for step in papers if step.what is PrintKind.DOCUMENT]
    assert [document.template for document in rig.documents.printed.values()] == [step.template for step in documents]
    assert {report.outcome for report in rig.items.reports.values()} <= {DocumentOutcome.PRINTED}
    assert rig.items.reports.keys() == rig.documents.printed.keys()
    if any(step.kind == "rate" for step in item.steps):
        [(_, rated, outcome, level)] = rig.items.ratings
        assert (rated, outcome, level) == (item.id, RatingOutcome.SUBMITTED, RatingLevel.GOOD)
    for command in rig.items.asked:
        assert (command.person is None) is (item.identity is None)


@pytest.mark.parametrize("item_id", ITEMS)
async def test_an_item_is_done_from_its_first_step_to_its_last(item_id: str) -> None:
    rig = ItemRig()
    item = await _through(rig, item_id)
    calls = [step.call for step in item.steps if isinstance(step, QueryStep)]
    asked = [command.call for command in rig.items.asked if hasattr(command, "call")]
    assert [call for call in calls if call in asked] == [call for call in asked if call in calls]
    await rig.engine.close()


def _branches() -> Iterator[tuple[str, str, str]]:
    """Every answer to every question that has given ones, but the first, which the test above takes."""
    for item in county().items.values():
        for step in item.steps:
            if isinstance(step, ChooseStep):
                yield from ((item.id, step.key, option.key) for option in step.options[1:])
            elif isinstance(step, FormStep):
                for one in step.fields:
                    if is_choice(one):
                        yield from ((item.id, one.key, key) for key in keys_of(one)[1:])


BRANCHES = tuple(_branches())


@pytest.mark.parametrize(("item_id", "key", "answer"), BRANCHES)
async def test_every_answer_leads_to_the_end(item_id: str, key: str, answer: str) -> None:
    rig = ItemRig()
    rig.picks = {key: answer}
    await _through(rig, item_id)
    await rig.engine.close()


def test_the_county_has_its_zones_and_items() -> None:
    assert len(county().zones) == 9
    assert len(ITEMS) == 122
