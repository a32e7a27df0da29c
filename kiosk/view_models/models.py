"""What screens show: frozen values with finished texts. Equal models need no new picture."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kiosk.flow.mode import Mode
from kiosk.view_models.form_models import FactsModel, FormModel
from kiosk.view_models.guide_models import MapModel
from kiosk.view_models.identity_models import CardModel, FaceModel, HubModel, IdentityScreenModel, NoticeModel, ScanModel
from kiosk.view_models.modes_models import ModesModel
from kiosk.view_models.parts import Button, Fact, Tone
from kiosk.view_models.technician_models import GridModel
from kiosk.view_models.typing_models import TypingModel, buttons_of_typing


@dataclass(frozen=True, slots=True)
class Header:
    hall: str
    date: str
    time: str


@dataclass(frozen=True, slots=True)
class Footer:
    """The same six places on every screen."""

    back: Button
    home: Button
    help: Button
    large: Button
    modes: Button
    language: Button

    @property
    def places(self) -> tuple[Button, ...]:
        """From left to right."""
        return self.back, self.home, self.help, self.large, self.modes, self.language


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One queue on the home screen."""

    prefix: str
    name: str
    waiting: str
    detail: str
    open: bool


@dataclass(frozen=True, slots=True)
class HomeModel:
    title: str
    subtitle: str
    tiles: tuple[Button, ...]
    """The first is what most people come for."""
    search: Button | None
    """Finds a service or an item by its name."""
    queues_title: str
    queues: tuple[QueueLine, ...]
    notice: str
    notice_tone: Tone


@dataclass(frozen=True, slots=True)
class PickModel:
    """Cards in pages."""

    title: str
    subtitle: str
    cards: tuple[Button, ...]
    previous: Button | None
    next: Button | None
    page: str
    empty: str
    """Shown instead of cards when there are none."""
    actions: tuple[Button, ...] = ()
    """Another way to choose, below the cards; the primary one first when there are two."""


@dataclass(frozen=True, slots=True)
class KeypadModel:
    """Typing a number."""

    title: str
    text: str
    typed: str = field(repr=False)
    empty: str
    """Stands where nothing is typed yet."""
    letters: tuple[Button, ...]
    digits: tuple[Button, ...]
    """Row by row, the last key takes one back."""
    buttons: tuple[Button, ...]
    problem: str = ""
    """What is wrong with what was typed."""
    eye: Button | None = None
    """Shows or hides what was typed."""


@dataclass(frozen=True, slots=True)
class TicketModel:
    """A number, large, and what goes with it."""

    tone: Tone
    icon: str
    title: str
    text: str
    number_label: str
    number: str
    facts: tuple[Fact, ...]
    buttons: tuple[Button, ...]
    """The primary one first; at most two."""
    qr: str = ""
    """Text of the code beside a number that isn't on paper; empty: none."""


@dataclass(frozen=True, slots=True)
class MessageModel:
    """One thing to know and at most three answers."""

    tone: Tone
    icon: str
    title: str
    text: str
    count: str
    """A large figure, such as the seconds left, or a number to be written down; often empty."""
    buttons: tuple[Button, ...]
    aloud: Mapping[str, str] = field(default_factory=dict)
    """Fields of this screen that are about the person, by name: what a loudspeaker says instead; empty: nothing."""


@dataclass(frozen=True, slots=True)
class RatingModel:
    title: str
    text: str
    levels: tuple[Button, ...]
    """Best first; `icon` names the face."""
    skip: Button


ScreenModel = (
    HomeModel
    | PickModel
    | KeypadModel
    | TicketModel
    | MessageModel
    | RatingModel
    | FormModel
    | FactsModel
    | ModesModel
    | MapModel
    | GridModel
    | TypingModel
    | IdentityScreenModel
)


@dataclass(frozen=True, slots=True)
class KioskModel:
    """The whole picture."""

    language: str
    mode: Mode
    header: Header
    footer: Footer
    screen: ScreenModel
    focus: str = ""
    """Name of the button that the tactile keypad has come to; empty: none."""


def buttons_of(model: KioskModel) -> tuple[Button, ...]:
    """Everything that can be touched, in reading order."""
    match model.screen:
        case HomeModel(tiles=tiles, search=search):
            own = ((search,) if search else ()) + tiles
        case PickModel(cards=cards, previous=previous, next=following, actions=actions):
            own = cards + tuple(button for button in (previous, following) if button) + actions
        case KeypadModel(letters=letters, digits=digits, buttons=buttons, eye=eye):
            own = ((eye,) if eye else ()) + letters + digits + buttons
        case MapModel(floors=floors):
            own = floors
        case ModesModel(switches=switches, done=done):
            own = (*switches, done)
        case GridModel(fields=fields, button=button):
            own = (*fields, button)
        case TypingModel() as typing:
            own = buttons_of_typing(typing)
        case RatingModel(levels=levels, skip=skip):
            own = (*levels, skip)
        case HubModel(ways=ways):
            own = ways
        case FormModel(options=options, previous=previous, next=following, buttons=buttons):
            own = options + tuple(button for button in (previous, following) if button) + buttons
        case FactsModel(previous=previous, next=following, buttons=buttons):
            own = tuple(button for button in (previous, following) if button) + buttons
        case NoticeModel(answers=answers, previous=previous, next=following):
            own = tuple(button for button in (previous, following) if button) + answers
        case (
            TicketModel(buttons=buttons)
            | MessageModel(buttons=buttons)
            | FaceModel(buttons=buttons)
            | ScanModel(buttons=buttons)
            | CardModel(buttons=buttons)
        ):
            own = buttons
    return own + model.footer.places
