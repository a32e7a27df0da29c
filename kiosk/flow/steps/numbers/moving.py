"""改约 and 预约 share their end: a slot, a look at it, one question to the hall, and a paper."""

from collections.abc import Awaitable, Callable

from api.messages.views import FollowView, Names, SlotView
from kiosk.flow.intents import IntentKind
from kiosk.flow.issued import IssuedTicket
from kiosk.flow.numbers.ports import Later
from kiosk.flow.numbers.views import Booked, BookingPrinting, SureToBook
from kiosk.flow.printing import PrintOutcome
from kiosk.flow.step import Context
from kiosk.flow.steps.numbers.asking import Told, asked, over
from kiosk.flow.steps.numbers.slots import chosen_slot

SHOWN_S = 30.0
"""Time to take the paper, or to write number, time and check code down."""
Ask = Callable[[str, SlotView], Awaitable[IssuedTicket]]
"""By the act's id and the slot."""


class MoveBooking:
    """Puts one booking off."""

    def __init__(self, page_size: int) -> None:
        """`page_size`: cards on one page of the screen."""
        self._page_size = page_size

    async def move(self, context: Context, seen: FollowView) -> Told | IssuedTicket | None:
        """None when the citizen went back: the booking stays what it was."""
        numbers = context.ports.numbers

        async def ask(act: str, slot: SlotView) -> IssuedTicket:
            return await numbers.move(act, seen.id, slot.day, slot.slot)

        return await slot_taken(context, seen.service, seen.service_names, self._page_size, ask, moving=seen.number)


async def slot_taken(
    context: Context, service: str, names: Names, page_size: int, ask: Ask, *, moving: str = ""
) -> Told | IssuedTicket | None:
    """From the choice of a day to the paper. A slot that was filled meanwhile leads back to the choice."""
    while True:
        slot = await chosen_slot(context, service, names, page_size, moving)
        if slot is None:
            return None
        if isinstance(slot, Told):
            return None if slot is Told.REFUSED else slot
        if not await _sure(context, SureToBook(names, slot.day, slot.slot, moving)):
            continue
        act = context.ports.numbers.new_act()
        later = Later("move" if moving else "book", moving, names, slot.day, slot.slot)
        taken = await _under(context, act, slot, ask, later)
        if taken is not Told.REFUSED:
            return taken


async def _under(context: Context, act: str, slot: SlotView, ask: Ask, later: Later) -> IssuedTicket | Told:
    taken: IssuedTicket | Told = Told.SILENT
    try:
        taken = await asked(context, lambda: ask(act, slot), later)
    finally:
        # Also when the citizen walks away in the middle: a booking that nobody knows of would count as staying away. Who
        # moves one has the old one or the new one, both found by their person.
        if taken is Told.SILENT and not later.number:
            context.ports.numbers.give_up(act)
    if isinstance(taken, IssuedTicket):
        await _handed_over(context, taken, moved=bool(later.number))
    return taken


async def _sure(context: Context, view: SureToBook) -> bool:
    context.show(view, back=True)
    while (intent := await context.intent()).kind not in (IntentKind.CONFIRM, IntentKind.BACK):
        pass
    return intent.kind is IntentKind.CONFIRM


async def _handed_over(context: Context, ticket: IssuedTicket, *, moved: bool) -> None:
    """On paper where that works, on the screen in any case."""
    paper, reason, printed = context.ports.booking_paper, "", False
    readiness = paper.readiness()
    if readiness.ready:
        context.show(BookingPrinting(ticket), busy=True)
        report = await paper.print(context.ports.numbers.new_act(), ticket, context.session.language)
        printed, reason = report.outcome is PrintOutcome.PRINTED, report.reason
    else:
        reason = readiness.reason
    context.show(Booked(ticket, moved, printed, "" if printed else reason), for_s=SHOWN_S)
    await over(context)
