"""What the steps of items want shown, without words of the kiosk's own: names are the hall's and the departments'."""

from dataclasses import dataclass, field
from enum import StrEnum

from api.messages.item_views import ColumnView, FeeLineView, FieldView, ItemHoursView, ZoneView
from api.messages.item_words import ColumnKind, DepartmentReason, FieldKind, HandoverKind, PayWhere, PrintKind, ShowLayout
from api.messages.names import Names
from kiosk.flow.items.offers import ItemOffer


@dataclass(frozen=True, slots=True)
class Place:
    """Which item this is, and how far the citizen is in it."""

    names: Names
    at: int
    """Counts the present step, from 1."""
    of: int


@dataclass(frozen=True, slots=True)
class ZoneOffer:
    zone: ZoneView
    usable: int
    """Of its items, now."""


@dataclass(frozen=True, slots=True)
class ChooseZone:
    """Intents: CHOOSE (a zone's id), TURN_PAGE, BACK."""

    zones: tuple[ZoneOffer, ...]
    """This page's."""
    page: int
    pages: int
    reachable: bool
    search: bool = False
    """It can be found by its name instead. Intent: CHOOSE `search`."""


@dataclass(frozen=True, slots=True)
class ChooseItem:
    """Intents: CHOOSE (an item's id), TURN_PAGE, BACK."""

    zone: ZoneView
    items: tuple[ItemOffer, ...]
    """This page's."""
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class ItemAway:
    """Why an item can't be begun now, with what else there is. Intents: CHOOSE `window`, CONFIRM, BACK."""

    names: Names
    reason: str
    """Of `kiosk.flow.items.offers`."""
    hours: ItemHoursView | None
    opens: tuple[int, str] = (0, "")
    """In so many days, at this time of day."""


@dataclass(frozen=True, slots=True)
class ItemNotice:
    """Intents: YES (agreed, or read), NO, TURN_PAGE, BACK."""

    place: Place
    title: Names
    paragraphs: tuple[Names, ...]
    materials: tuple[Names, ...]
    """What to have at hand; with the first notice only."""
    agree: bool
    page: int = 0


@dataclass(frozen=True, slots=True)
class AskChoice:
    """One question with given answers. Intents: CHOOSE (a key), SKIP where it is optional, TURN_PAGE, BACK."""

    place: Place
    question: FieldView
    number: int
    """Of the form's questions, from 1."""
    count: int
    answer: str = field(default="", repr=False)
    page: int = 0


@dataclass(frozen=True, slots=True)
class AskingDepartment:
    """Busy."""

    place: Place
    title: Names


@dataclass(frozen=True, slots=True)
class Cell:
    names: Names
    kind: ColumnKind
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Card:
    key: str = field(repr=False)
    cells: tuple[Cell, ...]
    """The first one largest."""


@dataclass(frozen=True, slots=True)
class ChooseOne:
    """One of several records or options. Intents: CHOOSE (its place on the list, from 0), TURN_PAGE, BACK."""

    place: Place
    title: Names
    cards: tuple[Card, ...]
    page: int = 0


@dataclass(frozen=True, slots=True)
class ShowRecords:
    """Intents: CONFIRM, TURN_PAGE, BACK."""

    place: Place
    title: Names
    layout: ShowLayout
    columns: tuple[ColumnView, ...]
    records: tuple[tuple[str, ...], ...] = field(repr=False)
    """Values in the columns' order."""
    lines: tuple[Names, ...] = ()
    note: Names = field(default_factory=dict)
    page: int = 0


@dataclass(frozen=True, slots=True)
class NothingFound:
    """A question to a department had no answer. Intents: CONFIRM (go on, or home), CHOOSE `window`, BACK."""

    place: Place
    words: Names
    goes_on: bool


@dataclass(frozen=True, slots=True)
class ItemFee:
    """Intents: CONFIRM, BACK."""

    place: Place
    where: PayWhere
    lines: tuple[FeeLineView, ...]
    note: Names
    adds_up: bool = True
    """The lines have a sum; else they are a price list."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One line of what the citizen said."""

    key: str
    names: Names
    kind: FieldKind
    value: str = field(repr=False)
    value_names: Names = field(default_factory=dict, repr=False)
    """Of a chosen option or record."""


@dataclass(frozen=True, slots=True)
class ConfirmAnswers:
    """Look through it all. Intents: CONFIRM, NO (change something), TURN_PAGE, BACK."""

    place: Place
    answers: tuple[Answer, ...]
    statement: Names
    page: int = 0


@dataclass(frozen=True, slots=True)
class ChangeWhat:
    """Which answer is wrong? Intents: CHOOSE (a field's key), TURN_PAGE, BACK."""

    place: Place
    answers: tuple[Answer, ...]
    page: int = 0


class SlipOffer(StrEnum):
    NONE = "none"
    """The printer can't."""
    READY = "ready"
    GIVEN = "given"


@dataclass(frozen=True, slots=True)
class ItemLater:
    """No answer in time: later, or at a window. Intents: CONFIRM (try again), CHOOSE `window`, REPRINT (a slip), NO (leave)."""

    place: Place
    application: bool
    """It was an application, which may have arrived: trying again makes no second one."""
    slip: SlipOffer
    accepted: bool = False
    """The application itself was taken in before; what didn't come is its document."""


@dataclass(frozen=True, slots=True)
class DepartmentRefused:
    """Intents: CHOOSE `window`, CONFIRM (leave), BACK where something typed can be changed."""

    place: Place
    reason: DepartmentReason
    words: Names = field(repr=False)
    change: bool


@dataclass(frozen=True, slots=True)
class ItemRefused:
    """The hall itself says no. Intents: CHOOSE `window`, CONFIRM."""

    place: Place
    code: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """The department took the application in. Intents: CONFIRM."""

    place: Place
    case: str = field(repr=False)
    ready_on: str
    words_next: Names = field(repr=False)


@dataclass(frozen=True, slots=True)
class OfferPaper:
    """A paper on request. Intents: YES, NO."""

    place: Place
    what: PrintKind
    title: Names


@dataclass(frozen=True, slots=True)
class ItemPrinting:
    """Busy."""

    place: Place
    what: PrintKind
    title: Names
    sheets: int = 0


@dataclass(frozen=True, slots=True)
class ItemCameOut:
    """Only the citizen can tell. Intents: YES, NO."""

    place: Place
    what: PrintKind
    title: Names


@dataclass(frozen=True, slots=True)
class PaperTaken:
    """It lies there: take it. Intents: CONFIRM."""

    place: Place
    what: PrintKind
    title: Names
    sheets: int
    left_lying: bool = False
    """The printer still feels it in its slot."""


@dataclass(frozen=True, slots=True)
class PaperFailed:
    """Nothing came out, or nobody knows. Intents: CONFIRM (go on), REPRINT (again, where `again`), CHOOSE `window`."""

    place: Place
    what: PrintKind
    title: Names
    reason: str
    again: bool
    unknown: bool = False
    """Sheets of a document may have come out: staff look, it isn't printed again here."""
    case: str = field(default="", repr=False)
    """To be written down, when the paper would have carried it."""


@dataclass(frozen=True, slots=True)
class HandoverOffer:
    """On to a window. Intents: YES (take a number), NO (not now), BACK."""

    place: Place
    how: HandoverKind
    reason: Names


@dataclass(frozen=True, slots=True)
class ItemFinished:
    """Intents: CONFIRM."""

    names: Names
    text: Names
    rated: bool


ItemsView = (
    ChooseZone
    | ChooseItem
    | ItemAway
    | ItemNotice
    | AskChoice
    | AskingDepartment
    | ChooseOne
    | ShowRecords
    | NothingFound
    | ItemFee
    | ConfirmAnswers
    | ChangeWhat
    | ItemLater
    | DepartmentRefused
    | ItemRefused
    | Accepted
    | OfferPaper
    | ItemPrinting
    | ItemCameOut
    | PaperTaken
    | PaperFailed
    | HandoverOffer
    | ItemFinished
)
