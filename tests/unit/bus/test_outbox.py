"""The outbox on a real SQLite file, its sender against a bus that answers as told."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from api.bus.database import open_database, prepare, transaction
from api.bus.outbox import Outbox, OutboxEntry
from api.bus.outbox_sender import INTERNAL_ERRORS_UNTIL_PARKED, OUT_OF_TIME_UNTIL_BELIEVED, OutboxSender
from api.bus.port import Handler, NotAnswered, Received
from api.ids import new_id
from api.messages.base import Message
from api.messages.completion import Acknowledgement, Completion
from api.messages.device_events import KeyPressed
from api.messages.words import CompletionCode, Refusal

TOPIC = "hall/v1/150426-07/window-agent/callpad-1/evt/key-pressed"
Answer = Callable[[int], Completion]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(open_database(tmp_path / "agent" / "node.db")) as connection:
        yield connection


def key(window: int) -> OutboxEntry:
    return OutboxEntry(new_id(), TOPIC, KeyPressed(window=window, key="next"))  # type: ignore[arg-type]


class ScriptedBus:
    """A bus port whose far side answers by a script; keeps the order in which it was asked."""

    site, node, session, connected = "150426-07", "window-agent", "s", True

    def __init__(self, script: Callable[[str, int], Completion | None]) -> None:
        self.asked: list[str] = []
        self._script = script

    async def request(
        self,
        topic: str,
        body: Message,
        *,
        command_id: str,
        by: str = "",
        timeout_s: float = 10.0,
        resend_s: float = 1.5,
        on_acknowledged: Callable[[], None] | None = None,
    ) -> Completion:
        await asyncio.sleep(0)
        attempt = self.asked.count(command_id)
        self.asked.append(command_id)
        answer = self._script(command_id, attempt)
        if answer is None:
            raise NotAnswered(command_id)
        return answer

    def listen(self, pattern: str, handler: Handler) -> None: ...
    def on_connection(self, handler: Callable[[bool], None]) -> None: ...
    def set_state(self, device: str, name: str, body: Message) -> None: ...
    def emit(self, device: str, name: str, body: Message) -> None: ...
    def reply(self, to: Received, answer: Completion | Acknowledgement, *, passing: bool = False) -> None: ...
    async def start(self) -> None: ...
    async def stop(self) -> None: ...


def success(command_id: str) -> Completion:
    return Completion(id=command_id, code=CompletionCode.SUCCESS)


async def deliver(bus: ScriptedBus, outbox: Outbox, count: int) -> list[tuple[str, CompletionCode]]:
    """Run a sender until `count` entries are settled or parked."""
    settled: list[tuple[str, CompletionCode]] = []
    done = asyncio.Event()

    def note(entry: OutboxEntry, code: CompletionCode) -> None:
        settled.append((entry.id, code))
        if len(settled) == count:
            done.set()

    sender = OutboxSender(
        bus,
        outbox,
        lambda entry, completion: note(entry, completion.code),
        on_parked=lambda entry: note(entry, CompletionCode.INTERNAL_ERROR),
        jitter=lambda: 0.0,
    )
    sender.start()
    try:
        async with asyncio.timeout(30):
            await done.wait()
    finally:
        await sender.stop()
    return settled


def test_entry_lives_and_dies_with_its_owners_transaction(database: sqlite3.Connection) -> None:
    outbox = Outbox(database)

    def fail() -> None:
        with transaction(database):
            outbox.add(key(1))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert outbox.pending() == []
    entry = key(3)
    with transaction(database):
        outbox.add(entry)
    (kept,) = outbox.pending()
    assert (kept.id, kept.topic) == (entry.id, TOPIC)
    assert kept.body.model_dump() == {"window": 3, "key": "next", "digits": ""}


def test_same_id_is_kept_once(database: sqlite3.Connection) -> None:
    outbox, entry = Outbox(database), key(1)
    outbox.add(entry)
    outbox.add(entry)
    assert len(outbox.pending()) == 1


def test_survives_reopening_and_shares_a_file_with_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "shared.db"
    entry = key(1)
    with closing(sqlite3.connect(path, isolation_level=None)) as owner:
        owner.execute("CREATE TABLE own (x INTEGER)")
        owner.execute("PRAGMA user_version = 7")
        prepare(owner)
        Outbox(owner).add(entry)
    with closing(open_database(path)) as again:
        assert again.execute("PRAGMA user_version").fetchone() == (7,)
        assert again.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert again.execute("PRAGMA synchronous").fetchone() == (2,)
        assert [kept.id for kept in Outbox(again).pending()] == [entry.id]


def test_tables_of_a_newer_program_are_refused(tmp_path: Path) -> None:
    with closing(open_database(tmp_path / "node.db")) as database:
        database.execute("INSERT INTO bus_schema (version) VALUES (99)")
    with pytest.raises(RuntimeError, match="version 99"):
        open_database(tmp_path / "node.db")


async def test_told_in_order_each_until_it_is_answered(database: sqlite3.Connection) -> None:
    outbox = Outbox(database)
    entries = [key(window) for window in range(1, 151)]
    for entry in entries:
        outbox.add(entry)
    bus = ScriptedBus(lambda id_, attempt: None if attempt < 1 and id_ == entries[0].id else success(id_))
    settled = await deliver(bus, outbox, len(entries))
    assert [id_ for id_, _ in settled] == [entry.id for entry in entries]
    assert bus.asked == [entries[0].id, *(entry.id for entry in entries)]
    assert outbox.pending() == []


async def test_a_refusal_is_an_answer(database: sqlite3.Connection) -> None:
    outbox, entry = Outbox(database), key(1)
    outbox.add(entry)
    refused = Completion(id=entry.id, code=CompletionCode.COMMAND_ERROR_CODE, error_code=Refusal.NOBODY_WAITING.value)
    assert await deliver(ScriptedBus(lambda *_: refused), outbox, 1) == [(entry.id, CompletionCode.COMMAND_ERROR_CODE)]
    assert outbox.pending() == []


async def test_a_full_disk_at_the_hall_is_not_an_answer(database: sqlite3.Connection) -> None:
    outbox, entry = Outbox(database), key(1)
    outbox.add(entry)
    full = Completion(id=entry.id, code=CompletionCode.COMMAND_ERROR_CODE, error_code=Refusal.STORE_UNAVAILABLE.value)
    bus = ScriptedBus(lambda id_, attempt: full if attempt == 0 else success(id_))
    assert await deliver(bus, outbox, 1) == [(entry.id, CompletionCode.SUCCESS)]


async def test_what_breaks_the_receiver_is_parked_and_taken_up_at_the_next_start(
    database: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.bus.outbox_sender.RETRY_FIRST_S", 0.001)
    outbox, broken, well = Outbox(database), key(1), key(2)
    outbox.add(broken)
    outbox.add(well)
    error = Completion(id=broken.id, code=CompletionCode.INTERNAL_ERROR)
    bus = ScriptedBus(lambda id_, _: error if id_ == broken.id else success(id_))
    assert [id_ for id_, _ in await deliver(bus, outbox, 2)] == [broken.id, well.id]
    assert bus.asked.count(broken.id) == INTERNAL_ERRORS_UNTIL_PARKED
    assert outbox.pending() == []
    assert [entry.id for entry in outbox.parked()] == [broken.id]
    repaired = ScriptedBus(lambda id_, _: success(id_))
    assert await deliver(repaired, outbox, 1) == [(broken.id, CompletionCode.SUCCESS)]


async def test_a_failing_owner_rolls_back_and_nothing_is_lost(database: sqlite3.Connection) -> None:
    outbox, entry = Outbox(database), key(1)
    outbox.add(entry)
    database.execute("CREATE TABLE own (x INTEGER)")
    parked = asyncio.Event()

    def fail(_entry: OutboxEntry, _completion: Completion) -> None:
        database.execute("INSERT INTO own VALUES (1)")
        raise RuntimeError

    sender = OutboxSender(
        ScriptedBus(lambda id_, _: success(id_)), outbox, fail, on_parked=lambda _: parked.set(), jitter=lambda: 0.0
    )
    sender.start()
    await parked.wait()
    await sender.stop()
    assert database.execute("SELECT count(*) FROM own").fetchone() == (0,)
    assert outbox.get(entry.id) is not None


async def test_a_row_that_cannot_be_sent_is_parked_and_the_next_goes_on(database: sqlite3.Connection) -> None:
    outbox, too_long, well = Outbox(database), key(1), key(2)
    outbox.add(too_long)
    outbox.add(well)

    def script(id_: str, _: int) -> Completion:
        if id_ == too_long.id:
            raise ValueError("20000 bytes, at most 16384 are allowed")
        return success(id_)

    settled = await deliver(ScriptedBus(script), outbox, 2)
    assert [id_ for id_, _ in settled] == [too_long.id, well.id]
    assert [entry.id for entry in outbox.parked()] == [too_long.id]


async def test_a_full_disk_of_its_own_holds_the_entry_until_there_is_room(
    database: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.bus.outbox_sender.RETRY_FIRST_S", 0.001)
    outbox, entry = Outbox(database), key(1)
    outbox.add(entry)
    settled, parked = asyncio.Event(), []
    database.execute("CREATE TABLE own (x TEXT)")
    (pages,) = database.execute("PRAGMA page_count").fetchone()
    database.execute(f"PRAGMA max_page_count = {pages}")
    bus = ScriptedBus(lambda id_, _: success(id_))

    def store(_entry: OutboxEntry, _completion: Completion) -> None:
        if len(bus.asked) == 3:
            database.execute(f"PRAGMA max_page_count = {pages + 1_000}")
        database.execute("INSERT INTO own VALUES (?)", ("x" * 100_000,))
        settled.set()

    sender = OutboxSender(bus, outbox, store, on_parked=parked.append, jitter=lambda: 0.0)
    sender.start()
    async with asyncio.timeout(30):
        await settled.wait()
    await sender.stop()
    assert bus.asked == [entry.id] * 3
    assert (parked, outbox.pending(), outbox.parked()) == ([], [], [])


async def test_the_hall_says_out_of_time_to_an_old_copy_and_means_it_only_when_it_goes_on(
    database: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.bus.outbox_sender.RETRY_FIRST_S", 0.001)
    outbox, thawed, wrong_clock = Outbox(database), key(1), key(2)
    outbox.add(thawed)
    outbox.add(wrong_clock)

    def script(id_: str, attempt: int) -> Completion:
        late = id_ == wrong_clock.id or attempt == 0
        return Completion(id=id_, code=CompletionCode.TIME_OUT) if late else success(id_)

    bus = ScriptedBus(script)
    settled = await deliver(bus, outbox, 2)
    assert settled == [(thawed.id, CompletionCode.SUCCESS), (wrong_clock.id, CompletionCode.TIME_OUT)]
    assert bus.asked.count(wrong_clock.id) == OUT_OF_TIME_UNTIL_BELIEVED


async def test_woken_by_a_new_entry(database: sqlite3.Connection) -> None:
    outbox, entry = Outbox(database), key(1)
    settled = asyncio.Event()
    sender = OutboxSender(ScriptedBus(lambda id_, _: success(id_)), outbox, lambda *_: settled.set())
    sender.start()
    await asyncio.sleep(0)
    outbox.add(entry)
    sender.wake()
    async with asyncio.timeout(30):
        await settled.wait()
    await sender.stop()
    assert outbox.pending() == []
