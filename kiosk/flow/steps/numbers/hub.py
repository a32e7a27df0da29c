"""我的号与预约: one page from which one finds one's number, checks a booking in, or makes one."""

from collections.abc import Mapping, Sequence

from kiosk.flow.intents import IntentKind
from kiosk.flow.numbers.views import NumberHub, Way
from kiosk.flow.outcome import BACK, Outcome, onwards
from kiosk.flow.step import Context, Step
from kiosk.flow.steps.booking_number import takes_bookings


class ChooseWay:
    """Brings the steps of the chosen way."""

    name = "number-hub"

    def __init__(self, ways: Mapping[Way, Sequence[Step]]) -> None:
        self._ways = ways

    async def run(self, context: Context) -> Outcome:
        while True:
            offered = ways(context)
            context.show(NumberHub(offered), back=True)
            intent = await context.intent()
            if intent.kind is IntentKind.BACK:
                return BACK
            if intent.kind is IntentKind.CHOOSE and intent.value in {way.value for way in offered}:
                return onwards(self._ways[Way(intent.value)])


def ways(context: Context) -> tuple[Way, ...]:
    """What this kiosk and this hall have. Typing is always one of them."""
    identity = context.ports.identity
    reads = identity.scan.readiness().ready
    identifies = any(way.readiness().ready for way in (identity.card, identity.face, identity.code))
    books = takes_bookings(context)
    there = {Way.TYPE: True, Way.SCAN: reads, Way.IDENTIFY: identifies, Way.CHECK_IN: books, Way.BOOK: books}
    return tuple(way for way, is_there in there.items() if is_there)
