"""Any order of taking, crashing, reporting, telling: at most one kiosk holds a title, and the department hears one truth."""

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.ids import new_id
from api.messages.item_words import DocumentOutcome
from hall_controller.domain.requests import Refused
from hall_controller.items import documents
from hall_controller.items.departments.contract import AskedPerson, Question, Settlement
from hall_controller.items.store import DOUBT_MS, OUT_MS, ItemsStore
from tests.support.departments import NAME, NUMBER, TODAY
from tests.support.item_hall import county
from tingtang.reference.department.server import DepartmentServer

ITEM, CALL, NODE = "title-print", "title", "kiosk-01"


class PrintOnce:
    """The journal and the reference department as `asking` and `settling` join them, cut off wherever a crash may cut."""

    def __init__(self, file: Path) -> None:
        self.store = ItemsStore(file)
        self.store.open()
        self.server = DepartmentServer(county(), lambda: TODAY)
        self.now = 1_795_000_000_000
        self.asked = [new_id(), new_id()]
        """Command ids of two terminals' visits."""
        self.given: list[str] = []
        """Tokens of content that reached a kiosk and isn't reported yet."""
        self.in_hand: set[str] = set()
        """Tokens whose paper came out, or may come."""
        self.heard: dict[str, DocumentOutcome] = {}

    def take(self, visit: int, cut: str = "") -> None:
        """`cut`: where the hall dies, or its answer is lost."""
        ident = self.asked[visit]
        try:
            with self.store.transaction() as connection:
                token = documents.begin(connection, ident, NODE, ITEM, CALL, "natural-resources", new_id(), self.now)
        except Refused:
            self.asked[visit] = new_id()
            return
        if cut == "before the department":
            return
        person = AskedPerson(name=NAME, document="111", number=NUMBER)
        question = Question(request=ident, item=ITEM, person=person, fields={"title": "r1"}, token=token)
        content = self.server.take(CALL, question)
        if cut == "after it":
            return
        with self.store.transaction() as connection:
            if content["refused"] is None:
                documents.taken(connection, token, content["sheets"], self.now)
            else:
                documents.refused(connection, token, self.now)
        if content["refused"] is None and not cut:
            self.in_hand.add(token)
            self.given.append(token)

    def report(self, outcome: DocumentOutcome) -> None:
        if not self.given:
            return
        token = self.given.pop(0)
        with self.store.transaction() as connection:
            counted = documents.report(connection, token, NODE, outcome, 1, self.now)
        if outcome is DocumentOutcome.NOT_PRINTED:
            self.in_hand.discard(token)
            self.given = [other for other in self.given if other != token]
        else:
            # What came out may not be forgotten by a wrong guess that came before.
            assert counted is not DocumentOutcome.NOT_PRINTED

    def tell(self, after_ms: int, cut: bool = False) -> None:
        """A round of settling; cut: the hall dies after the department heard it and before it is noted."""
        self.now += after_ms
        self.store.close()
        self.store.open()
        for owed in self.store.due(self.now).settlements:
            self.server.settle(owed.token, Settlement(outcome=owed.outcome, sheets=owed.sheets))
            assert self.heard.setdefault(owed.token, owed.outcome) is owed.outcome, "the department heard two truths"
            if not cut:
                with self.store.transaction() as connection:
                    documents.told(connection, owed.token)


STEPS: dict[str, Callable[[PrintOnce], None]] = {
    "take": lambda hall: hall.take(0),
    "take, answer lost": lambda hall: hall.take(0, "at the end"),
    "take, killed before": lambda hall: hall.take(0, "before the department"),
    "take, killed after": lambda hall: hall.take(0, "after it"),
    "another takes": lambda hall: hall.take(1),
    "another takes, killed after": lambda hall: hall.take(1, "after it"),
    "printed": lambda hall: hall.report(DocumentOutcome.PRINTED),
    "not printed": lambda hall: hall.report(DocumentOutcome.NOT_PRINTED),
    "nobody knows": lambda hall: hall.report(DocumentOutcome.UNKNOWN),
    "a second": lambda hall: hall.tell(1_000),
    "a minute": lambda hall: hall.tell(DOUBT_MS + 1),
    "a minute, killed": lambda hall: hall.tell(DOUBT_MS + 1, cut=True),
    "a day": lambda hall: hall.tell(OUT_MS + 1),
}
_files = itertools.count()


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from(sorted(STEPS)), min_size=3, max_size=25))
def test_whatever_happens(tmp_path: Path, steps: list[str]) -> None:
    _run(tmp_path / f"{next(_files)}.db", steps)


@pytest.mark.parametrize(
    "steps",
    [
        # The kiosk has the content, asks once more, and the hall dies over that: the first paper is still in its hands.
        ["take", "take, killed after", "a minute", "another takes"],
        ["take", "take, killed before", "a minute", "another takes"],
        ["take", "take, answer lost", "a day", "another takes"],
        ["take, killed after", "a minute, killed", "a minute", "take", "take", "printed", "another takes"],
    ],
)
def test_what_has_gone_wrong_before(tmp_path: Path, steps: list[str]) -> None:
    _run(tmp_path / "items.db", steps)


def _run(file: Path, steps: list[str]) -> None:
    hall = PrintOnce(file)
    try:
        for step in steps:
            STEPS[step](hall)
            assert len(hall.in_hand) <= 1, "two kiosks hold the same title"
        hall.tell(OUT_MS + 1)
        assert None not in hall.server.printed.values(), "the department never heard of one"
    finally:
        hall.store.close()
    content = file.read_bytes()
    assert NAME.encode() not in content
    assert NUMBER.encode() not in content
