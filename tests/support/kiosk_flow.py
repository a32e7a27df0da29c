"""The flow engine between ports that live in memory: a hall, a printer and a citizen under the test's hand."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from api.ids import new_id
from api.messages.views import CatalogueView, ServiceView, TicketSlip, TicketView
from api.messages.words import HandOver, RatingLevel, RatingOutcome, TicketClass, TicketState
from kiosk.flow.audit import AuditEvent
from kiosk.flow.engine import Flow, FlowEngine
from kiosk.flow.flows import TAKE_TICKET, flows
from kiosk.flow.intents import Intent, IntentKind
from kiosk.flow.ports import (
    HallRefused,
    HallSilent,
    IssuedTicket,
    KioskPorts,
    PrinterReadiness,
    PrintOutcome,
    PrintReport,
    UnfinishedTake,
)
from tests.support.identity_ports import MemoryIdentity
from tests.support.kiosk_views import LANGUAGES, catalogue_view

TURNS = 20
"""Turns of the loop in which everything that can go on has gone on."""


@dataclass
class Taken:
    id: str
    service: str
    hand_over: HandOver
    issued: IssuedTicket | None = None
    reported: HandOver | None = None
    left: bool = False
    asked: bool = True
    ticket_class: TicketClass = TicketClass.WALK_IN
    more: tuple[str, ...] = ()
    holder: str = ""


@dataclass
class MemoryHall:
    """Implements TicketsPort. `answer`: `issue`, `refuse`, `silent`, `break`."""

    answer: str = "issue"
    refusal: str = "numbersExhausted"
    takes: dict[str, Taken] = field(default_factory=dict)
    own_numbers: list[str] = field(default_factory=list)
    """What the kiosk has leased."""
    reprints: int = 0

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
        taken = Taken(new_id(), service, hand_over, asked=ask_hall, ticket_class=ticket_class, more=more, holder=holder)
        self.takes[taken.id] = taken
        return taken.id

    async def take(self, take_id: str) -> IssuedTicket:
        await asyncio.sleep(0)
        if self.answer == "refuse":
            raise HallRefused(self.refusal)
        if self.answer == "silent" or not self.takes[take_id].asked:
            raise HallSilent(take_id)
        if self.answer == "break":
            raise RuntimeError("disk I/O error near 张三 110101199003070011")
        taken = self.takes[take_id]
        taken.issued = taken.issued or issued(take_id, f"A{len([t for t in self.takes.values() if t.issued]) + 1:03}")
        return taken.issued

    def take_alone(self, take_id: str) -> IssuedTicket | None:
        if not self.own_numbers:
            return None
        ticket = issued(take_id, self.own_numbers.pop(0))
        marked = ticket.view.model_copy(update={"marked": "island", "ahead": None})
        self.takes[take_id].issued = IssuedTicket(marked, ticket.slip)
        return self.takes[take_id].issued

    def report_hand_over(self, take_id: str, handed_over: HandOver) -> None:
        self.takes[take_id].reported = self.takes[take_id].reported or handed_over

    async def reprint(self, take_id: str) -> int:
        await asyncio.sleep(0)
        if self.answer == "silent":
            raise HallSilent(take_id)
        self.reprints += 1
        return self.reprints

    def leave(self, take_id: str) -> None:
        self.takes[take_id].left = True

    def unfinished(self) -> UnfinishedTake | None:
        for taken in self.takes.values():
            if not taken.left and taken.reported is not HandOver.PRINTER:
                return UnfinishedTake(taken.id, taken.service, "en", taken.hand_over, taken.reported)
        return None


@dataclass
class MemoryPrinter:
    """Implements PrinterPort. `outcomes` are used up one by one; then it prints."""

    ready: PrinterReadiness = field(default_factory=lambda: PrinterReadiness(True))
    outcomes: list[PrintReport] = field(default_factory=list)
    papers: list[tuple[str, int]] = field(default_factory=list)
    hold: asyncio.Event | None = None

    def readiness(self) -> PrinterReadiness:
        return self.ready

    async def print(self, take_id: str, ticket: IssuedTicket, language: str, copy_number: int) -> PrintReport:
        await (self.hold.wait() if self.hold else asyncio.sleep(0))
        report = self.outcomes.pop(0) if self.outcomes else PrintReport(PrintOutcome.PRINTED)
        if report.outcome is PrintOutcome.PRINTED:
            self.papers.append((ticket.view.number, copy_number))
        return report


@dataclass
class MemoryCatalogue:
    reachable: bool = True
    view: CatalogueView | None = field(default_factory=catalogue_view)

    def catalogue(self) -> CatalogueView | None:
        return self.view


@dataclass
class MemoryIsland:
    """Implements IslandPort: every service while the kiosk has numbers."""

    hall: MemoryHall

    def offers(self, service: ServiceView) -> bool:
        return bool(self.hall.own_numbers)


@dataclass
class MemoryBookings:
    """Implements BookingsPort. `answer`: `here`, `early`, `silent`, or a refusal's code."""

    answer: str = "here"
    asked: list[str] = field(default_factory=list)
    acts: list[str] = field(default_factory=list)
    missed: str = ""
    """Id of a number that was called and missed."""

    async def check_in(self, act: str, number: str = "", *, ticket: str = "", holder: str = "") -> TicketView:
        await asyncio.sleep(0)
        self.asked.append(number or ticket or holder)
        self.acts.append(act)
        if self.answer == "silent":
            raise HallSilent(number)
        if self.answer not in ("here", "early"):
            raise HallRefused(self.answer)
        state = TicketState.EARLY if self.answer == "early" else TicketState.WAITING
        update = {"state": state, "ticket_class": TicketClass.APPOINTMENT, "slot": 1_700_000_900_000}
        return issued("01JD0000000000000000000009", number or "AY003").view.model_copy(update=update)

    async def come_back(self, act: str, ticket: str) -> TicketView:
        await asyncio.sleep(0)
        self.asked.append(f"back:{ticket}")
        if self.missed != ticket:
            raise HallRefused("wrongState")
        return issued(ticket, "A007").view.model_copy(update={"state": TicketState.WAITING})


@dataclass
class MemoryRating:
    given: list[tuple[str, RatingOutcome, RatingLevel | None]] = field(default_factory=list)

    def rate(self, take_id: str, service: str, outcome: RatingOutcome, level: RatingLevel | None) -> None:
        self.given.append((take_id, outcome, level))


@dataclass
class MemoryAudit:
    events: list[AuditEvent] = field(default_factory=list)

    def record(self, event: AuditEvent) -> None:
        self.events.append(event)


class Rig:
    """An engine and the citizen before it."""

    def __init__(
        self,
        hall: MemoryHall | None = None,
        printer: MemoryPrinter | None = None,
        page_size: int = 12,
        identity: MemoryIdentity | None = None,
        more_flows: Mapping[str, Flow] | None = None,
        more_ports: Mapping[str, Any] | None = None,
    ) -> None:
        self.hall = hall or MemoryHall()
        self.printer = printer or MemoryPrinter()
        self.catalogue = MemoryCatalogue()
        self.bookings = MemoryBookings()
        self.rating = MemoryRating()
        self.audit = MemoryAudit()
        self.identity = identity or MemoryIdentity()
        self.now_s = 1_000.0
        self.views: list[str] = []
        self.engine = FlowEngine(
            KioskPorts(
                self.hall,
                self.printer,
                self.catalogue,
                self.rating,
                self.audit,
                MemoryIsland(self.hall),
                self.bookings,
                self.identity.ports(),
                **(more_ports or {}),
            ),
            {**flows(page_size), **(more_flows or {})},
            clock=lambda: self.now_s,
            languages=LANGUAGES,
            on_change=self._changed,
        )

    @property
    def view(self) -> str:
        return type(self.engine.shown.view).__name__

    async def settle(self) -> None:
        for _ in range(TURNS):
            await asyncio.sleep(0)

    async def do(self, kind: IntentKind, value: str = "") -> None:
        self.engine.post(Intent(kind, value))
        await self.settle()

    async def wait(self, seconds: float) -> None:
        """Time passes in quarter seconds, as the kiosk's own ticks."""
        for _ in range(int(seconds * 4)):
            self.now_s += 0.25
            self.engine.tick()
            await asyncio.sleep(0)
        await self.settle()

    async def choose(self, department: str = "不动产登记中心", service: str = "s0") -> None:
        await self.do(IntentKind.START, TAKE_TICKET)
        await self.do(IntentKind.CHOOSE, department)
        await self.do(IntentKind.CHOOSE, service)

    def steps(self) -> list[str]:
        """Views in the order they were shown, without repeats."""
        return [view for index, view in enumerate(self.views) if index == 0 or view != self.views[index - 1]]

    def _changed(self) -> None:
        self.views.append(self.view)


def issued(take_id: str, number: str) -> IssuedTicket:
    view = TicketView(
        id=take_id,
        number=number,
        queue="real-estate",
        service="s0",
        ticket_class=TicketClass.WALK_IN,
        state=TicketState.ISSUING,
        issued_at=1_700_000_000_000,
        state_since=1_700_000_000_000,
        ahead=3,
    )
    names = {"zh-CN": "首次登记", "en": "First registration"}
    return IssuedTicket(view, TicketSlip(service_names=names, queue_names=names, windows=(1,), hall_names=names))
