"""Whatever somebody does who complains, calls and walks away, and whatever happens around: nothing of it is left at the end."""

import asyncio
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from api.messages.duty_words import CallState
from kiosk.flow.duty.help_call import HelpShown
from kiosk.flow.flows import FEEDBACK, TAKE_TICKET
from kiosk.flow.intents import Intent, IntentKind
from kiosk.flow.zone.views import Emergency, OutOfService, OutReason, ZoneClosed
from tests.support.duty_ports import MemoryDesk, MemorySlips, MemoryZone, duty_ports
from tests.support.kiosk_flow import Rig

SECRET = "QXZ"
VALUES = ["rate", "complaint", "unsolved", "suggestion", "waiting", "came-often", "GOOD", "VERY_BAD", "slow", "公安局", "x"]
INTENTS = st.one_of(
    st.sampled_from([Intent(kind) for kind in IntentKind if kind not in (IntentKind.START, IntentKind.CHOOSE)]),
    st.sampled_from([FEEDBACK, TAKE_TICKET]).map(lambda flow: Intent(IntentKind.START, flow)),
    st.sampled_from(VALUES).map(lambda value: Intent(IntentKind.CHOOSE, value)),
    st.sampled_from([*SECRET, SECRET, "13900000000", "1"]).map(lambda text: Intent(IntentKind.TEXT, text)),
    st.sampled_from(["help", "sos", "rating"]).map(lambda kind: Intent(IntentKind.CALL_STAFF, kind)),
)
EVENTS = st.one_of(
    INTENTS,
    INTENTS,
    st.sampled_from(["here", "silent", "refuse", "break"]).map(lambda answer: ("desk", answer)),
    st.sampled_from(list(CallState)).map(lambda state: ("call", state)),
    st.booleans().map(lambda works: ("paper", works)),
    st.sampled_from([None, ZoneClosed(None), OutOfService(OutReason.NO_HALL, some_works=True)]).map(lambda view: ("zone", view)),
    st.sampled_from([None, Emergency("走东门")]).map(lambda danger: ("danger", danger)),
    st.sampled_from([0.5, 7.0, 70.0]).map(lambda seconds: ("wait", seconds)),
)
BEGIN = [Intent(IntentKind.START, FEEDBACK), Intent(IntentKind.CHOOSE, "complaint"), Intent(IntentKind.CHOOSE, "waiting")]
TYPED = [Intent(IntentKind.SKIP), *(Intent(IntentKind.TEXT, letter) for letter in SECRET)]


@settings(max_examples=60)
@given(before=st.lists(EVENTS, max_size=6), after=st.lists(EVENTS, max_size=15))
def test_nothing_of_it_is_left(before: list[Any], after: list[Any]) -> None:
    asyncio.run(_live([*before, *BEGIN, *TYPED, *after]))


async def _live(events: list[Any]) -> None:
    zone, desk, slips = MemoryZone(), MemoryDesk(), MemorySlips()
    rig = Rig(more_ports={"zone": zone, "duty": duty_ports(desk, slips)})
    for event in events:
        match event:
            case Intent():
                await rig.do(event.kind, event.value)
            case ("desk", str(answer)):
                desk.answer = answer
            case ("call", CallState() as state):
                desk.state_of = state
            case ("paper", bool(works)):
                slips.works = works
            case ("zone", view):
                zone.stands = view
            case ("danger", danger):
                zone.danger = danger
                await rig.do(IntentKind.WORLD_CHANGED)
                assert (rig.view == "Emergency") is (danger is not None)
            case (_, float(seconds)):
                await rig.wait(seconds)
        assert SECRET not in repr(rig.engine.shown)
    zone.stands = zone.danger = None
    desk.state_of = CallState.CLOSED
    await rig.wait(120 + 20 + 60)
    shown = rig.engine.shown
    assert (rig.view, rig.engine.session, shown.help, shown.help_open) == ("Home", None, HelpShown(), False)
    assert SECRET not in repr(rig.audit.events)
    assert len(set(desk.filed)) == len(desk.filed) <= len(desk.tries)
    await rig.engine.close()
