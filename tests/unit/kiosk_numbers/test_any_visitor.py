"""Whatever visitors, hall and printer do, in any order: it ends at home, nobody is left behind in memory, and no booking stands
that neither its citizen has seen nor the hall will withdraw.
"""

import asyncio
import gc
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from api.messages.views import FollowView
from kiosk.flow.identity.ports import CardRead, Scanned
from kiosk.flow.intents import Intent, IntentKind
from kiosk.flow.issued import IssuedTicket
from kiosk.flow.numbers.flows import BOOK, MY_NUMBER
from kiosk.flow.numbers.ports import Later
from kiosk.flow.numbers.views import Booked, BookingPrinting, NumberStands, OwnNumbers
from kiosk.flow.printing import PrinterReadiness, PrintOutcome, PrintReport
from kiosk.ports.store import KioskStore
from tests.support.booking_hall import MONDAY, TUESDAY, booked
from tests.support.hall_core import MORNING
from tests.support.identity_ports import ADULT
from tests.support.new_objects import new_objects_only  # noqa: F401 (a fixture)
from tests.support.number_rig import ME, NumberRig

PLAIN = [kind for kind in IntentKind if kind not in (IntentKind.START, IntentKind.CHOOSE, IntentKind.KEY, IntentKind.MODE)]
WORDS = (
    *("type", "scan", "identify", "book", "check-in", "card", "person", "s-a", "s-b", MONDAY, TUESDAY, "10:00", "14:00"),
    *("cancel", "move", "postpone", "come-back", "more", "10", "20", "own", "nonsense"),
)
EVENTS = st.one_of(
    st.sampled_from(PLAIN).map(Intent),
    st.sampled_from(WORDS).map(lambda word: Intent(IntentKind.CHOOSE, word)),
    st.sampled_from([MY_NUMBER, BOOK]).map(lambda flow: Intent(IntentKind.START, flow)),
    st.sampled_from(["A", "0", "1", "erase"]).map(lambda key: Intent(IntentKind.KEY, key)),
    st.sampled_from(["away", "lose", "there", "paper", "no paper", "card", "code", "own", "fail"]),
    st.sampled_from([1.0, 21.0, 90.0]),
)
START = [
    [
        Intent(IntentKind.START, BOOK),
        Intent(IntentKind.CHOOSE, "s-a"),
        "card",
        Intent(IntentKind.CHOOSE, "card"),
        Intent(IntentKind.CONFIRM),
    ],
    [Intent(IntentKind.START, MY_NUMBER), "code", Intent(IntentKind.CHOOSE, "scan")],
    [Intent(IntentKind.START, MY_NUMBER), "card", Intent(IntentKind.CHOOSE, "identify"), Intent(IntentKind.CHOOSE, "card")],
    [],
]
TO_THE_END = [
    [Intent(IntentKind.CHOOSE, MONDAY), Intent(IntentKind.CHOOSE, "14:00"), "lose", Intent(IntentKind.CONFIRM)],
    [Intent(IntentKind.CHOOSE, MONDAY), Intent(IntentKind.CHOOSE, "14:00"), Intent(IntentKind.CONFIRM)],
    [
        Intent(IntentKind.CHOOSE, "move"),
        Intent(IntentKind.CHOOSE, TUESDAY),
        Intent(IntentKind.CHOOSE, "10:00"),
        Intent(IntentKind.CONFIRM),
    ],
    [Intent(IntentKind.CHOOSE, "cancel"), Intent(IntentKind.YES)],
    [],
]


@settings(max_examples=40)
@given(
    start=st.sampled_from(START),
    before=st.lists(EVENTS, max_size=3),
    path=st.sampled_from(TO_THE_END),
    after=st.lists(EVENTS, max_size=12),
)
def test_it_ends_at_home_and_no_booking_is_left_unknown(start: list, before: list, path: list, after: list) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = KioskStore(Path(folder) / "kiosk.sqlite", lambda: MORNING)
        try:
            asyncio.run(_live(store, [*start, *before, *path, *after]))
        finally:
            store.close()
    gc.collect()
    left = [thing for thing in gc.get_objects() if isinstance(thing, FollowView | Later | NumberStands | OwnNumbers | Booked)]
    assert left == []


async def _live(store: KioskStore, events: list) -> None:
    rig = NumberRig(store)
    old = booked(rig.core, ME, TUESDAY, "11:00")
    seen = {old.id}
    for event in events:
        await _happen(rig, event, old.id)
        shown = rig.engine.shown.view
        if isinstance(shown, Booked | BookingPrinting) and isinstance(shown.ticket, IssuedTicket):
            seen.add(shown.ticket.view.id)
    rig.bus.away = rig.bus.lose_answers = False
    await rig.wait(120 + 20 + 30)
    assert (rig.view, rig.engine.session) == ("Home", None)
    rig.identity.card.reads.clear()
    rig.identity.scan.codes.clear()
    rig.paper.papers.clear()
    rig.paper.slips.clear()
    rig.tell_and_forget()
    for ticket in rig.core.hall.booked.standing(ME):
        moved_from_seen = any(event.body.get("reason") == "moved" for event in rig.core.events)
        assert ticket.id in seen or moved_from_seen, "a booking that nobody knows of stands"
    await rig.engine.close()
    rig.views.clear()


async def _happen(rig: NumberRig, event: object, old: str) -> None:
    match event:
        case Intent():
            await rig.do(event.kind, event.value)
        case "away" | "lose" | "there":
            rig.bus.away, rig.bus.lose_answers = event == "away", event == "lose"
            await rig.do(IntentKind.WORLD_CHANGED)
        case "paper" | "no paper":
            rig.paper.ready = PrinterReadiness(event == "paper", "" if event == "paper" else "paper.out")
            rig.paper.outcomes.append(PrintReport(PrintOutcome.UNKNOWN, "silent"))
        case "card":
            rig.identity.card.reads.append(CardRead(ADULT))
        case "code":
            rig.identity.scan.codes.append(Scanned(data=old.encode()))
        case "own":
            await rig.do(IntentKind.CHOOSE, old)
        case float(seconds):
            await rig.wait(seconds)
        case _:
            rig.engine.fail("screen")
            await rig.settle()
