"""The example county's items and all of its departments behind ports in memory: the real catalogue, rules and reference server,
without the wires between them.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path

from api.ids import new_id
from api.messages.item_commands import AskDepartment, DepartmentCommand, ReportDocument, SubmitItem, TakeDocument
from api.messages.item_views import CaseView, DocumentContentView, ItemView, RecordsView
from api.messages.item_words import DepartmentReason, DocumentOutcome
from api.messages.words import RatingLevel, RatingOutcome, Refusal
from drivers.document_printer.template import Templates as DocumentTemplates
from drivers.receipt_printer.template import Templates as ReceiptTemplates
from hall_controller.domain.requests import Refused
from hall_controller.items.content.catalogue import Catalogue
from hall_controller.items.content.checks import checked_folder
from hall_controller.items.departments.base import wish_of
from hall_controller.items.departments.contract import Question, Settlement
from hall_controller.items.rules import keys_of, wanted_item
from kiosk.flow.documents.ports import Document, DocumentReadiness, DocumentReport
from kiosk.flow.failures import HallRefused, HallSilent
from kiosk.flow.items.ports import ItemCatalogue
from kiosk.flow.printing import PrinterReadiness, PrintOutcome, PrintReport
from tests.support.identity_ports import TODAY
from tingtang.reference.department.server import DepartmentServer

COUNTY = Path(__file__).parents[2] / "firmware_configs" / "items" / "example-county"
CHINA = timezone(timedelta(hours=8))
WORKING_HOUR = datetime(2026, 11, 20, 9, 41, tzinfo=CHINA)
"""A Friday, the day that identification's ports have."""

_read: list[Catalogue] = []


def county() -> Catalogue:
    """Read and checked once for all tests: it is frozen."""
    if not _read:
        _read.append(checked_folder(COUNTY))
    return _read[0]


@dataclass
class MemoryItems:
    """Implements ItemsPort. `answer`: `well`, `silent`, `refuse`, or a department's reason."""

    catalogue_of_hall: Catalogue = field(default_factory=county)
    answer: str = "well"
    reachable: bool = True
    at: datetime = WORKING_HOUR
    asked: list[DepartmentCommand] = field(default_factory=list)
    submissions: list[str] = field(default_factory=list)
    """Command ids of applications, repeats included."""
    reports: dict[str, ReportDocument] = field(default_factory=dict)
    ratings: list[tuple[str, str, RatingOutcome, RatingLevel | None]] = field(default_factory=list)
    away: frozenset[str] = frozenset()
    """Departments that don't answer."""
    lost_answers: int = 0
    """So many applications arrive, and their answers don't come back."""
    withdrawn: set[str] = field(default_factory=set)
    """Command ids of applications that the hall took back."""

    def __post_init__(self) -> None:
        self.departments = DepartmentServer(self.catalogue_of_hall, lambda: TODAY)

    def catalogue(self) -> ItemCatalogue:
        index = self.catalogue_of_hall.index({one.id: one.id not in self.away for one in self.catalogue_of_hall.departments})
        return ItemCatalogue(
            index.zones, {one.id: one for one in index.departments}, tuple(self.catalogue_of_hall.items.values())
        )

    def now(self) -> datetime:
        return self.at

    def new_id(self) -> str:
        return new_id()

    async def ask(self, question: AskDepartment) -> RecordsView:
        wish = await self._passed(new_id(), question)
        if isinstance(wish, DepartmentReason):
            return RecordsView(refused=wish)
        return RecordsView.model_validate(self.departments.ask(question.call, wish))

    async def submit(self, command_id: str, application: SubmitItem) -> CaseView:
        self.submissions.append(command_id)
        if command_id in self.withdrawn:
            raise HallRefused(Refusal.APPLICATION_WITHDRAWN.value)
        wish = await self._passed(command_id, application)
        if isinstance(wish, DepartmentReason):
            return CaseView(refused=wish)
        case = CaseView.model_validate(self.departments.submit(wish))
        if self.lost_answers:
            self.lost_answers -= 1
            raise HallSilent("submit-item")
        return case

    async def take_document(self, command_id: str, wish: TakeDocument) -> DocumentContentView:
        asked = await self._passed(command_id, wish)
        if isinstance(asked, DepartmentReason):
            return DocumentContentView(refused=asked)
        token = new_id()
        content = self.departments.take(wish.call, asked.model_copy(update={"token": token}))
        return DocumentContentView.model_validate({**content, "token": token})

    def report_document(self, token: str, outcome: DocumentOutcome, sheets: int) -> None:
        self.reports.setdefault(token, ReportDocument(token=token, outcome=outcome, sheets=sheets))
        self.departments.settle(token, Settlement(outcome=outcome, sheets=sheets))

    def rate(self, visit: str, item: str, outcome: RatingOutcome, level: RatingLevel | None) -> None:
        self.ratings.append((visit, item, outcome, level))

    async def _passed(self, request: str, command: DepartmentCommand) -> Question | DepartmentReason:
        """As the hall passes it on: by its own rules."""
        self.asked.append(command)
        await asyncio.sleep(0)
        if self.answer == "silent" or not self.reachable:
            raise HallSilent("item")
        try:
            item = wanted_item(self.catalogue_of_hall, command)
        except Refused as refused:
            raise HallRefused(refused.refusal.value) from None
        if self.answer == "refuse" or item.department in self.away:
            raise HallRefused("departmentAway")
        if self.answer != "well":
            return DepartmentReason(self.answer)
        wish = wish_of(request, command, keys_of(item))
        return Question(
            request=request,
            item=wish.item,
            person=wish.person,
            evidence=wish.evidence,
            fields=dict(wish.fields),
            language=wish.language,
        )


@dataclass
class CheckedReceipts:
    """A receipt printer that prints what its real templates take, and nothing else. Implements `PaperPrinter`."""

    ready: PrinterReadiness = field(default_factory=lambda: PrinterReadiness(True))
    outcomes: list[PrintReport] = field(default_factory=list)
    papers: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    """Id, template, fields."""

    def __post_init__(self) -> None:
        self._templates = ReceiptTemplates.load()

    def readiness(self) -> PrinterReadiness:
        return self.ready

    async def print_paper(self, print_id: str, template: str, fields: dict[str, str], language: str) -> PrintReport:
        self._templates.choose(template, language, fields)
        await asyncio.sleep(0)
        report = self.outcomes.pop(0) if self.outcomes else PrintReport(PrintOutcome.PRINTED)
        if report.outcome is PrintOutcome.PRINTED and print_id not in [paper[0] for paper in self.papers]:
            self.papers.append((print_id, template, dict(fields)))
        return report


@dataclass
class CheckedDocuments:
    """A document printer that prints what its real templates take. Implements DocumentsPort."""

    ready: bool = True
    reason: str = ""
    blanks: int | None = 100
    outcomes: list[DocumentReport] = field(default_factory=list)
    printed: dict[str, Document] = field(default_factory=dict)
    """By token."""
    lies_there: bool | None = None
    hold: asyncio.Event | None = None

    def __post_init__(self) -> None:
        self._templates = DocumentTemplates.load()

    def readiness(self) -> DocumentReadiness:
        return DocumentReadiness(self.ready, self.reason, self.blanks)

    async def print(self, document_id: str, document: Document) -> DocumentReport:
        self._templates.choose(document.template, document.language, document.data)
        await (self.hold.wait() if self.hold else asyncio.sleep(0))
        report = self.outcomes.pop(0) if self.outcomes else DocumentReport(PrintOutcome.PRINTED, document.sheets)
        if report.outcome is PrintOutcome.PRINTED:
            assert document_id not in self.printed, "a document came out twice"
            self.printed[document_id] = document
            if document.blank and self.blanks is not None:
                self.blanks -= report.sheets
        return report


def item_of(item_id: str) -> ItemView:
    return county().items[item_id]
