"""The keypad for a booking's number."""

from kiosk.flow.intents import IntentKind
from kiosk.flow.step import Context
from kiosk.flow.views import EnterBooking

NUMBER_MAX = 8
"""Two or three letters and up to five digits."""
ERASE = "erase"
"""Value of the key that takes back one character."""
LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
KEYS = LETTERS | frozenset("0123456789")


async def booking_number(context: Context, *, others: frozenset[str] = frozenset()) -> str:
    """What was typed into `session.typed`; empty when the citizen went back; one of `others` when they chose it instead.

    Args:
        others: `scan`, `identify`: what is offered beside typing.
    """
    session = context.session
    while True:
        view = EnterBooking(session.typed, booking_letters(context), "scan" in others, "identify" in others)
        context.show(view, back=True)
        intent = await context.intent()
        match intent.kind:
            case IntentKind.BACK:
                return ""
            case IntentKind.CHOOSE if intent.value in others:
                return intent.value
            case IntentKind.KEY if intent.value == ERASE:
                session.typed = session.typed[:-1]
            case IntentKind.KEY if intent.value in KEYS and len(session.typed) < NUMBER_MAX:
                session.typed += intent.value
            case IntentKind.CONFIRM if session.typed:
                return session.typed
            case _:
                pass


def booking_letters(context: Context) -> tuple[str, ...]:
    """Letters that numbers of this hall begin with; all of them while the hall is unknown."""
    catalogue = context.ports.catalogue.catalogue()
    prefixes = "".join(queue.booking_prefix for queue in catalogue.queues) if catalogue else ""
    return tuple(sorted(set(prefixes) & LETTERS or LETTERS))


def takes_bookings(context: Context) -> bool:
    """The hall is there and some queue of it can be booked."""
    catalogue = context.ports.catalogue.catalogue()
    booked = catalogue is not None and any(queue.booking_prefix for queue in catalogue.queues)
    return booked and context.ports.catalogue.reachable
