"""The pinned days: the same commands write the same bytes, and the same bytes give the same hall and the same order of calls.

After a change that is meant to change them: `python -m tests.golden_journal`.
"""

from collections.abc import Iterator
from contextlib import closing
from itertools import zip_longest

import orjson
import pytest

from hall_controller.domain.decide import DECIDE
from hall_controller.domain.invariants import line_problems, window_problems
from hall_controller.domain.watching import Watch
from hall_controller.store.ledger import decode_event, encode_event
from tests.golden_journal.day import (
    COMMANDS,
    EXPECTED,
    JOURNAL,
    Given,
    PinnedHall,
    calls_of,
    carry_out,
    digest_of,
    expected_of,
    replayed,
)
from tests.support.hall_store import remembered


@pytest.fixture(scope="module")
def day() -> list[Given]:
    return [Given.of(line) for line in COMMANDS.read_bytes().splitlines()]


@pytest.fixture(scope="module")
def journal() -> list[bytes]:
    return JOURNAL.read_bytes().splitlines()


@pytest.fixture(scope="module")
def told(day: list[Given]) -> Iterator[tuple[PinnedHall, list[str | None]]]:
    hall, refusals = carry_out(day)
    with closing(hall):
        yield hall, refusals


def test_the_same_commands_write_the_same_bytes(
    day: list[Given], journal: list[bytes], told: tuple[PinnedHall, list[str | None]]
) -> None:
    hall, refusals = told
    for event, record in zip_longest(hall.events, journal):
        assert event is not None
        assert encode_event(event) == record
    assert refusals == [given.refusal for given in day]
    assert expected_of(hall) == orjson.loads(EXPECTED.read_bytes())


def test_the_same_bytes_give_the_same_hall_and_the_same_order(
    journal: list[bytes], told: tuple[PinnedHall, list[str | None]]
) -> None:
    watch = Watch()
    hall, tables = replayed(journal, watch)
    expected = orjson.loads(EXPECTED.read_bytes())
    events = [decode_event(record) for record in journal]
    assert [encode_event(event) for event in events] == journal
    assert digest_of(tables) == expected["state"]
    assert calls_of(events) == expected["calls"]
    assert remembered(hall) == remembered(told[0].hall) == remembered(told[0].loaded())
    # Each call in turn is decided once more by the rule, from the replayed state.
    assert watch.problems == []
    assert watch.number_problems(hall.rules) == []
    assert window_problems(hall) == line_problems(hall) == []


def test_every_operation_is_in_the_pinned_days(day: list[Given]) -> None:
    assert {type(given.command) for given in day if given.refusal is None} == DECIDE.keys()
    assert len({given.refusal for given in day}) > 15
