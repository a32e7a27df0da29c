"""What a person has: bookings and numbers of today, once they have shown who they are."""

from collections.abc import Sequence

from api.messages.views import FollowView
from kiosk.flow.intents import IntentKind
from kiosk.flow.numbers.views import AskAtDesk, OwnNumbers
from kiosk.flow.outcome import BACK, CANCEL, NEXT, Outcome, onwards
from kiosk.flow.step import Context, Step
from kiosk.flow.steps.booking_number import takes_bookings
from kiosk.flow.steps.numbers.asking import EXPLANATION_S, Told, asked, over
from kiosk.flow.steps.numbers.caring import Care, Left
from kiosk.flow.steps.pages import page_of

BOOK = "book"


class OwnNumbersStep:
    """After `Identify`."""

    name = "own-numbers"

    def __init__(self, page_size: int, book: Sequence[Step]) -> None:
        """
        Args:
            page_size: cards on one page of the screen.
            book: the steps of making a booking.
        """
        self._page_size = page_size
        self._book = book
        self._care = Care(page_size)

    async def run(self, context: Context) -> Outcome:
        identified, numbers = context.session.identified, context.ports.numbers
        holder = identified.person if identified else ""
        if not holder:
            context.show(AskAtDesk(), back=True, for_s=EXPLANATION_S)
            await over(context)
            return CANCEL
        while True:
            found = await asked(context, lambda: numbers.of_person(holder))
            if isinstance(found, Told):
                return CANCEL
            chosen = await self._one(context, found)
            if isinstance(chosen, Outcome):
                return chosen
            if await self._care.of(context, chosen) is Left.DONE:
                return NEXT

    async def _one(self, context: Context, found: Sequence[FollowView]) -> FollowView | Outcome:
        page = 0
        while True:
            shown, page, pages = page_of(found, page, context.mode.fits(self._page_size))
            books = takes_bookings(context)
            context.show(OwnNumbers(tuple(shown), page, pages, books), back=True)
            intent = await context.intent()
            match intent.kind:
                case IntentKind.BACK:
                    return BACK
                case IntentKind.TURN_PAGE if intent.value.isdecimal():
                    page = int(intent.value)
                case IntentKind.CHOOSE if intent.value == BOOK and books:
                    return onwards(self._book)
                case IntentKind.CHOOSE:
                    chosen = next((ticket for ticket in found if ticket.id == intent.value), None)
                    if chosen is not None:
                        return chosen
                case _:
                    pass
