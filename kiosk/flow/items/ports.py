"""How items reach the world. Protocols only; `kiosk.ports.items` holds the real one, over MQTT."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from api.messages.item_commands import AskDepartment, SubmitItem, TakeDocument
from api.messages.item_views import CaseView, DocumentContentView, ItemDepartmentView, ItemView, RecordsView, ZoneView
from api.messages.item_words import ColumnKind, DocumentOutcome
from api.messages.names import Names
from api.messages.words import RatingLevel, RatingOutcome
from kiosk.flow.printing import PrinterReadiness, PrintReport


@dataclass(frozen=True, slots=True)
class ItemCatalogue:
    """What the kiosk knows of the hall's items, also while the hall is away."""

    zones: tuple[ZoneView, ...] = ()
    departments: Mapping[str, ItemDepartmentView] = field(default_factory=dict)
    items: tuple[ItemView, ...] = ()
    """Of all zones, in the hall's order."""

    def item(self, item_id: str) -> ItemView | None:
        return next((item for item in self.items if item.id == item_id), None)

    def of_zone(self, zone: str) -> tuple[ItemView, ...]:
        """Common ones first, else in the hall's order."""
        return tuple(sorted((item for item in self.items if item.zone == zone), key=lambda item: not item.common))


class ItemsPort(Protocol):
    """The three questions raise HallSilent without an answer in time (10 s), HallRefused when the hall itself says no. What the
    department says no to is in the answer (`refused`).
    """

    @property
    def reachable(self) -> bool:
        """Does the hall answer, so that departments can be asked?"""
        ...

    def catalogue(self) -> ItemCatalogue:
        """The newest known; empty before the first answer."""
        ...

    def now(self) -> datetime:
        """The hall's local time."""
        ...

    def new_id(self) -> str: ...

    async def ask(self, question: AskDepartment) -> RecordsView: ...

    async def submit(self, command_id: str, application: SubmitItem) -> CaseView:
        """Under the same id it is the same application with the same case number."""
        ...

    async def take_document(self, command_id: str, wish: TakeDocument) -> DocumentContentView:
        """From here on the document counts as out; that it was taken is durable, so that it is reported even after a crash."""
        ...

    def report_document(self, token: str, outcome: DocumentOutcome, sheets: int) -> None:
        """Durable; only the first report of a token counts."""
        ...

    def rate(self, visit: str, item: str, outcome: RatingOutcome, level: RatingLevel | None) -> None:
        """What the citizen thinks of the kiosk's own service with this item. Durable."""
        ...


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One line of a slip: a value with its name."""

    names: Names
    kind: ColumnKind
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ItemPaper:
    """What a receipt or slip says, before it is words of one language."""

    template: str
    """Of the receipt printer."""
    item: Names
    title: Names = field(default_factory=dict)
    """Empty: the template's own."""
    department: Names = field(default_factory=dict)
    applicant: str = field(default="", repr=False)
    """Printed masked."""
    case: str = field(default="", repr=False)
    ready_on: str = ""
    """ISO 8601 day."""
    rows: tuple[PaperRow, ...] = field(default=(), repr=False)
    lines: tuple[Names, ...] = ()
    done: tuple[str, ...] = ()
    """What was done here, keys of texts (`items.done.<key>`)."""
    why: str = ""
    """Why it ends here, a key of texts (`items.slip.<key>`)."""


class ItemPapersPort(Protocol):
    """The receipt printer, as items use it."""

    def readiness(self) -> PrinterReadiness: ...

    async def print(self, paper_id: str, paper: ItemPaper, language: str) -> PrintReport:
        """Asked again under the same id it is the same print. Never raises for what a printer does."""
        ...
