"""Whatever citizens, hall and printer do, in any order: it ends at home, nothing of the session is left, no number is lost."""

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from kiosk.flow.flows import CHECK_IN, TAKE_PRIORITY, TAKE_TICKET
from kiosk.flow.intents import Intent, IntentKind
from kiosk.flow.ports import PrinterReadiness, PrintOutcome, PrintReport
from tests.support.kiosk_flow import Rig

INTENTS = st.one_of(
    st.sampled_from([Intent(kind) for kind in IntentKind if kind not in (IntentKind.START, IntentKind.CHOOSE)]),
    st.sampled_from([TAKE_TICKET, TAKE_PRIORITY, CHECK_IN]).map(lambda flow: Intent(IntentKind.START, flow)),
    st.sampled_from(["A", "7", "erase", "x"]).map(lambda key: Intent(IntentKind.KEY, key)),
    st.sampled_from(["不动产登记中心", "公安局", "税务局", "s0", "s1", "s8", "GOOD", "VERY_BAD", "elderly", "nonsense"]).map(
        lambda value: Intent(IntentKind.CHOOSE, value)
    ),
    st.sampled_from(["en", "zh-CN", "xx"]).map(lambda value: Intent(IntentKind.LANGUAGE, value)),
    st.sampled_from(["0", "1", "7", "x"]).map(lambda value: Intent(IntentKind.TURN_PAGE, value)),
)
EVENTS = st.one_of(
    INTENTS,
    st.sampled_from(["issue", "refuse", "silent", "break"]).map(lambda word: ("hall", word)),
    st.sampled_from(list(PrintOutcome)).map(lambda outcome: ("print", outcome)),
    st.booleans().map(lambda ready: ("ready", ready)),
    st.booleans().map(lambda reachable: ("reachable", reachable)),
    st.sampled_from([0.5, 5.0, 16.0, 61.0, 90.0]).map(lambda seconds: ("wait", seconds)),
    st.just(("fail", "")),
)
TAKE = [Intent(IntentKind.START, TAKE_TICKET), Intent(IntentKind.CHOOSE, "不动产登记中心"), Intent(IntentKind.CHOOSE, "s0")]


@given(before=st.lists(EVENTS, max_size=8), after=st.lists(EVENTS, max_size=15))
def test_it_ends_at_home_and_no_number_is_lost(before: list, after: list) -> None:
    asyncio.run(_live(before + TAKE + after))


async def _live(events: list) -> None:
    rig = Rig()
    for event in events:
        await _happen(rig, event)
        for taken in rig.hall.takes.values():
            # Who has a number either has it in hand, or stands before the kiosk, or the port was told to settle it.
            present = rig.engine.session is not None and rig.engine.session.take_id == taken.id
            assert taken.issued is None or taken.reported or taken.left or present
    rig.hall.answer = "issue"
    await rig.wait(60 + 20 + 30)
    assert rig.view == "Home"
    assert rig.engine.session is None
    assert rig.engine.shown.language == "zh-CN"
    assert len(rig.rating.given) == len({take for take, _, _ in rig.rating.given})
    numbers = [paper for paper in rig.printer.papers if paper[1] == 0]
    assert len(numbers) == len(set(numbers)), "a first paper came out twice"
    await rig.engine.close()


async def _happen(rig: Rig, event: object) -> None:
    match event:
        case Intent():
            await rig.do(event.kind, event.value)
        case ("hall", str(word)):
            rig.hall.answer = word
        case ("print", PrintOutcome() as outcome):
            rig.printer.outcomes.append(PrintReport(outcome, "paper.out"))
        case ("ready", bool(ready)):
            rig.printer.ready = PrinterReadiness(ready, "" if ready else "cover.open")
            await rig.do(IntentKind.WORLD_CHANGED)
        case ("reachable", bool(reachable)):
            rig.catalogue.reachable = reachable
            await rig.do(IntentKind.WORLD_CHANGED)
        case ("wait", float(seconds)):
            await rig.wait(seconds)
        case _:
            rig.engine.fail("screen")
            await rig.settle()
