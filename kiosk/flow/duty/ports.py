"""How the flow reaches the duty desk, and the paper that says what was done."""

from dataclasses import dataclass, field
from typing import Protocol

from api.messages.duty_views import StaffCallView
from api.messages.duty_words import CallKind, ComplaintKind, ComplaintSubject
from api.messages.words import RatingLevel, RatingOutcome
from kiosk.flow.printing import PrintReport


@dataclass(frozen=True, slots=True)
class DeskNotice:
    """What is known of the duty desk, remembered while the hall is away."""

    phone: str = ""
    opens_at: int | None = None
    """While nobody is on duty: from when on, UTC ms."""
    claim_s: int = 60
    """Nobody came within this: it is said."""


@dataclass(frozen=True, slots=True)
class Complaint:
    kind: ComplaintKind
    subject: ComplaintSubject
    department: str = ""
    """zh-CN name; empty: none in particular."""
    text: str = field(default="", repr=False)
    contact: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class HelpSlip:
    """What was done, for who goes away without having met anybody."""

    kind: CallKind
    phase: str
    """`kiosk.flow.duty.help_call.CallPhase`."""
    number: str = ""
    """Of their ticket, which stays good."""
    notice: DeskNotice = field(default_factory=DeskNotice)


@dataclass(frozen=True, slots=True)
class CaseSlip:
    """A complaint's case number."""

    case_number: str
    kind: ComplaintKind
    notice: DeskNotice = field(default_factory=DeskNotice)


Slip = HelpSlip | CaseSlip


class StaffPort(Protocol):
    def notice(self) -> DeskNotice:
        """From memory."""
        ...

    async def call(self, kind: CallKind, step: str) -> StaffCallView:
        """
        Raises:
            HallSilent: no answer in time.
            HallRefused: the hall said no.
        """
        ...

    async def state(self, call: str) -> StaffCallView:
        """
        Raises:
            HallSilent: no answer in time.
            HallRefused: there is no such call any more.
        """
        ...

    async def withdraw(self, call: str) -> None:
        """Nobody is needed any more.

        Raises:
            HallSilent, HallRefused: the call goes on.
        """
        ...


class ComplaintsPort(Protocol):
    def new_id(self) -> str:
        """Made once for a complaint, used at each try."""
        ...

    async def file(self, ident: str, complaint: Complaint, language: str) -> str:
        """Returns the case's number: of the same id the same. Nothing of it is kept here.

        Raises:
            HallSilent: no answer in time; the same id may be tried again.
            HallRefused: the hall said no.
        """
        ...

    def rate(self, service: str, outcome: RatingOutcome, level: RatingLevel | None, labels: tuple[str, ...] = ()) -> None:
        """好差评 of what has no number. Durable; the hall learns of it when it is there."""
        ...


class SlipsPort(Protocol):
    def ready(self) -> bool:
        """Paper can be printed."""
        ...

    async def print(self, slip: Slip, language: str) -> PrintReport:
        """Print one paper. Never raises for what a printer does."""
        ...


@dataclass(frozen=True, slots=True)
class DutyPorts:
    staff: StaffPort
    complaints: ComplaintsPort
    slips: SlipsPort
