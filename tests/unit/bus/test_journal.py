"""The command journal on a real SQLite file."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from api.bus.database import open_database
from api.bus.journal import KEPT_MS, Begun, CommandJournal, Finished, Unfinished
from api.ids import new_id
from api.messages.completion import Completion
from api.messages.words import CompletionCode


@pytest.fixture
def database(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(open_database(tmp_path / "node.db")) as connection:
        yield connection


def test_begun_once_then_the_stored_answer(database: sqlite3.Connection) -> None:
    journal, command_id = CommandJournal(database), new_id()
    assert journal.begin(command_id, "print") == Begun()
    assert journal.begin(command_id, "print") == Unfinished()
    completion = Completion(id=command_id, code=CompletionCode.HARDWARE_ERROR, error_code="paper.out", detail="cut off")
    journal.finish(command_id, completion)
    assert journal.begin(command_id, "print") == Finished(completion)


def test_result_of_a_command_is_not_kept(database: sqlite3.Connection, tmp_path: Path) -> None:
    journal, command_id, secret = CommandJournal(database), new_id(), "150426199001011234"
    journal.begin(command_id, "print")
    journal.finish(command_id, Completion(id=command_id, code=CompletionCode.SUCCESS, result={"read": secret}))
    again = journal.begin(command_id, "print")
    assert isinstance(again, Finished)
    assert again.completion.result == {}
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert secret.encode() not in (tmp_path / "node.db").read_bytes()


def test_finish_needs_a_beginning_and_happens_once(database: sqlite3.Connection) -> None:
    journal, command_id = CommandJournal(database), new_id()
    completion = Completion(id=command_id, code=CompletionCode.SUCCESS)
    with pytest.raises(ValueError, match="isn't under way"):
        journal.finish(command_id, completion)
    journal.begin(command_id, "print")
    journal.finish(command_id, completion)
    with pytest.raises(ValueError, match="isn't under way"):
        journal.finish(command_id, completion.model_copy(update={"code": CompletionCode.TIME_OUT}))


def test_beginning_is_seen_by_another_connection_at_once(database: sqlite3.Connection, tmp_path: Path) -> None:
    command_id = new_id()
    CommandJournal(database).begin(command_id, "print")
    with closing(sqlite3.connect(tmp_path / "node.db")) as other:
        assert other.execute("SELECT id, code FROM bus_journal").fetchall() == [(command_id, None)]


def test_left_open_by_a_crash(database: sqlite3.Connection) -> None:
    now = 0
    journal = CommandJournal(database, lambda: now)
    ids = [new_id() for _ in range(3)]
    for now, command_id in enumerate(ids):  # noqa: B007 (the clock reads it)
        journal.begin(command_id, "print")
    journal.finish(ids[1], Completion(id=ids[1], code=CompletionCode.SUCCESS))
    assert journal.unfinished_at_start() == [ids[0], ids[2]]
    again = journal.begin(ids[0], "print")
    assert isinstance(again, Finished)
    assert (again.completion.code, again.completion.error_code) == (CompletionCode.OUTCOME_UNKNOWN, "outcomeUnknown")


def test_forgets_after_seven_days_but_never_what_is_open(database: sqlite3.Connection) -> None:
    now = 1_000
    journal = CommandJournal(database, lambda: now)
    done, open_ = new_id(), new_id()
    journal.begin(done, "print")
    journal.begin(open_, "print")
    journal.finish(done, Completion(id=done, code=CompletionCode.SUCCESS))
    now += KEPT_MS
    assert journal.prune() == 0
    now += 1
    assert journal.prune() == 1
    assert journal.begin(open_, "print") == Unfinished()
