"""A kiosk without self-service items: none is offered."""

from datetime import UTC, datetime

from api.ids import new_id
from api.messages.item_commands import AskDepartment, SubmitItem, TakeDocument
from api.messages.item_views import CaseView, DocumentContentView, RecordsView
from api.messages.item_words import DepartmentReason, DocumentOutcome
from api.messages.words import RatingLevel, RatingOutcome
from kiosk.flow.items.ports import ItemCatalogue, ItemPaper
from kiosk.flow.printing import PrinterReadiness, PrintOutcome, PrintReport


class NoItems:
    """Implements ItemsPort. Nothing can be asked for, and whoever asks all the same is sent to a window."""

    reachable = False

    def catalogue(self) -> ItemCatalogue:
        return ItemCatalogue()

    def now(self) -> datetime:
        return datetime.now(UTC)

    def new_id(self) -> str:
        return new_id()

    async def ask(self, question: AskDepartment) -> RecordsView:
        return RecordsView(refused=DepartmentReason.AT_WINDOW)

    async def submit(self, command_id: str, application: SubmitItem) -> CaseView:
        return CaseView(refused=DepartmentReason.AT_WINDOW)

    async def take_document(self, command_id: str, wish: TakeDocument) -> DocumentContentView:
        return DocumentContentView(refused=DepartmentReason.AT_WINDOW)

    def report_document(self, token: str, outcome: DocumentOutcome, sheets: int) -> None:
        """No document ever came from here."""

    def rate(self, visit: str, item: str, outcome: RatingOutcome, level: RatingLevel | None) -> None:
        """Nothing was done that could be rated."""


class NoItemPapers:
    """Implements ItemPapersPort without a printer."""

    def readiness(self) -> PrinterReadiness:
        return PrinterReadiness(False, "silent")

    async def print(self, paper_id: str, paper: ItemPaper, language: str) -> PrintReport:
        return PrintReport(PrintOutcome.NOT_PRINTED, "silent")
