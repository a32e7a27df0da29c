"""The HTTP contract between a hall and a department's back end: paths, bodies, answers. Both ends' tests stand on it.

Every call is a POST of one JSON object, signed by the gateway's headers (`x-tif-…`), answered by 200 and one JSON object.
`request` makes it idempotent: the same one again gets the same answer and changes nothing. 4xx and 5xx: nothing was done, except
502 and 504, after which nobody knows and the hall asks again or withdraws.
"""

from typing import Annotated

from pydantic import Field

from api.messages.base import Id, Message, Ulid
from api.messages.identity_words import Assurance
from api.messages.item_views import Key
from api.messages.item_words import DepartmentReason, DocumentOutcome
from api.messages.names import Names

RECORDS_MAX = 60
ROW_MAX = 24
TEXT_MAX = 400
CONTENT_TEXT_MAX = 8_000
"""Of a document: a table is one text."""


def question_path(item: str, call: str) -> str:
    return f"/items/{item}/questions/{call}"


def application_path(item: str) -> str:
    return f"/items/{item}/applications"


def document_path(item: str, call: str) -> str:
    return f"/items/{item}/documents/{call}"


def settlement_path(token: str) -> str:
    return f"/documents/{token}/outcome"


def withdrawal_path(request: str) -> str:
    return f"/requests/{request}/withdrawal"


class AskedPerson(Message):
    name: str = Field(default="", max_length=60, repr=False)
    document: str = Field(max_length=8, repr=False)
    number: str = Field(max_length=30, repr=False)


class AskedEvidence(Message):
    ways: tuple[str, ...] = ()
    source: str | None = None
    assurance: Assurance = Assurance.L0


class Question(Message):
    """Body of questions, applications and documents."""

    request: Ulid
    item: Id
    person: AskedPerson | None = Field(default=None, repr=False)
    evidence: AskedEvidence = AskedEvidence()
    fields: dict[Key, str] = Field(default_factory=dict, max_length=40, repr=False)
    language: str = Field(default="zh-CN", max_length=10)
    token: Ulid | None = None
    """Of documents: under which its printing is reported."""


class Settlement(Message):
    """Body of a document's outcome."""

    outcome: DocumentOutcome
    sheets: int = Field(default=0, ge=0, le=50)


class Withdrawal(Message):
    """Body of a withdrawal: the path says which request."""


class Answer(Message):
    """Part of every answer."""

    refused: DepartmentReason | None = None
    words: Annotated[Names, Field(max_length=8, repr=False)] = Field(default_factory=dict)


Row = Annotated[dict[Key, Annotated[str, Field(max_length=TEXT_MAX)]], Field(max_length=ROW_MAX)]


class Records(Answer):
    records: tuple[Row, ...] = Field(default=(), max_length=RECORDS_MAX, repr=False)


class Case(Answer):
    case: str = Field(default="", max_length=40, repr=False)
    ready_on: str = Field(default="", pattern=r"^$|^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
    words_next: Names = Field(default_factory=dict, repr=False)


class Document(Answer):
    template: str = Field(default="", pattern=r"^$|^[a-z0-9-]{1,32}$")
    data: dict[Key, Annotated[str, Field(max_length=CONTENT_TEXT_MAX)]] = Field(default_factory=dict, max_length=40, repr=False)
    sheets: int = Field(default=0, ge=0, le=50)
    blank: bool = False
