"""Whatever citizens, hall and printers do with items, in any order: it ends at home, and nothing of the visit is left."""

import asyncio
import gc
import weakref

from hypothesis import given, settings
from hypothesis import strategies as st

from api.messages.item_words import DepartmentReason, DocumentOutcome
from kiosk.flow.documents.ports import DocumentReport
from kiosk.flow.intents import Intent, IntentKind
from kiosk.flow.items.flows import ITEMS
from kiosk.flow.printing import PrinterReadiness, PrintOutcome, PrintReport
from tests.support.item_hall import county
from tests.support.item_rig import ItemRig
from tests.support.new_objects import new_objects_only  # noqa: F401 (a fixture)

IDS = tuple(county().items)
EVENTS = st.one_of(
    st.just("answer"),
    st.just("answer"),
    st.just("answer"),
    st.sampled_from(
        [
            Intent(kind)
            for kind in IntentKind
            if kind not in (IntentKind.START, IntentKind.CHOOSE, IntentKind.TURN_PAGE, IntentKind.LANGUAGE, IntentKind.MODE)
        ]
    ),
    st.sampled_from(["window", "yes", "0", "7", "nonsense"]).map(lambda value: Intent(IntentKind.CHOOSE, value)),
    st.sampled_from(["0", "1", "99", "x"]).map(lambda value: Intent(IntentKind.TURN_PAGE, value)),
    st.sampled_from(["en", "zh-CN"]).map(lambda value: Intent(IntentKind.LANGUAGE, value)),
    st.sampled_from(["large", "reach"]).map(lambda value: Intent(IntentKind.MODE, value)),
    st.sampled_from(["well", "silent", "refuse", *(reason.value for reason in DepartmentReason)]).map(
        lambda word: ("hall", word)
    ),
    st.sampled_from(list(PrintOutcome)).map(lambda outcome: ("print", outcome)),
    st.booleans().map(lambda ready: ("ready", ready)),
    st.sampled_from([0.5, 16.0, 61.0, 90.0]).map(lambda seconds: ("wait", seconds)),
    st.just(("fail", "")),
)


@settings(max_examples=40)
@given(item=st.sampled_from(IDS), events=st.lists(EVENTS, min_size=4, max_size=30))
def test_it_ends_at_home_and_the_visit_is_gone(item: str, events: list) -> None:
    asyncio.run(_live(item, events))


async def _live(item: str, events: list) -> None:
    rig = ItemRig()
    visits: list[weakref.ref] = []
    await rig.begin(item)
    for event in events:
        if rig.engine.session is not None and rig.engine.session.item is not None:
            visit = rig.engine.session.item
            if not any(known() is visit for known in visits):
                visits.append(weakref.ref(visit))
            del visit
        await _happen(rig, item, event)
    rig.items.answer = "well"
    await rig.wait(120 + 20 + 60)
    assert rig.view == "Home"
    assert rig.engine.session is None
    open_documents = [token for token, outcome in rig.items.departments.printed.items() if outcome is None]
    assert open_documents == [], "a document is out and nobody was told how its printing ended"
    printed = [token for token, report in rig.items.reports.items() if report.outcome is DocumentOutcome.PRINTED]
    assert sorted(printed) == sorted(rig.documents.printed)
    await rig.engine.close()
    gc.collect()
    assert [visit() for visit in visits if visit() is not None] == []


async def _happen(rig: ItemRig, item: str, event: object) -> None:
    match event:
        case "answer":
            await _answered(rig, item)
        case Intent():
            await rig.do(event.kind, event.value)
        case ("hall", str(word)):
            rig.items.answer = word
        case ("print", PrintOutcome() as outcome):
            rig.receipts.outcomes.append(PrintReport(outcome, "paper.out"))
            rig.documents.outcomes.append(DocumentReport(outcome, 1, "paper.out"))
        case ("ready", bool(ready)):
            rig.receipts.ready = PrinterReadiness(ready, "" if ready else "cover.open")
            rig.documents.ready = ready
            await rig.do(IntentKind.WORLD_CHANGED)
        case ("wait", float(seconds)):
            await rig.wait(seconds)
        case _:
            rig.engine.fail("screen")
            await rig.settle()


async def _answered(rig: ItemRig, item: str) -> None:
    """What a willing citizen does; where the screen is one of trouble, they try again."""
    view = rig.view
    if view == "Home":
        await rig.do(IntentKind.START, ITEMS)
    elif view == "ChooseZone":
        await rig.do(IntentKind.CHOOSE, county().items[item].zone)
    elif view == "ChooseItem":
        await rig.do(IntentKind.CHOOSE, item)
    elif rig.knows(view):
        await rig.answer()
    else:
        await rig.do(IntentKind.CONFIRM)
