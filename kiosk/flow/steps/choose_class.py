"""优先取号: which class does the citizen claim? Only who asks for it comes here; the window looks at the document."""

from api.messages.words import TicketClass
from kiosk.flow.intents import IntentKind
from kiosk.flow.outcome import BACK, NEXT, Outcome
from kiosk.flow.step import Context
from kiosk.flow.views import ChooseClass

CLAIMED_AT_KIOSK = (
    TicketClass.ELDERLY,
    TicketClass.DISABLED,
    TicketClass.PREGNANT_INFANT,
    TicketClass.MILITARY,
    TicketClass.VETERAN,
    TicketClass.LOW_INCOME,
    TicketClass.REMOTE,
)
"""Appointments check in, and who was stranded by a fault is told so by staff: neither is claimed here."""


class ChooseTicketClass:
    """Fills `session.ticket_class`."""

    name = "choose-class"

    async def run(self, context: Context) -> Outcome:
        while True:
            context.show(ChooseClass(CLAIMED_AT_KIOSK), back=True)
            intent = await context.intent()
            if intent.kind is IntentKind.BACK:
                return BACK
            if intent.kind is IntentKind.CHOOSE and intent.value in {claimed.value for claimed in CLAIMED_AT_KIOSK}:
                context.session.ticket_class = TicketClass(intent.value)
                return NEXT
