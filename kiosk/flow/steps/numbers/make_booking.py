"""预约: a slot for the chosen service, for who showed who they are."""

from api.messages.views import Names, SlotView
from kiosk.flow.issued import IssuedTicket
from kiosk.flow.numbers.views import AskAtDesk
from kiosk.flow.outcome import BACK, CANCEL, NEXT, Outcome
from kiosk.flow.step import Context
from kiosk.flow.steps.numbers.asking import EXPLANATION_S, Told, over
from kiosk.flow.steps.numbers.moving import slot_taken


class MakeBooking:
    """A booking is somebody's: whom staff shall look at books with them."""

    name = "make-booking"

    def __init__(self, page_size: int) -> None:
        """`page_size`: cards on one page of the screen."""
        self._page_size = page_size

    async def run(self, context: Context) -> Outcome:
        session = context.session
        holder = session.identified.person if session.identified else ""
        if not holder:
            context.show(AskAtDesk(), back=True, for_s=EXPLANATION_S)
            await over(context)
            return CANCEL
        numbers, service, language = context.ports.numbers, session.service, session.language

        async def ask(act: str, slot: SlotView) -> IssuedTicket:
            return await numbers.book(act, service, slot.day, slot.slot, holder, language)

        taken = await slot_taken(context, service, _names(context, service), self._page_size, ask)
        if taken is None:
            return BACK
        return CANCEL if isinstance(taken, Told) else NEXT


def _names(context: Context, ident: str) -> Names:
    catalogue = context.ports.catalogue.catalogue()
    services = catalogue.services if catalogue else ()
    return next((service.names for service in services if service.id == ident), {"zh-CN": ident})
