"""What a step wants shown, without words: values that view models turn into texts and screens into pictures."""

from dataclasses import dataclass
from enum import StrEnum

from api.messages.views import ForecastView, Names, PackageView, ServiceView, TicketView
from api.messages.words import TicketClass
from kiosk.flow.duty.views import DutyView
from kiosk.flow.guide.views import GuideView
from kiosk.flow.identity.views import IdentityView
from kiosk.flow.items.views import ItemsView
from kiosk.flow.numbers.views import NumbersView
from kiosk.flow.ports import IssuedTicket
from kiosk.flow.technician.views import TechnicianView
from kiosk.flow.typing.views import TypingView
from kiosk.flow.zone.views import ZoneView


@dataclass(frozen=True, slots=True)
class Home:
    """Nobody is there, or somebody has just come."""


@dataclass(frozen=True, slots=True)
class Department:
    key: str
    names: Names
    services: int
    open: bool
    alone: bool = False
    """The kiosk could give numbers for some of them on its own."""


@dataclass(frozen=True, slots=True)
class ChooseDepartment:
    departments: tuple[Department, ...]
    """This page's."""
    page: int
    pages: int
    several: bool = False
    chosen: tuple[str, ...] = ()
    search: bool = False
    """It can be found by its name instead. Intent: CHOOSE `search`."""
    packages: int = 0
    """So many 一件事 packages are offered beside the departments. Intent: CHOOSE `packages`."""


@dataclass(frozen=True, slots=True)
class PackageChoice:
    """一件事: several services that are chosen as one."""

    package: PackageView
    services: tuple[Names, ...]
    open: bool
    """The hall gives numbers for all of them now."""
    alone: bool = False
    """The kiosk could give one number for all of them on its own."""


@dataclass(frozen=True, slots=True)
class ChoosePackage:
    packages: tuple[PackageChoice, ...]
    """This page's."""
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class ChooseClass:
    """优先取号: which of these are you?"""

    classes: tuple[TicketClass, ...]


@dataclass(frozen=True, slots=True)
class EnterBooking:
    """Type the number on your booking."""

    typed: str
    letters: tuple[str, ...]
    """Letters that numbers of this hall begin with."""
    scan: bool = False
    """The booking's code can be held before the kiosk instead. Intent: CHOOSE `scan`."""
    identify: bool = False
    """Who they are will do as well. Intent: CHOOSE `identify`."""


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """The booking's number is the one that will be called."""

    ticket: TicketView


@dataclass(frozen=True, slots=True)
class NotCheckedIn:
    code: str


@dataclass(frozen=True, slots=True)
class ServiceChoice:
    service: ServiceView
    waiting: int
    """People in its queue."""
    alone: bool = False
    """The kiosk could give a number for it on its own."""
    forecast: ForecastView | None = None
    """For a walk-in who takes a number now."""


@dataclass(frozen=True, slots=True)
class ChooseOneService:
    department: Names
    choices: tuple[ServiceChoice, ...]
    page: int
    pages: int
    several: bool = False
    """Several things are put on one number."""
    chosen: tuple[str, ...] = ()
    """Services so far, while there are several."""
    search: bool = False


@dataclass(frozen=True, slots=True)
class NoPaper:
    """Found before a number is taken: a number on the screen instead?"""

    reason: str


@dataclass(frozen=True, slots=True)
class AskingHall:
    pass


@dataclass(frozen=True, slots=True)
class Printing:
    ticket: IssuedTicket
    copy_number: int = 0


@dataclass(frozen=True, slots=True)
class DidItComeOut:
    """Only the citizen can tell whether the paper came out."""

    ticket: IssuedTicket


@dataclass(frozen=True, slots=True)
class PaperGiven:
    ticket: IssuedTicket
    copy_number: int = 0


class ReprintOffer(StrEnum):
    NONE = "none"
    """Used already, or the paper was never wanted."""
    WAITING = "waiting"
    """The printer isn't back yet."""
    READY = "ready"


@dataclass(frozen=True, slots=True)
class NumberOnScreen:
    """The number, large, to be written down or photographed."""

    ticket: IssuedTicket
    reason: str
    """Why there is no paper; empty when the screen was the citizen's choice."""
    reprint: ReprintOffer


@dataclass(frozen=True, slots=True)
class Refused:
    """No number. Intents: BACK to choose something else; CHOOSE `other`."""

    code: str
    other: str = ""
    """What can be done here instead: `book` a time, or see one's `own` numbers; empty: nothing."""


@dataclass(frozen=True, slots=True)
class HallUnreachable:
    pass


@dataclass(frozen=True, slots=True)
class RateKiosk:
    pass


@dataclass(frozen=True, slots=True)
class Finished:
    ticket: IssuedTicket | None
    rated: bool


@dataclass(frozen=True, slots=True)
class Failsafe:
    """Something broke; everything personal is gone already. A number given stays good."""

    number: str


View = (
    Home
    | ChooseDepartment
    | ChooseOneService
    | ChoosePackage
    | ChooseClass
    | EnterBooking
    | CheckedIn
    | NotCheckedIn
    | NoPaper
    | AskingHall
    | Printing
    | DidItComeOut
    | PaperGiven
    | NumberOnScreen
    | Refused
    | HallUnreachable
    | RateKiosk
    | Finished
    | Failsafe
    | IdentityView
    | ItemsView
    | NumbersView
    | TypingView
    | ZoneView
    | GuideView
    | TechnicianView
    | DutyView
)
