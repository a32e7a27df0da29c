"""A kiosk whose hall has no duty desk: nobody is called, and it says so."""

from api.messages.duty_views import StaffCallView
from api.messages.duty_words import CallKind
from api.messages.words import RatingLevel, RatingOutcome
from kiosk.flow.duty.ports import Complaint, DeskNotice, DutyPorts, Slip
from kiosk.flow.failures import HallSilent
from kiosk.flow.printing import PrintOutcome, PrintReport

NO_DESK = "no duty desk"


class NobodyOnDuty:
    """Implements `StaffPort`."""

    def notice(self) -> DeskNotice:
        return DeskNotice()

    async def call(self, kind: CallKind, step: str) -> StaffCallView:
        raise HallSilent(NO_DESK)

    async def state(self, call: str) -> StaffCallView:
        raise HallSilent(NO_DESK)

    async def withdraw(self, call: str) -> None:
        raise HallSilent(NO_DESK)


class NoComplaints:
    """Implements `ComplaintsPort`."""

    def new_id(self) -> str:
        return ""

    async def file(self, ident: str, complaint: Complaint, language: str) -> str:
        raise HallSilent(NO_DESK)

    def rate(self, service: str, outcome: RatingOutcome, level: RatingLevel | None, labels: tuple[str, ...] = ()) -> None:
        """Nobody asks for it."""


class NoSlips:
    """Implements `SlipsPort`."""

    def ready(self) -> bool:
        return False

    async def print(self, slip: Slip, language: str) -> PrintReport:
        return PrintReport(PrintOutcome.NOT_PRINTED, "silent")


def no_duty() -> DutyPorts:
    return DutyPorts(NobodyOnDuty(), NoComplaints(), NoSlips())
