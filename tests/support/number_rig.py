"""A citizen before the flow engine, with the real core of a hall that takes bookings at the other end of the bus."""

import contextlib
from dataclasses import dataclass, field

from api.bus.outbox import Outbox
from api.ids import new_id
from api.messages.hall_commands import HALL_COMMANDS, Take
from api.messages.topics import parse_topic
from api.messages.words import HandOver, Role
from api.ports import Actor
from hall_controller.domain.requests import Refused
from hall_controller.domain.state import Ticket
from kiosk.flow.engine import FlowEngine
from kiosk.flow.flows import flows
from kiosk.flow.identity.ports import CardRead
from kiosk.flow.intents import IntentKind
from kiosk.flow.issued import IssuedTicket
from kiosk.flow.numbers.flows import MY_NUMBER
from kiosk.flow.numbers.ports import Later
from kiosk.flow.ports import KioskPorts
from kiosk.flow.printing import PrinterReadiness, PrintOutcome, PrintReport
from kiosk.ports.bookings import HallBookings
from kiosk.ports.numbers import HallNumbers
from kiosk.ports.store import KioskStore
from tests.support.booking_hall import booking_hall
from tests.support.core_bus import CoreBus, CoreCatalogue
from tests.support.hall_core import CoreHall
from tests.support.identity_ports import ADULT, MemoryIdentity, person_of
from tests.support.kiosk_flow import MemoryAudit, MemoryHall, MemoryIsland, MemoryPrinter, MemoryRating, Rig
from tests.support.kiosk_views import LANGUAGES

ME = person_of(ADULT)
"""The keyed hash of whoever lays their card."""
DEPARTMENT = "名"
"""Of everything in the core's test hall."""


@dataclass
class MemoryPaper:
    """Implements BookingPaperPort. `outcomes` are used up one by one; then it prints."""

    ready: PrinterReadiness = field(default_factory=lambda: PrinterReadiness(True))
    outcomes: list[PrintReport] = field(default_factory=list)
    papers: dict[str, IssuedTicket] = field(default_factory=dict)
    slips: list[Later] = field(default_factory=list)

    def readiness(self) -> PrinterReadiness:
        return self.ready

    async def print(self, paper_id: str, ticket: IssuedTicket, language: str) -> PrintReport:
        report = self.outcomes.pop(0) if self.outcomes else PrintReport(PrintOutcome.PRINTED)
        if report.outcome is PrintOutcome.PRINTED:
            self.papers[paper_id] = ticket
        return report

    async def print_later(self, paper_id: str, later: Later, language: str) -> PrintReport:
        self.slips.append(later)
        return PrintReport(PrintOutcome.PRINTED)


class NumberRig(Rig):
    """`core` is the hall; `bus.away` and `bus.lose_answers` cut it off."""

    def __init__(self, store: KioskStore, core: CoreHall | None = None, page_size: int = 12) -> None:
        self.core = core or booking_hall()
        self.bus = CoreBus(self.core)
        self.outbox: Outbox = store.open()
        self.paper = MemoryPaper()
        self.hall, self.printer = MemoryHall(), MemoryPrinter()
        self.identity = MemoryIdentity()
        self.audit = MemoryAudit()
        self.now_s = 1_000.0
        self.views = []
        self.engine = FlowEngine(
            KioskPorts(
                self.hall,
                self.printer,
                CoreCatalogue(self.bus),
                MemoryRating(),
                self.audit,
                MemoryIsland(self.hall),
                HallBookings(self.bus),
                self.identity.ports(),
                numbers=HallNumbers(self.bus, self.outbox, new_id=new_id, wake=lambda: None),
                booking_paper=self.paper,
            ),
            flows(page_size),
            clock=lambda: self.now_s,
            languages=LANGUAGES,
            on_change=self._changed,
        )

    def taken(self, **fields: object) -> Ticket:
        """A number somebody has."""
        ident = self.core.do(Take(service="s-a", hand_over=HandOver.SCREEN, **fields))["ticket"]["id"]  # type: ignore[arg-type]
        return self.core.hall.tickets[ident]

    def ticket(self, ident: str) -> Ticket:
        found = self.core.hall.find(ident)
        assert found is not None
        return found

    async def way(self, way: str) -> None:
        await self.do(IntentKind.START, MY_NUMBER)
        await self.do(IntentKind.CHOOSE, way)

    async def typed(self, text: str) -> None:
        for character in text:
            await self.do(IntentKind.KEY, character)
        await self.do(IntentKind.CONFIRM)

    async def by_card(self) -> None:
        """At the hub of identification: lay the card."""
        self.identity.card.reads.append(CardRead(ADULT))
        await self.do(IntentKind.CHOOSE, "card")
        assert self.view == "Welcome", self.view
        await self.do(IntentKind.CONFIRM)

    def deliver(self) -> list[str]:
        """The hall hears what waits in the outbox; the names of what it heard."""
        heard = []
        for entry in self.outbox.pending():
            name = parse_topic(entry.topic).name
            command = HALL_COMMANDS[name].model_validate(entry.body.model_dump())
            self.core.do(command, Actor(self.bus.node, Role.DEVICE))
            self.outbox.remove(entry.id)
            heard.append(name)
        return heard

    def tell_and_forget(self) -> None:
        """The hall hears everything; what it refuses is over too, as the sender has it."""
        for entry in self.outbox.pending():
            command = HALL_COMMANDS[parse_topic(entry.topic).name].model_validate(entry.body.model_dump())
            with contextlib.suppress(Refused):
                self.core.do(command, Actor(self.bus.node, Role.DEVICE))
            self.outbox.remove(entry.id)
