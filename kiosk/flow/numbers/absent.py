"""A kiosk without a hall to ask: every question ends as one that nobody answers. Nothing is pretended."""

from api.messages.views import FollowView, SlotView
from kiosk.flow.failures import HallSilent
from kiosk.flow.issued import IssuedTicket
from kiosk.flow.numbers.ports import Later
from kiosk.flow.printing import PrinterReadiness, PrintOutcome, PrintReport

SILENT = "silent"


class NoNumbers:
    """Implements `NumbersPort`."""

    def new_act(self) -> str:
        return ""

    async def find(self, *, ticket: str = "", number: str = "", check: str = "") -> FollowView:
        raise HallSilent("find-ticket")

    async def of_person(self, holder: str) -> tuple[FollowView, ...]:
        raise HallSilent("bookings")

    async def slots(self, service: str) -> tuple[SlotView, ...]:
        raise HallSilent("slots")

    async def cancel(self, act: str, ticket: str) -> None:
        raise HallSilent("cancel")

    async def postpone(self, act: str, ticket: str, minutes: int) -> None:
        raise HallSilent("postpone")

    async def come_back(self, act: str, *, ticket: str = "", number: str = "") -> None:
        raise HallSilent("back")

    async def take_up(self, act: str, ticket: str) -> None:
        raise HallSilent("unhold")

    async def check_in(self, act: str, *, ticket: str = "", number: str = "") -> None:
        raise HallSilent("check-in")

    async def book(self, act: str, service: str, day: str, slot: str, holder: str, language: str) -> IssuedTicket:
        raise HallSilent("book")

    async def move(self, act: str, ticket: str, day: str, slot: str) -> IssuedTicket:
        raise HallSilent("move-booking")

    def give_up(self, act: str) -> None:
        """Nothing was asked of anybody."""


class NoBookingPaper:
    """Implements `BookingPaperPort`."""

    def readiness(self) -> PrinterReadiness:
        return PrinterReadiness(False, SILENT)

    async def print(self, paper_id: str, ticket: IssuedTicket, language: str) -> PrintReport:
        return PrintReport(PrintOutcome.NOT_PRINTED, SILENT)

    async def print_later(self, paper_id: str, later: Later, language: str) -> PrintReport:
        return PrintReport(PrintOutcome.NOT_PRINTED, SILENT)
