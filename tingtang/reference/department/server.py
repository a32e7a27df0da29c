"""A department's own state and rules: questions answered, applications taken in once, documents given out once.

Nothing of it is kept beyond the process; whoever asks is invented.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from api.messages.item_words import DepartmentReason, DocumentOutcome
from api.messages.names import Names
from hall_controller.items.content.catalogue import Catalogue
from hall_controller.items.departments.contract import Answer, Case, Document, Question, Records, Settlement
from tingtang.reference.department.calls import CASES, AskedDocument, AskedItem, asked_of
from tingtang.reference.department.invented import Words, read_words, records
from tingtang.reference.department.papers import document_data

KEPT = 10_000
"""Requests, cases and documents each; the oldest go first."""
ADULT_YEARS = 18
WORKDAYS_A_WEEK = 5


@dataclass(slots=True)
class _Case:
    number: str
    person: str = field(repr=False)
    item: str
    applied_on: date
    request: str
    ready_on: date | None
    withdrawn: bool = False


@dataclass(slots=True)
class _Copy:
    """One document given out."""

    person: str = field(repr=False)
    item: str
    call: str
    blank: bool
    outcome: DocumentOutcome | None = None
    sheets: int = 0


class UnknownCall(Exception):
    """No item, or none of its steps, asks this."""


class DepartmentServer:
    """All departments of a catalogue in one."""

    def __init__(self, catalogue: Catalogue, today: Callable[[], date], words: Words | None = None) -> None:
        self._items = {item.id: asked_of(item) for item in catalogue.items.values()}
        self._issuers: dict[str, Names] = {department.id: department.names for department in catalogue.departments}
        self._today = today
        self._words = words if words is not None else read_words()
        self._answered: OrderedDict[str, tuple[str, dict[str, Any]]] = OrderedDict()
        self._cases: OrderedDict[str, _Case] = OrderedDict()
        self._copies: OrderedDict[str, _Copy] = OrderedDict()
        self._withdrawn: OrderedDict[str, None] = OrderedDict()
        self._numbers = 0

    @property
    def cases(self) -> tuple[str, ...]:
        """Of applications that stand."""
        return tuple(case.number for case in self._cases.values() if not case.withdrawn)

    @property
    def printed(self) -> Mapping[str, DocumentOutcome | None]:
        """By token; None: out, and nobody said yet how it ended."""
        return {token: copy.outcome for token, copy in self._copies.items()}

    def ask(self, call: str, question: Question) -> dict[str, Any]:
        """
        Raises:
            UnknownCall: nobody asks that.
        """
        asked = self._asked(question.item)
        if call not in asked.questions:
            raise UnknownCall
        return self._records(asked, call, question).model_dump(mode="json")

    def submit(self, question: Question) -> dict[str, Any]:
        """
        Raises:
            UnknownCall: nothing can be applied for.
        """
        asked = self._asked(question.item)
        if asked.days is None:
            raise UnknownCall
        days = asked.days
        return self._once(question.request, f"submit {question.item}", lambda: self._submit(days, question))

    def take(self, call: str, question: Question) -> dict[str, Any]:
        """
        Raises:
            UnknownCall: nothing of the kind is printed.
        """
        asked = self._asked(question.item)
        document = asked.documents.get(call)
        if document is None or question.token is None:
            raise UnknownCall
        if self._withheld(asked, call, question):
            return Document(refused=DepartmentReason.PRINTED_ALREADY).model_dump(mode="json")
        what = f"take {question.item} {call}"
        return self._once(question.request, what, lambda: self._take(asked, call, document, question))

    def settle(self, token: str, settlement: Settlement) -> dict[str, Any]:
        """Only the first report counts; a token that was never given out is as good as told."""
        copy = self._copies.get(token)
        if copy is not None and copy.outcome is None:
            copy.outcome, copy.sheets = settlement.outcome, settlement.sheets
        return {}

    def withdraw(self, request: str) -> dict[str, Any]:
        """Also before the application came, should it still be on its way."""
        self._withdrawn[request] = None
        _trim(self._withdrawn)
        for case in self._cases.values():
            if case.request == request:
                case.withdrawn = True
        return {}

    def _asked(self, item: str) -> AskedItem:
        asked = self._items.get(item)
        if asked is None:
            raise UnknownCall
        return asked

    def _once(self, request: str, what: str, work: Callable[[], Answer]) -> dict[str, Any]:
        """The same request, the same answer; another question under it is none."""
        known = self._answered.get(request)
        if known is not None:
            if known[0] != what:
                raise UnknownCall
            return known[1]
        answer = work().model_dump(mode="json")
        self._answered[request] = what, answer
        _trim(self._answered)
        return answer

    def _records(self, asked: AskedItem, call: str, question: Question) -> Records:
        if self._has_nothing(question):
            return Records()
        if call == CASES:
            return Records(records=self._own_cases(question))
        columns = asked.questions[call]
        return Records(
            records=records(
                self._words, question.item, call, columns.columns, single=columns.single, person=_number(question),
                name=_name(question), today=self._today(),
            )
        )  # fmt: skip

    def _has_nothing(self, question: Question) -> bool:
        """A child has no records of its own."""
        number = _number(question)
        if len(number) != len("110101199003070000") or not number[6:10].isdigit():
            return False
        return self._today().year - int(number[6:10]) < ADULT_YEARS

    def _own_cases(self, question: Question) -> tuple[dict[str, str], ...]:
        own = [case for case in self._cases.values() if case.person == _number(question) and not case.withdrawn]
        found = [
            {
                "id": case.number.lower().replace("-", "_"),
                "case": case.number,
                "item_name": self._items[case.item].item.names[_language(question)],
                "state": "已受理，正在办理" if case.ready_on else "已办结",
                "applied_on": case.applied_on.isoformat(),
            }
            for case in reversed(own)
        ]
        # Everybody has one from before: a first look isn't an empty page.
        old = self._today() - timedelta(days=90)
        past = {"id": "past", "case": _case_number(old, 1), "item_name": "居住证签注", "state": "已办结，证件已领取"}
        return (*found, {**past, "applied_on": old.isoformat()})

    def _submit(self, days: int, question: Question) -> Case:
        if question.request in self._withdrawn:
            return Case(refused=DepartmentReason.AT_WINDOW)
        person = _number(question)
        if person and any(
            case.person == person and case.item == question.item and case.ready_on is not None and not case.withdrawn
            for case in self._cases.values()
        ):
            return Case(refused=DepartmentReason.ALREADY_APPLIED)
        self._numbers += 1
        today = self._today()
        ready_on = working_days_later(today, days) if days else None
        case = _Case(_case_number(today, 1000 + self._numbers), person, question.item, today, question.request, ready_on)
        self._cases[case.number] = case
        _trim(self._cases)
        return Case(case=case.number, ready_on=ready_on.isoformat() if ready_on else "")

    def _withheld(self, asked: AskedItem, call: str, question: Question) -> bool:
        """A numbered certificate is given out once a day: again only when none of it came out of the printer."""
        if question.request in self._answered:
            return False
        return any(
            copy.blank and copy.outcome is not DocumentOutcome.NOT_PRINTED
            for copy in self._copies.values()
            if (copy.person, copy.item, copy.call) == (_number(question), asked.item.id, call)
        )

    def _take(self, asked: AskedItem, call: str, document: AskedDocument, question: Question) -> Document:
        rows: tuple[dict[str, str], ...] = ()
        if document.source is not None:
            found = self._records(asked, document.source, question).records
            if not found:
                return Document(refused=DepartmentReason.NOT_FOUND)
            chosen = [row for row in found if row["id"] in question.fields.values()]
            rows = tuple(chosen) or found
        self._numbers += 1
        serial = _case_number(self._today(), 5000 + self._numbers)
        token = question.token or ""
        self._copies[token] = _Copy(_number(question), asked.item.id, call, document.step.blank)
        _trim(self._copies)
        columns = asked.questions[document.source].columns if document.source is not None else ()
        data = document_data(
            document.step, columns, rows, single=document.source is None or asked.questions[document.source].single,
            issuer=self._issuers[asked.item.department], name=_name(question), number=_number(question), serial=serial,
            today=self._today(), language=_language(question),
        )  # fmt: skip
        step = document.step
        return Document(template=step.template, data=data, sheets=step.sheets, blank=step.blank)


def working_days_later(start: date, days: int) -> date:
    """Weekends left out; holidays are the department's business."""
    day = start
    while days:
        day += timedelta(days=1)
        if day.isoweekday() <= WORKDAYS_A_WEEK:
            days -= 1
    return day


def _case_number(day: date, number: int) -> str:
    return f"{day:%Y%m%d}-{number:05d}"


def _number(question: Question) -> str:
    return question.person.number if question.person else ""


def _name(question: Question) -> str:
    return question.person.name if question.person else ""


def _language(question: Question) -> str:
    return "en" if question.language == "en" else "zh-CN"


def _trim(kept: OrderedDict[str, Any]) -> None:
    while len(kept) > KEPT:
        kept.popitem(last=False)
