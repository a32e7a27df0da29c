"""Self-service items as the hall serves them: the catalogue, questions to departments, applications, documents printed once.

Questions, applications and documents carry personal data: passed on to the department, answered, kept nowhere.
"""

from typing import Annotated

from pydantic import Field

from api.messages.base import Id, Message, Ulid
from api.messages.hall_command import HallCommand
from api.messages.identity_words import Assurance, IdentitySource, IdentityWay
from api.messages.item_views import CallId, Key
from api.messages.item_words import DocumentOutcome

FieldValue = Annotated[str, Field(max_length=200)]
FIELDS_MAX = 40
SHEETS_MAX = 50


class GivenPerson(Message):
    """Who stands at the kiosk, as far as they showed it."""

    name: str = Field(default="", max_length=60, repr=False)
    document: str = Field(max_length=8, repr=False)
    """Type's code (`api.identity.documents`)."""
    number: str = Field(max_length=30, repr=False)


class GivenEvidence(Message):
    """How sure the kiosk is of them."""

    ways: tuple[IdentityWay, ...] = Field(default=(), max_length=5)
    source: IdentitySource | None = None
    assurance: Assurance = Assurance.L0
    """Reached by all ways together."""


class Items(HallCommand):
    """The items' catalogue. Result without a zone: ItemIndexView; with one: ZoneItemsView."""

    zone: Id | None = None


class DepartmentCommand(HallCommand):
    """What goes to an item's department. Personal: passed on, never kept. Each refused by the hall with `identificationRequired`
    where the item asks for more evidence, `departmentAway` while the department doesn't answer.
    """

    item: Id
    person: GivenPerson | None = Field(default=None, repr=False)
    """None for items that ask nobody."""
    evidence: GivenEvidence = GivenEvidence()
    fields: dict[Key, FieldValue] = Field(default_factory=dict, max_length=FIELDS_MAX, repr=False)
    """All that was typed and chosen so far."""
    language: str = Field(default="zh-CN", max_length=10)


class AskDepartment(DepartmentCommand):
    """Look something up at an item's department. Result: RecordsView."""

    call: CallId


class SubmitItem(DepartmentCommand):
    """Apply for an item. Result: CaseView. The same command again (same id) is the same application with the same case number."""


class TakeDocument(DepartmentCommand):
    """The content of a document, to be printed once. Result: DocumentContentView. The same command again (same id) gets the same
    token and content until `report-document` came.
    """

    call: CallId


class ReportDocument(HallCommand):
    """How printing a taken document ended; the first report counts. Names nobody."""

    token: Ulid
    outcome: DocumentOutcome
    sheets: int = Field(default=0, ge=0, le=SHEETS_MAX)
    """That came out."""


ITEM_COMMANDS: dict[str, type[HallCommand]] = {
    "items": Items,
    "ask-department": AskDepartment,
    "submit-item": SubmitItem,
    "take-document": TakeDocument,
    "report-document": ReportDocument,
}
"""Answered beside the queue engine. Terminals give them over MQTT only."""
ITEM_REPORTS = frozenset({"report-document"})
"""What has happened already: waits in the terminal's outbox, and is taken however late it comes."""
PERSONAL_ITEM_COMMANDS = frozenset({"ask-department", "submit-item", "take-document"})
"""Neither the command nor its answer is kept anywhere by the bus or the broker."""
