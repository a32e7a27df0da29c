"""The duty desk and the zone as a flow sees them, under the test's hand."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime

from api.ids import new_id
from api.messages.duty_views import StaffCallView
from api.messages.duty_words import CallKind, CallState
from api.messages.words import RatingLevel, RatingOutcome
from kiosk.flow.duty.ports import Complaint, DeskNotice, DutyPorts, Slip
from kiosk.flow.failures import HallRefused, HallSilent
from kiosk.flow.printing import PrintOutcome, PrintReport
from kiosk.flow.zone.views import Emergency, Standing
from tests.support.hall_core import MORNING


@dataclass
class MemoryDesk:
    """Implements StaffPort and ComplaintsPort. `answer`: `here`, `silent`, `refuse`, `break`."""

    answer: str = "here"
    staffed: bool = True
    state_of: CallState = CallState.OPEN
    calls: list[tuple[CallKind, str]] = field(default_factory=list)
    asked: int = 0
    """How often a call's state was asked."""
    withdrawn: list[str] = field(default_factory=list)
    filed: dict[str, Complaint] = field(default_factory=dict)
    tries: list[str] = field(default_factory=list)
    ratings: list[tuple[str, RatingOutcome, RatingLevel | None, tuple[str, ...]]] = field(default_factory=list)
    known: DeskNotice = field(default_factory=lambda: DeskNotice("0912-1234567", None, 60))

    def notice(self) -> DeskNotice:
        return self.known

    async def call(self, kind: CallKind, step: str) -> StaffCallView:
        await self._answered()
        self.calls.append((kind, step))
        return self._view(new_id(), kind)

    async def state(self, call: str) -> StaffCallView:
        await self._answered()
        self.asked += 1
        return self._view(call, CallKind.HELP)

    async def withdraw(self, call: str) -> None:
        await self._answered()
        self.withdrawn.append(call)

    def new_id(self) -> str:
        return new_id()

    async def file(self, ident: str, complaint: Complaint, language: str) -> str:
        self.tries.append(ident)
        await self._answered()
        self.filed[ident] = complaint
        return "7KQ2-M9XD"

    def rate(self, service: str, outcome: RatingOutcome, level: RatingLevel | None, labels: tuple[str, ...] = ()) -> None:
        self.ratings.append((service, outcome, level, labels))

    def _view(self, ident: str, kind: CallKind) -> StaffCallView:
        return StaffCallView(id=ident, kind=kind, state=self.state_of, at=MORNING, staffed=self.staffed)

    async def _answered(self) -> None:
        await asyncio.sleep(0)
        match self.answer:
            case "silent":
                raise HallSilent("call-staff")
            case "refuse":
                raise HallRefused("unknownEntry")
            case "break":
                raise RuntimeError("a bug near 13900000000")


@dataclass
class MemorySlips:
    """Implements SlipsPort."""

    there: bool = True
    works: bool = True
    printed: list[Slip] = field(default_factory=list)

    def ready(self) -> bool:
        return self.there

    async def print(self, slip: Slip, language: str) -> PrintReport:
        await asyncio.sleep(0)
        if not self.works:
            return PrintReport(PrintOutcome.NOT_PRINTED, "paper.out")
        self.printed.append(slip)
        return PrintReport(PrintOutcome.PRINTED)


@dataclass
class MemoryZone:
    """Implements ZonePort."""

    danger: Emergency | None = None
    stands: Standing | None = None
    closes: datetime | None = None
    switched_off: bool = False

    def switch_off(self, off: bool) -> None:
        self.switched_off = off

    def emergency(self) -> Emergency | None:
        return self.danger

    def standing(self) -> Standing | None:
        return self.stands

    def closing(self) -> datetime | None:
        return self.closes


def duty_ports(desk: MemoryDesk, slips: MemorySlips) -> DutyPorts:
    return DutyPorts(desk, desk, slips)
