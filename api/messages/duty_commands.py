"""Operations of the duty desk: calls for a person, complaints, ratings of what a kiosk did, and what kiosks must know.

`complain` carries personal data: it travels in passing (QoS 0) and is kept sealed.
"""

from typing import Annotated

from pydantic import Field

from api.messages.base import Id, ShortText, Ulid
from api.messages.duty_words import CallEnd, CallKind, ComplaintKind, ComplaintSubject
from api.messages.hall_command import HallCommand
from api.messages.words import RatingLevel, RatingOutcome

COMPLAINT_CHARACTERS = 500
"""As much as somebody types standing."""
CONTACT_CHARACTERS = 30
CaseNumber = Annotated[str, Field(pattern=r"^[0-9A-Z]{4}-[0-9A-Z]{4}$")]
"""Of a complaint, such as `7KQ2-M9XD`: short enough to be written down."""


class CallStaff(HallCommand):
    """Somebody on duty should come to this terminal. A second call of the same kind joins the first. Result: `call`
    (StaffCallView).
    """

    kind: CallKind = CallKind.HELP
    """`help` or `sos`: the others are the hall's own."""
    step: Id | None = None
    """Where in its flow the kiosk stands; never what somebody applies for."""


class CallStatus(HallCommand):
    """How far a call is. A read. Result: `call` (StaffCallView)."""

    call: Ulid


class ClaimCall(HallCommand):
    """I'm going: the caller's screen says so. Result: `call` (DutyCallView)."""

    call: Ulid


class EndCall(HallCommand):
    """A call is over. Terminals withdraw their own; staff close what they claimed. Result: `call`."""

    call: Ulid
    outcome: CallEnd = CallEnd.DONE
    remark: ShortText = ""
    """What was done, for the next shift."""


class Complain(HallCommand):
    """投诉, 办不成事 or a suggestion, left at a kiosk. Personal. Result: `case_number`; the same id, the same number."""

    kind: ComplaintKind
    subject: ComplaintSubject
    department: ShortText = ""
    """zh-CN name, as the catalogue has it; empty: none in particular."""
    text: str = Field(default="", max_length=COMPLAINT_CHARACTERS, repr=False)
    contact: str = Field(default="", max_length=CONTACT_CHARACTERS, pattern=r"^[0-9+ -]*$", repr=False)
    """Telephone number for the answer; empty: the person asks by the case's number."""
    language: str = Field(default="zh-CN", max_length=10)


class CloseComplaint(HallCommand):
    """A complaint was answered. Result: `case_number`."""

    case_number: CaseNumber
    remark: ShortText
    """What came of it, in a line. Never a person's name."""


class RateVisit(HallCommand):
    """好差评 of what a kiosk did without a number: an item, a print, the kiosk itself. A report, whatever its age."""

    service: Id
    """Item, service, or the kiosk's own `kiosk`."""
    outcome: RatingOutcome
    level: RatingLevel | None = None
    labels: Annotated[tuple[Id, ...], Field(max_length=8)] = ()


class HallNotice(HallCommand):
    """What a terminal must be able to say by itself. A read. Result: `notice` (HallNoticeView)."""


DUTY_COMMANDS: dict[str, type[HallCommand]] = {
    "call-staff": CallStaff,
    "call-state": CallStatus,
    "claim-call": ClaimCall,
    "end-call": EndCall,
    "complain": Complain,
    "close-complaint": CloseComplaint,
    "rate-visit": RateVisit,
    "hall-notice": HallNotice,
}
"""Answered beside the queue engine: none of them changes a ticket or a window."""
TERMINAL_DUTY_COMMANDS = frozenset({"call-staff", "call-state", "end-call", "complain", "rate-visit", "hall-notice"})
"""What a kiosk gives, over MQTT."""
DESK_DUTY_COMMANDS = frozenset({"claim-call", "end-call", "close-complaint"})
"""What people on duty give, signed in over HTTP."""
DUTY_REPORTS = frozenset({"rate-visit"})
"""What has happened already: waits in the terminal's outbox."""
PERSONAL_DUTY_COMMANDS = frozenset({"complain"})
