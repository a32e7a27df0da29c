"""The audit must find each sort of damage; an audit that always says well is worse than none."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.messages.hall_commands import Arrive, Finish, Next, OpenWindow, Take
from api.messages.words import HandOver
from hall_controller.store.audit import audit, main
from hall_controller.store.ledger import Broken, Verification, chain, verify
from tests.support.hall_config import small_hall, write_small_hall
from tests.support.hall_core import PLAIN_WINDOW, core_config
from tests.support.hall_store import StoreHall, store_hall

REPLACE = "UPDATE {0} SET {1} = CAST(replace(CAST({1} AS TEXT), '{2}', '{3}') AS BLOB) WHERE {4}"


def day(hall: StoreHall, window: int, service: str) -> None:
    hall.do(OpenWindow(window=window))
    for _ in range(3):
        hall.do(Take(service=service, hand_over=HandOver.SCREEN))
    hall.do(Next(window=window))
    hall.do(Arrive(window=window))
    hall.do(Finish(window=window))
    hall.do(Next(window=window))


@pytest.fixture
def database(path: Path) -> Iterator[sqlite3.Connection]:
    """A stopped hall's file, open for damage."""
    with store_hall(path) as hall:
        day(hall, PLAIN_WINDOW, "s-a")
    connection = sqlite3.connect(path, isolation_level=None)
    yield connection
    connection.close()


def problems(path: Path) -> str:
    return "\n".join(audit(path, core_config()))


def test_an_undamaged_hall(path: Path, database: sqlite3.Connection) -> None:
    assert audit(path, core_config()) == []
    assert verify(database) is None


@pytest.mark.parametrize("step", [1, 2, 1_000])
def test_a_verification_in_steps_finds_the_same(database: sqlite3.Connection, step: int) -> None:
    database.execute(REPLACE.format("event", "record", "s-a", "s-b", "seq = 4"))
    walk = Verification()
    found = []
    while not walk.ended:
        found.append(walk.go_on(database, step))
    assert found[-1] == verify(database) == Broken(4, "the hash doesn't fit the record and its predecessor")
    assert not any(found[:-1])


@pytest.mark.parametrize(
    ("damage", "found"),
    [
        (REPLACE.format("event", "record", "A002", "A009", "seq = 4"), "ledger record 4: the hash"),
        ("DELETE FROM event WHERE seq = 5", "ledger record 5: record 5 is missing"),
        ("UPDATE event SET hash = zeroblob(32) WHERE seq = 2", "ledger record 2: the hash"),
        ("UPDATE event SET at = at + 1 WHERE seq = 3", "ledger record 3: the columns"),
        ("UPDATE ticket SET state = 'waiting' WHERE label = 'A001'", "ticket ('"),
        ("DELETE FROM ticket WHERE label = 'A003'", "the table None"),
        ("DELETE FROM interval WHERE ordinal = 1", "intervals are numbered"),
        ("UPDATE interval SET ended_at = ended_at + 5 WHERE ordinal = 0", "the ones before end at"),
        ("UPDATE window SET ticket = NULL WHERE number = 2", "window (2,)"),
        ("UPDATE counter SET number = 9", "counter"),
        ("UPDATE hall SET day_closed = 1", "hall (1,)"),
        ("DELETE FROM command WHERE name = 'next'", "has no answer"),
        (REPLACE.format("command", "answer", "A001", "A002", "name = 'take'"), "was answered with A002"),
        ("DELETE FROM delivery WHERE device = 'agent/speaker-1'", "must reach"),
        ("UPDATE delivery SET state = 'failed' WHERE device = 'agent/led-2'", "failed without a record"),
    ],
)  # fmt: skip
def test_each_damage_is_found(path: Path, database: sqlite3.Connection, damage: str, found: str) -> None:
    assert database.execute(damage).rowcount > 0
    assert found in problems(path)


def rewrite(database: sqlite3.Connection, seq: int, old: bytes, new: bytes) -> None:
    """A forger who also mends the chain from there on."""
    rows = database.execute("SELECT seq, record, hash FROM event ORDER BY seq").fetchall()
    digest = bytes(32)
    for number, record, _ in rows:
        content = record.replace(old, new) if number == seq else record
        digest = chain(digest, content)
        database.execute("UPDATE event SET record = ?, hash = ? WHERE seq = ?", (content, digest, number))


def test_a_mended_chain_still_breaks_the_invariants(path: Path, database: sqlite3.Connection) -> None:
    rewrite(database, 4, b'"number":2', b'"number":1')
    assert verify(database) is None
    assert "A1 was issued after A1" in problems(path)


def test_a_queue_jumper_without_a_reason_is_found(path: Path, database: sqlite3.Connection) -> None:
    tickets = [row[0].encode() for row in database.execute("SELECT id FROM ticket ORDER BY number")]
    seq = database.execute("SELECT min(seq) FROM event WHERE kind = 'ticket-called'").fetchone()[0]
    rows = database.execute("SELECT seq FROM event WHERE seq >= ? ORDER BY seq", (seq,)).fetchall()
    for (number,) in rows:
        rewrite(database, number, tickets[0], tickets[2])
    assert "but A001 was next" in problems(path)


def test_the_command_line(tmp_path: Path) -> None:
    configuration = write_small_hall(tmp_path)
    path = tmp_path / "hall.db"
    with store_hall(path, small_hall(tmp_path)) as hall:
        day(hall, 2, "title-transfer")
    said: list[str] = []
    assert main([str(path), str(configuration)], said.append) == 0
    assert said == ["every invariant holds"]
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("UPDATE counter SET number = 9")
    connection.close()
    assert main([str(path), str(configuration)], said.append) == 1
    assert main([], said.append) == 2
