"""What a catalogue's items ask of their departments: which columns a question's records have, what stands on a document. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from api.messages.item_views import ChooseStep, ColumnView, FeeStep, ItemView, PrintStep, QueryStep, ShowStep, SubmitStep
from api.messages.item_words import ColumnKind, ShowLayout

CASES = "cases"
"""The question for one's own applications: answered from what was applied for, in every item that asks it."""
FEE_COLUMNS = (
    ColumnView(key="title", names={"zh-CN": "项目", "en": "Item"}),
    ColumnView(key="amount", names={"zh-CN": "金额", "en": "Amount"}, kind=ColumnKind.MONEY),
)
"""Of amounts that the department says (`FeeStep`)."""


@dataclass(frozen=True, slots=True)
class AskedRecords:
    columns: tuple[ColumnView, ...]
    single: bool
    """One record, its facts shown below each other."""


@dataclass(frozen=True, slots=True)
class AskedDocument:
    step: PrintStep
    source: str | None
    """The question whose records stand on it: the last one before it."""


@dataclass(frozen=True, slots=True)
class AskedItem:
    item: ItemView
    questions: Mapping[str, AskedRecords]
    documents: Mapping[str, AskedDocument]
    days: int | None
    """Working days of an application; None: there is none."""


def asked_of(item: ItemView) -> AskedItem:
    questions: dict[str, AskedRecords] = {}
    documents: dict[str, AskedDocument] = {}
    last: str | None = None
    for step in item.steps:
        if isinstance(step, QueryStep):
            questions[step.call] = AskedRecords(_columns(item, step.call), _single(item, step.call))
            last = step.call
        elif isinstance(step, PrintStep) and step.call is not None:
            documents[step.call] = AskedDocument(step, last)
    days = next((step.days for step in item.steps if isinstance(step, SubmitStep)), None)
    return AskedItem(item, questions, documents, days)


def _columns(item: ItemView, call: str) -> tuple[ColumnView, ...]:
    """Of all steps that show it, each once."""
    found: dict[str, ColumnView] = {}
    for step in item.steps:
        if isinstance(step, FeeStep) and step.source == call:
            found |= {column.key: column for column in FEE_COLUMNS}
        elif isinstance(step, ChooseStep | ShowStep | PrintStep) and step.source == call:
            found |= {column.key: column for column in step.columns}
    return tuple(found.values())


def _single(item: ItemView, call: str) -> bool:
    shows = [step for step in item.steps if isinstance(step, ShowStep) and step.source == call and step.chosen is None]
    chosen = any(isinstance(step, ChooseStep) and step.source == call for step in item.steps)
    return bool(shows) and not chosen and all(step.layout is ShowLayout.FACTS for step in shows)
