"""What steps about numbers and bookings want shown."""

from dataclasses import dataclass, field
from enum import StrEnum

from api.messages.views import FollowView, Names, ServiceView, SlotView
from kiosk.flow.issued import IssuedTicket
from kiosk.flow.numbers.actions import Action


class Way(StrEnum):
    """How one finds one's own."""

    TYPE = "type"
    SCAN = "scan"
    IDENTIFY = "identify"
    BOOK = "book"
    CHECK_IN = "check-in"


@dataclass(frozen=True, slots=True)
class NumberHub:
    """What would you like to do about your number or booking? Intent: CHOOSE a way."""

    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class EnterNumber:
    """Type the number on the paper."""

    typed: str = field(repr=False)
    letters: tuple[str, ...]
    """Letters that numbers of this hall begin with."""


@dataclass(frozen=True, slots=True)
class EnterCheckCode:
    """Type the check code on the paper of this number."""

    number: str = field(repr=False)
    typed: str = field(repr=False)
    problem: str = ""
    """The refusal's word after a code that wasn't right."""
    scan: bool = False
    """The paper's code can be held before the kiosk instead. Intent: CHOOSE `scan`."""


@dataclass(frozen=True, slots=True)
class AskingAboutNumber:
    """The hall is asked."""


@dataclass(frozen=True, slots=True)
class OwnNumbers:
    """What the person has; one of them is chosen by its id."""

    tickets: tuple[FollowView, ...] = field(repr=False)
    """This page's."""
    page: int = 0
    pages: int = 1
    bookable: bool = False
    """A booking could be made instead. Intent: CHOOSE `book`."""


@dataclass(frozen=True, slots=True)
class NumberStands:
    """How a number stands, and what can be done about it. Intents: CHOOSE an action or MORE; CONFIRM: that is all."""

    ticket: FollowView = field(repr=False)
    actions: tuple[Action, ...]
    more: bool = False
    """All actions below each other, instead of the likeliest."""


@dataclass(frozen=True, slots=True)
class ChooseMinutes:
    """延后: by how much?"""

    number: str
    minutes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SureToCancel:
    """Intents: YES, NO."""

    number: str
    booking: bool


@dataclass(frozen=True, slots=True)
class NumberChanged:
    """Done, and how it stands now."""

    action: Action
    ticket: FollowView = field(repr=False)
    minutes: int = 0
    """By how much it was postponed."""


@dataclass(frozen=True, slots=True)
class NumberRefused:
    """The hall said no; nothing changed. Intents: BACK."""

    code: str


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """The hall doesn't answer: again, later, or at the help desk. Intents: CONFIRM asks again, SKIP leaves."""

    act: bool
    """Something was to be changed, and may have been: the same tap again does it once."""
    slip: bool = False
    """Whoever leaves gets a slip that says what they wanted."""


@dataclass(frozen=True, slots=True)
class SlipPrinting:
    """A slip says what was wanted."""


@dataclass(frozen=True, slots=True)
class AskAtDesk:
    """Without being identified here: staff book, or find the booking."""


@dataclass(frozen=True, slots=True)
class BookableDepartment:
    key: str
    """Its zh-CN name, which stands for it."""
    names: Names
    services: int
    """So many of its services can be booked."""


@dataclass(frozen=True, slots=True)
class ChooseBookableDepartment:
    departments: tuple[BookableDepartment, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class ChooseBookableService:
    department: Names
    services: tuple[ServiceView, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class BookableDay:
    day: str
    """Local, ISO 8601."""
    free: int


@dataclass(frozen=True, slots=True)
class ChooseDay:
    service: Names
    days: tuple[BookableDay, ...]
    page: int
    pages: int
    moving: str = ""
    """The number of the booking that is put off."""


@dataclass(frozen=True, slots=True)
class ChooseTime:
    day: str
    slots: tuple[SlotView, ...]
    page: int
    pages: int
    moving: str = ""


@dataclass(frozen=True, slots=True)
class SureToBook:
    """Intents: CONFIRM, BACK."""

    service: Names
    day: str
    slot: str
    moving: str = ""


@dataclass(frozen=True, slots=True)
class BookingPrinting:
    ticket: IssuedTicket = field(repr=False)


@dataclass(frozen=True, slots=True)
class Booked:
    ticket: IssuedTicket = field(repr=False)
    moved: bool = False
    printed: bool = False
    """The paper is out; else number and check code are to be written down."""
    reason: str = ""
    """Why there is no paper."""


NumbersView = (
    NumberHub
    | EnterNumber
    | EnterCheckCode
    | AskingAboutNumber
    | OwnNumbers
    | NumberStands
    | ChooseMinutes
    | SureToCancel
    | NumberChanged
    | NumberRefused
    | NoAnswer
    | SlipPrinting
    | AskAtDesk
    | ChooseBookableDepartment
    | ChooseBookableService
    | ChooseDay
    | ChooseTime
    | SureToBook
    | BookingPrinting
    | Booked
)
