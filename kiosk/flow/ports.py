"""How the flow reaches the world. Protocols only; `kiosk.ports` holds the real ones, over MQTT and the kiosk's own store.

Whatever a citizen must not lose is durable inside a port before its method returns: the flow may be cut off at any point.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from api.messages.views import CatalogueView, ServiceView, TicketView
from api.messages.words import HandOver, RatingLevel, RatingOutcome, TicketClass
from kiosk.flow.audit import AuditPort
from kiosk.flow.documents.absent import NoDocuments
from kiosk.flow.documents.ports import DocumentsPort
from kiosk.flow.duty.absent import no_duty
from kiosk.flow.duty.ports import DutyPorts
from kiosk.flow.failures import HallRefused as HallRefused
from kiosk.flow.failures import HallSilent as HallSilent
from kiosk.flow.guide.plan import HallPlan
from kiosk.flow.identity.absent import nothing_here
from kiosk.flow.identity.ports import IdentityPorts
from kiosk.flow.issued import IssuedTicket as IssuedTicket
from kiosk.flow.items.absent import NoItemPapers, NoItems
from kiosk.flow.items.ports import ItemPapersPort, ItemsPort
from kiosk.flow.numbers.absent import NoBookingPaper, NoNumbers
from kiosk.flow.numbers.ports import BookingPaperPort, NumbersPort
from kiosk.flow.printing import PrinterReadiness as PrinterReadiness
from kiosk.flow.printing import PrintOutcome as PrintOutcome
from kiosk.flow.printing import PrintReport as PrintReport
from kiosk.flow.technician.absent import NoTechnician
from kiosk.flow.technician.ports import TechnicianPort
from kiosk.flow.typing.absent import NoInputMethods
from kiosk.flow.typing.ports import TypingPort
from kiosk.flow.zone.absent import AlwaysOpen
from kiosk.flow.zone.ports import ZonePort


@dataclass(frozen=True, slots=True)
class UnfinishedTake:
    """A take that a crash cut off while the citizen may still stand there."""

    id: str
    service: str
    language: str
    hand_over: HandOver
    """What was asked for."""
    reported: HandOver | None
    """What the hall was told already."""


class TicketsPort(Protocol):
    def begin(
        self,
        service: str,
        language: str,
        hand_over: HandOver,
        *,
        ask_hall: bool = True,
        ticket_class: TicketClass = TicketClass.WALK_IN,
        more: tuple[str, ...] = (),
        holder: str = "",
    ) -> str:
        """The tap: makes the take's id once and keeps it with the command, durably. Returns the id.

        Without `ask_hall`, such as while the hall is known to be away, the take waits for nobody. `holder`: the keyed hash of
        who showed who they are; empty: nobody was asked.
        """
        ...

    async def take(self, take_id: str) -> IssuedTicket:
        """The hall's answer to a take that was begun; at once when it is in already.

        Raises:
            HallRefused: no number, and nothing was changed.
            HallSilent: no answer in time, or nobody was asked.
        """
        ...

    def take_alone(self, take_id: str) -> IssuedTicket | None:
        """A number of the kiosk's own for a take the hall didn't answer; the hall learns of it once it is back. Durable, and
        the same when asked again. The hall's own number, should it have come meanwhile. None: the kiosk has no number either.
        """
        ...

    def report_hand_over(self, take_id: str, handed_over: HandOver) -> None:
        """How the citizen got the number; durable, and only the first report of a take counts."""
        ...

    async def reprint(self, take_id: str) -> int:
        """Have the hall count one more paper. Returns the copy's number, from 1.

        Raises:
            HallRefused: the ticket isn't waiting any more.
            HallSilent: no answer in time.
        """
        ...

    def leave(self, take_id: str) -> None:
        """The citizen has gone from the screen. What is open is settled without them: an unanswered take becomes void, a
        number they saw keeps its place.
        """
        ...

    def unfinished(self) -> UnfinishedTake | None:
        """The take to go on with after a restart."""
        ...


class BookingsPort(Protocol):
    async def check_in(self, act: str, number: str = "", *, ticket: str = "", holder: str = "") -> TicketView:
        """A booked person is here, by the number or the id of their booking, or as its holder. The booking as it stands now.

        Args:
            act: asked again under the same id, it is done once.

        Raises:
            HallRefused: no such booking, another day, too late.
            HallSilent: no answer in time.
        """
        ...

    async def come_back(self, act: str, ticket: str) -> TicketView:
        """Somebody whose number was called and missed is here again. The number as it stands now; `act` as above.

        Raises:
            HallRefused: it wasn't missed, or too long ago.
            HallSilent: no answer in time.
        """
        ...


class PrinterPort(Protocol):
    def readiness(self) -> PrinterReadiness:
        """From the printer's retained state; no answer means not ready."""
        ...

    async def print(self, take_id: str, ticket: IssuedTicket, language: str, copy_number: int) -> PrintReport:
        """Print one paper. Asked again for the same take and copy, also after a crash, it is the same print: the agent's
        journal decides. Never raises for what a printer does.
        """
        ...


class CataloguePort(Protocol):
    @property
    def reachable(self) -> bool:
        """Does the hall's controller answer?"""
        ...

    def catalogue(self) -> CatalogueView | None:
        """The newest known; None before the first answer."""
        ...


class IslandPort(Protocol):
    def offers(self, service: ServiceView) -> bool:
        """Whether the kiosk could give a number for it now on its own."""
        ...


class RatingPort(Protocol):
    def rate(self, take_id: str, service: str, outcome: RatingOutcome, level: RatingLevel | None) -> None:
        """What the citizen thinks of the kiosk's own service; durable, one outcome for each take."""
        ...


@dataclass(frozen=True, slots=True)
class KioskPorts:
    """Everything a step may reach."""

    tickets: TicketsPort
    printer: PrinterPort
    catalogue: CataloguePort
    rating: RatingPort
    audit: AuditPort
    island: IslandPort
    bookings: BookingsPort
    identity: IdentityPorts = field(default_factory=nothing_here)
    typing: TypingPort = field(default_factory=NoInputMethods)
    zone: ZonePort = field(default_factory=AlwaysOpen)
    duty: DutyPorts = field(default_factory=no_duty)
    numbers: NumbersPort = field(default_factory=NoNumbers)
    booking_paper: BookingPaperPort = field(default_factory=NoBookingPaper)
    items: ItemsPort = field(default_factory=NoItems)
    item_papers: ItemPapersPort = field(default_factory=NoItemPapers)
    documents: DocumentsPort = field(default_factory=NoDocuments)
    technician: TechnicianPort = field(default_factory=NoTechnician)
    plan: HallPlan | None = None
    """What hangs on the wall: it doesn't change while the kiosk runs. None: none was drawn."""


Clock = Callable[[], float]
"""Seconds of a steady clock."""
