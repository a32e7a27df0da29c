"""预约签到: a booked person types the booking's number, holds its code up, or shows who they are; no paper is needed.

Codes of other numbers come here too: of a booking they check in, of a number that was missed they bring it back.
"""

from dataclasses import dataclass, field

from api.messages.identity_words import Assurance, IdentityOutcome, IdentityWay
from api.messages.ticket_views import TicketView
from api.messages.words import Refusal
from kiosk.flow.identity.codes import CodeKind, SeenCode
from kiosk.flow.identity.person import Identified
from kiosk.flow.identity.policy import Need
from kiosk.flow.identity.tries import Tries
from kiosk.flow.intents import IntentKind
from kiosk.flow.outcome import BACK, CANCEL, NEXT, Outcome
from kiosk.flow.ports import HallRefused, HallSilent
from kiosk.flow.step import Context
from kiosk.flow.steps.booking_number import booking_number
from kiosk.flow.steps.identify.case import Attempt, Case
from kiosk.flow.steps.identify.hub import ask_after_failure, ask_person
from kiosk.flow.steps.identify.identification import Identification
from kiosk.flow.steps.numbers.asking import again
from kiosk.flow.steps.scanning import scanned_code
from kiosk.flow.views import AskingHall, CheckedIn, NotCheckedIn

SHOWN_S = 20.0
"""Time to read number and time, and to write them down."""
EXPLANATION_S = 15.0
SCAN, IDENTIFY, KEYPAD = "scan", "identify", "keypad"
"""What a citizen goes on with; the first two are offered beside the keypad."""
CODES = frozenset({CodeKind.BOOKING, CodeKind.TICKET})
WHOSE_BOOKING = Need(Assurance.L1)
"""A booking is its holder's: a typed number of somebody else doesn't show it."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the hall is asked by: exactly one of them."""

    number: str = ""
    ticket: str = ""
    holder: str = field(default="", repr=False)


class CheckIn:
    """Types the number into `session.typed`, or takes what was scanned, and asks the hall."""

    name = "check-in"

    def __init__(self, tries: Tries, *, scan_first: bool = False) -> None:
        """
        Args:
            tries: the kiosk's count of failed faces.
            scan_first: begin with camera and scanner; the keypad is what comes when nothing could be read.
        """
        self._tries = tries
        self._identification = Identification(tries)
        self._scan_first = scan_first

    async def run(self, context: Context) -> Outcome:
        scanning = self._scan_first
        while True:
            asked = await (self._scanned(context) if scanning else self._named(context))
            if isinstance(asked, Outcome):
                return asked
            if asked is SCAN or asked is KEYPAD:
                scanning = asked is SCAN
                continue
            assert isinstance(asked, _Asked)  # noqa: S101 (nothing else is left)
            again = await _ask(context, asked)
            if again is None:
                return NEXT
            if not again:
                return CANCEL

    async def _named(self, context: Context) -> "_Asked | Outcome | str":
        """By typing or by showing who one is; SCAN when the citizen would rather hold a code up."""
        typed = await booking_number(context, others=_others(context))
        if typed == SCAN:
            return SCAN
        if typed != IDENTIFY:
            return _Asked(number=typed) if typed else BACK
        found = await self._identification.identify(context, Case(WHOSE_BOOKING))
        if found is None:
            return KEYPAD
        return _Asked(holder=found.person) if isinstance(found, Identified) and found.person else CANCEL

    async def _scanned(self, context: Context) -> "_Asked | Outcome | str":
        """By a code; KEYPAD or SCAN when none was read."""
        code = await scanned_code(context, "any" if self._scan_first else "booking", CODES)
        if isinstance(code, SeenCode):
            return _Asked(number=code.value) if code.kind is CodeKind.BOOKING else _Asked(ticket=code.value)
        if not code:
            return BACK if self._scan_first else KEYPAD
        failed = Attempt(IdentityOutcome.NON_RESPONSE, code)
        match await ask_after_failure(context, IdentityWay.SHOW_CODE, failed, self._tries):
            case "again":
                return SCAN
            case "person":
                return CANCEL if await ask_person(context, Case(WHOSE_BOOKING)) else SCAN
            case _:
                return KEYPAD


async def _ask(context: Context, asked: _Asked) -> bool | None:
    """None: it is done; else whether the citizen wants to try once more."""
    new_id = context.ports.identity.moment.new_id
    acts = new_id(), new_id()
    while True:
        context.show(AskingHall(), busy=True)
        try:
            ticket = await _answer(context, asked, *acts)
            break
        except HallRefused as refused:
            return await _not_checked_in(context, refused.code)
        except HallSilent:
            # It may have been done: under the same ids it is done once, and its answer is heard.
            if not await again(context, act=True):
                return False
    context.show(CheckedIn(ticket), for_s=SHOWN_S)
    await _over(context)
    return None


async def _answer(context: Context, asked: _Asked, here: str, back: str) -> TicketView:
    """A booking is checked in; a number that was missed comes back into its queue. Each under its own id."""
    bookings = context.ports.bookings
    try:
        return await bookings.check_in(here, asked.number, ticket=asked.ticket, holder=asked.holder)
    except HallRefused as refused:
        if not asked.ticket or refused.code != Refusal.UNKNOWN_TICKET.value:
            raise
        return await bookings.come_back(back, asked.ticket)


def _others(context: Context) -> frozenset[str]:
    """What is offered beside typing."""
    identity = context.ports.identity
    found = {SCAN} if identity.scan.readiness().ready else set()
    ways = (identity.card.readiness(), identity.face.readiness(), identity.code.readiness())
    return frozenset(found | ({IDENTIFY} if any(way.ready for way in ways) else set()))


async def _not_checked_in(context: Context, code: str) -> bool:
    """Whether the citizen wants to try again."""
    context.show(NotCheckedIn(code), back=True, for_s=EXPLANATION_S)
    while True:
        match (await context.intent()).kind:
            case IntentKind.BACK | IntentKind.CONFIRM:
                return True
            case IntentKind.TIMED_OUT:
                return False
            case _:
                pass


async def _over(context: Context) -> None:
    while (await context.intent()).kind not in (IntentKind.CONFIRM, IntentKind.TIMED_OUT, IntentKind.BACK):
        pass
