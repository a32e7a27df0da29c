"""预约签到: a booked person types the booking's number; it is the number that will be called, no paper is needed."""

from kiosk.flow.intents import IntentKind
from kiosk.flow.outcome import BACK, CANCEL, NEXT, Outcome
from kiosk.flow.ports import HallRefused, HallSilent
from kiosk.flow.step import Context
from kiosk.flow.views import AskingHall, CheckedIn, EnterBooking, HallUnreachable, NotCheckedIn

NUMBER_MAX = 8
"""Two or three letters and up to five digits."""
SHOWN_S = 20.0
"""Time to read number and time, and to write them down."""
EXPLANATION_S = 15.0
ERASE = "erase"
"""Value of the key that takes back one character."""
LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
KEYS = LETTERS | frozenset("0123456789")


class CheckIn:
    """Types the number into `session.typed`, and asks the hall."""

    name = "check-in"

    async def run(self, context: Context) -> Outcome:
        while True:
            number = await self._number(context)
            if not number:
                return BACK
            context.show(AskingHall(), busy=True)
            try:
                ticket = await context.ports.bookings.check_in(number)
            except HallRefused as refused:
                again = await self._not_checked_in(context, refused.code)
                if again:
                    continue
                return CANCEL
            except HallSilent:
                context.show(HallUnreachable(), for_s=EXPLANATION_S)
                await _over(context)
                return CANCEL
            context.show(CheckedIn(ticket), for_s=SHOWN_S)
            await _over(context)
            return NEXT

    async def _number(self, context: Context) -> str:
        """What was typed; empty when the citizen went back."""
        session = context.session
        while True:
            context.show(EnterBooking(session.typed, _letters(context)), back=True)
            intent = await context.intent()
            match intent.kind:
                case IntentKind.BACK:
                    return ""
                case IntentKind.KEY if intent.value == ERASE:
                    session.typed = session.typed[:-1]
                case IntentKind.KEY if intent.value in KEYS and len(session.typed) < NUMBER_MAX:
                    session.typed += intent.value
                case IntentKind.CONFIRM if session.typed:
                    return session.typed
                case _:
                    pass

    async def _not_checked_in(self, context: Context, code: str) -> bool:
        """Whether the citizen wants to type again."""
        context.show(NotCheckedIn(code), back=True, for_s=EXPLANATION_S)
        while True:
            match (await context.intent()).kind:
                case IntentKind.BACK | IntentKind.CONFIRM:
                    return True
                case IntentKind.TIMED_OUT:
                    return False
                case _:
                    pass


def _letters(context: Context) -> tuple[str, ...]:
    """Letters that numbers of this hall begin with; all of them while the hall is unknown."""
    catalogue = context.ports.catalogue.catalogue()
    prefixes = "".join(queue.booking_prefix for queue in catalogue.queues) if catalogue else ""
    return tuple(sorted(set(prefixes) & LETTERS or LETTERS))


async def _over(context: Context) -> None:
    while (await context.intent()).kind not in (IntentKind.CONFIRM, IntentKind.TIMED_OUT, IntentKind.BACK):
        pass
