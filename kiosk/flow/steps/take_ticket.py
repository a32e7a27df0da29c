"""取号: ask the hall, print, and whatever happens let the citizen leave with their number.

While the hall is silent the kiosk gives one of its own. Paper that is out is found before a number is taken. After that the
number is never lost: paper, screen, or the citizen's own word on whether the paper came out. Software never prints the same
paper twice; a second one is asked for and marked 补打.
"""

from collections.abc import Mapping, Sequence

from api.messages.words import HandOver, Refusal
from kiosk.flow.intents import Intent, IntentKind
from kiosk.flow.outcome import BACK, CANCEL, NEXT, Outcome, onwards
from kiosk.flow.ports import HallRefused, HallSilent, IssuedTicket, PrintOutcome
from kiosk.flow.step import Context, Step
from kiosk.flow.views import (
    AskingHall,
    DidItComeOut,
    HallUnreachable,
    NoPaper,
    NumberOnScreen,
    PaperGiven,
    Printing,
    Refused,
    ReprintOffer,
)

EXPLANATION_S = 15.0
"""A refusal or an outage stays this long, then the kiosk goes home by itself."""
PAPER_GIVEN_S = 8.0
"""Time to read the number and take the paper."""
BOOK, OWN = "book", "own"
TIME_REFUSALS = frozenset(
    {
        Refusal.SERVICE_CLOSED.value,
        Refusal.CLOSED_TODAY.value,
        Refusal.CLOSING_SOON.value,
        Refusal.NO_WINDOW_TODAY.value,
        Refusal.NUMBERS_EXHAUSTED.value,
        Refusal.QUOTA_USED_UP.value,
    }
)
"""Not now, but another time."""
OWN_REFUSALS = frozenset({Refusal.ALREADY_WAITING.value, Refusal.PERSON_LIMIT.value})
"""They have numbers already."""


class TakeTicket:
    """Fills `session.take_id` and `session.ticket`. Run again with both set, it goes on where it was."""

    name = "take-ticket"

    def __init__(self, others: Mapping[str, Sequence[Step]] | None = None) -> None:
        """`others`: steps of what can be done after a refusal, by the word of `Refused.other`."""
        self._others = dict(others or {})

    async def run(self, context: Context) -> Outcome:
        session = context.session
        if not session.take_id:
            hand_over = await self._way(context)
            if hand_over is None:
                return BACK
            reachable = context.ports.catalogue.reachable
            session.take_id = context.ports.tickets.begin(
                session.service,
                session.language,
                hand_over,
                ask_hall=reachable,
                ticket_class=session.ticket_class,
                more=session.more,
                holder=session.identified.person if session.identified else "",
            )
        else:
            unfinished = context.ports.tickets.unfinished()
            hand_over = unfinished.hand_over if unfinished else HandOver.PRINTER
        if session.ticket is None:
            context.show(AskingHall(), busy=True)
            try:
                session.ticket = await context.ports.tickets.take(session.take_id)
            except HallRefused as refused:
                return await self._refused(context, refused.code)
            except HallSilent:
                session.ticket = context.ports.tickets.take_alone(session.take_id)
        ticket = session.ticket
        if ticket is None:
            return await self._unreachable(context)
        if session.reported:
            return await self._number_on_screen(context, ticket, "", ReprintOffer.NONE)
        if hand_over is HandOver.SCREEN:
            self._report(context, HandOver.SCREEN)
            return await self._number_on_screen(context, ticket, "", ReprintOffer.NONE)
        return await self._print(context, ticket)

    async def _way(self, context: Context) -> HandOver | None:
        """Paper, or a number on the screen while there is none; None when the citizen would rather go back."""
        while not (readiness := context.ports.printer.readiness()).ready:
            context.show(NoPaper(readiness.reason), back=True)
            match (await context.intent()).kind:
                case IntentKind.CONFIRM:
                    return HandOver.SCREEN
                case IntentKind.BACK | IntentKind.NO:
                    return None
                case _:
                    pass
        return HandOver.PRINTER

    async def _print(self, context: Context, ticket: IssuedTicket) -> Outcome:
        context.show(Printing(ticket), busy=True)
        report = await context.ports.printer.print(context.session.take_id, ticket, context.session.language, 0)
        if report.outcome is PrintOutcome.PRINTED or (
            report.outcome is PrintOutcome.UNKNOWN and await self._came_out(context, ticket)
        ):
            self._report(context, HandOver.PRINTER)
            return await self._paper_given(context, ticket, 0)
        self._report(context, HandOver.SCREEN)
        return await self._number_on_screen(context, ticket, report.reason, ReprintOffer.WAITING)

    async def _came_out(self, context: Context, ticket: IssuedTicket) -> bool:
        context.show(DidItComeOut(ticket))
        while (intent := await context.intent()).kind not in (IntentKind.YES, IntentKind.NO):
            pass
        return intent.kind is IntentKind.YES

    async def _number_on_screen(self, context: Context, ticket: IssuedTicket, reason: str, offer: ReprintOffer) -> Outcome:
        while True:
            if offer is not ReprintOffer.NONE:
                ready = context.ports.printer.readiness().ready
                offer = ReprintOffer.READY if ready else ReprintOffer.WAITING
            context.show(NumberOnScreen(ticket, reason, offer))
            intent = await context.intent()
            if intent.kind is IntentKind.CONFIRM:
                return NEXT
            if intent.kind is IntentKind.REPRINT and offer is ReprintOffer.READY:
                copy = await self._reprint(context, ticket)
                if copy:
                    return await self._paper_given(context, ticket, copy)
                offer = ReprintOffer.NONE

    async def _reprint(self, context: Context, ticket: IssuedTicket) -> int:
        """The copy's number when its paper came out, else 0."""
        context.show(Printing(ticket, copy_number=1), busy=True)
        try:
            copy = await context.ports.tickets.reprint(context.session.take_id)
        except (HallRefused, HallSilent):
            # The number is good without another paper; the screen goes on showing it.
            return 0
        report = await context.ports.printer.print(context.session.take_id, ticket, context.session.language, copy)
        if report.outcome is PrintOutcome.PRINTED:
            return copy
        if report.outcome is PrintOutcome.UNKNOWN and await self._came_out(context, ticket):
            return copy
        return 0

    async def _paper_given(self, context: Context, ticket: IssuedTicket, copy: int) -> Outcome:
        context.show(PaperGiven(ticket, copy), for_s=PAPER_GIVEN_S)
        await _over(context)
        return NEXT

    def _report(self, context: Context, handed_over: HandOver) -> None:
        context.ports.tickets.report_hand_over(context.session.take_id, handed_over)
        context.session.reported = True

    async def _refused(self, context: Context, code: str) -> Outcome:
        context.session.take_id = ""
        other = instead(code, bookable=_is_bookable(context))
        other = other if other in self._others else ""
        context.show(Refused(code, other), back=True, for_s=EXPLANATION_S)
        while True:
            intent = await context.intent()
            match intent.kind:
                case IntentKind.CHOOSE if other and intent.value == other:
                    return onwards(self._others[other])
                case IntentKind.BACK:
                    return BACK
                case IntentKind.CONFIRM | IntentKind.TIMED_OUT:
                    return CANCEL
                case _:
                    pass

    async def _unreachable(self, context: Context) -> Outcome:
        context.ports.tickets.leave(context.session.take_id)
        context.session.take_id = ""
        context.show(HallUnreachable(), for_s=EXPLANATION_S)
        await _over(context)
        return CANCEL


def instead(code: str, *, bookable: bool) -> str:
    """What helps whom the hall gave no number: another time, or the numbers they have already. Empty: neither."""
    if code in OWN_REFUSALS:
        return OWN
    return BOOK if bookable and code in TIME_REFUSALS else ""


def _is_bookable(context: Context) -> bool:
    catalogue = context.ports.catalogue.catalogue()
    session = context.session
    services = catalogue.services if catalogue else ()
    return not session.more and any(service.bookable for service in services if service.id == session.service)


async def _over(context: Context) -> Intent:
    """Until the citizen has read it, or its time is over."""
    while True:
        intent = await context.intent()
        if intent.kind in (IntentKind.CONFIRM, IntentKind.TIMED_OUT, IntentKind.BACK):
            return intent
