"""What the duty page shows, and what a kiosk is told of its own call."""

from pydantic import Field

from api.messages.base import Message, Milliseconds
from api.messages.duty_words import CallEnd, CallKind, CallState, ComplaintKind, ComplaintSubject
from api.messages.hall_views import EmergencyView
from api.messages.names import Names


class StaffCallView(Message):
    """A call as the citizen's screen gets it: no name of whoever comes."""

    id: str
    kind: CallKind
    state: CallState
    at: Milliseconds
    staffed: bool = True
    """Somebody is on duty at this hour."""


class DutyCallView(Message):
    """One line of the duty page."""

    id: str
    kind: CallKind
    state: CallState
    place: str
    """Where to go: `window-3`, or what the terminal says of its place."""
    node: str = ""
    about: str = ""
    """A dotted key: the fault's reason, the rating's level, the step a kiosk stands at."""
    number: str = ""
    """A ticket's, as printed; of ratings, for managers."""
    case_number: str = ""
    at: Milliseconds
    claim_by: Milliseconds
    """Overdue when nobody has claimed it until then."""
    close_by: Milliseconds
    claimed_by: str = ""
    claimed_at: Milliseconds | None = None
    ended_by: str = ""
    ended_at: Milliseconds | None = None
    outcome: CallEnd | None = None
    remark: str = ""
    overdue: bool = False


class DutyBoard(Message):
    at: Milliseconds
    calls: tuple[DutyCallView, ...]
    """Not closed, the most urgent first."""
    closed: tuple[DutyCallView, ...] = ()
    """The latest, at most 30."""
    staffed: bool = True
    complaints_open: int | None = None
    """For managers."""
    emergency: EmergencyView | None = None


class ComplaintView(Message):
    """Managers only."""

    case_number: str
    kind: ComplaintKind
    subject: ComplaintSubject
    department: str
    place: str
    language: str
    at: Milliseconds
    text: str = Field(default="", repr=False)
    contact: str = Field(default="", repr=False)
    forgotten: bool = False
    """Text and telephone number were deleted; their time was over."""
    closed_at: Milliseconds | None = None
    closed_by: str = ""
    remark: str = ""


class Complaints(Message):
    at: Milliseconds
    complaints: tuple[ComplaintView, ...]
    """Open ones first, then the latest closed ones; at most 200."""


class TerminalView(Message):
    """A kiosk of the hall, for who stands before another one that is out."""

    node: str
    names: Names
    """Where it stands."""
    zone: str = ""
    working: bool


class HallNoticeView(Message):
    """What a kiosk says when it can't go on: whom to ring up, when somebody is there, which terminal works."""

    at: Milliseconds
    phone: str = ""
    """Of the duty desk."""
    maintainer_phone: str = ""
    staffed: bool = True
    opens_at: Milliseconds | None = None
    """While nobody is on duty: from when on."""
    claim_s: int = 60
    """A call that nobody has claimed for so long is told to the caller."""
    terminals: tuple[TerminalView, ...] = ()
