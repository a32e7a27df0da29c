import asyncio
import threading
from pathlib import Path

import pytest

from api.bus.database import open_database
from api.bus.journal import KEPT_MS, CommandJournal
from api.bus.outbox import OutboxEntry
from api.ids import new_id
from api.messages.completion import Completion
from api.messages.device_events import KeyPressed
from api.messages.words import CompletionCode, PadKey
from drivers.agent import store as agent_store
from drivers.agent.agent import keep_pruning
from drivers.agent.store import AgentStore, EventNotKept
from tests.support.agent_process import until

TOPIC = "hall/v1/s/n/callpad-1/evt/key-pressed"


def _entry() -> OutboxEntry:
    return OutboxEntry(new_id(), TOPIC, KeyPressed(window=3, key=PadKey.NEXT))


async def test_an_event_is_on_disk_when_keep_returns(tmp_path: Path) -> None:
    store = AgentStore(tmp_path, asyncio.get_running_loop())
    store.open()
    told = asyncio.Event()
    entry = _entry()
    await asyncio.to_thread(store.keep, entry, told.set)
    assert told.is_set()
    store.close()
    again = AgentStore(tmp_path, asyncio.get_running_loop())
    again.open()
    assert [kept.id for kept in again.outbox.pending()] == [entry.id]
    again.close()


async def test_a_disk_that_refuses_is_told_to_the_device(tmp_path: Path) -> None:
    store = AgentStore(tmp_path, asyncio.get_running_loop())
    store.open()
    store._connection.execute("PRAGMA query_only = ON")
    with pytest.raises(EventNotKept):
        await asyncio.to_thread(store.keep, _entry(), lambda: None)
    store._connection.execute("PRAGMA query_only = OFF")
    assert store.outbox.pending() == []
    store.close()


def test_after_the_loops_end_nothing_is_pretended(tmp_path: Path) -> None:
    loop = asyncio.new_event_loop()
    store = AgentStore(tmp_path, loop)
    store.open()
    loop.close()
    refused = list[Exception]()

    def press() -> None:
        try:
            store.keep(_entry(), lambda: None)
        except EventNotKept as error:
            refused.append(error)

    thread = threading.Thread(target=press)
    thread.start()
    thread.join(10)
    assert len(refused) == 1
    store.close()


async def test_the_outbox_of_a_hall_that_stays_away_has_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agent_store, "OUTBOX_LIMIT", 3)
    store = AgentStore(tmp_path, asyncio.get_running_loop())
    store.open()
    for _ in range(3):
        await asyncio.to_thread(store.keep, _entry(), lambda: None)
    with pytest.raises(EventNotKept) as caught:
        await asyncio.to_thread(store.keep, _entry(), lambda: None)
    assert caught.value.reason == "agent.outboxFull"
    assert store.outbox.count() == 3
    store.outbox.remove(store.outbox.pending()[0].id)
    await asyncio.to_thread(store.keep, _entry(), lambda: None)
    store.close()


async def test_what_the_device_will_tell_again_is_not_kept_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agent_store, "HAND_OVER_S", 0.05)
    store = AgentStore(tmp_path, asyncio.get_running_loop())
    store.open()
    refused: list[EventNotKept] = []

    def press() -> None:
        try:
            store.keep(_entry(), lambda: None)
        except EventNotKept as error:
            refused.append(error)

    thread = threading.Thread(target=press)
    thread.start()
    # The loop hangs: it is this very thread.
    thread.join(10)
    assert len(refused) == 1
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert store.outbox.count() == 0
    store.close()


async def test_an_event_stored_in_the_last_moment_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commit is under way when the device's patience ends: told again, the hall would hear of it twice."""
    monkeypatch.setattr(agent_store, "HAND_OVER_S", 0.05)
    store = AgentStore(tmp_path, asyncio.get_running_loop())
    store.open()
    add = store.outbox.add

    def add_slowly(entry: OutboxEntry) -> None:
        add(entry)
        assert not pressed.wait(0.3)

    monkeypatch.setattr(store.outbox, "add", add_slowly)
    pressed = threading.Event()

    def press() -> None:
        store.keep(_entry(), lambda: None)
        pressed.set()

    await asyncio.to_thread(press)
    assert store.outbox.count() == 1
    store.close()


async def test_a_disk_that_refuses_once_does_not_end_the_pruning(tmp_path: Path) -> None:
    now_ms = 1_000
    connection = open_database(tmp_path / "agent.sqlite")
    journal = CommandJournal(connection, lambda: now_ms)
    command_id = new_id()
    journal.begin(command_id, "print")
    journal.finish(command_id, Completion(id=command_id, code=CompletionCode.SUCCESS))
    now_ms += KEPT_MS + 1
    connection.execute("PRAGMA query_only = ON")
    pruning = asyncio.create_task(keep_pruning(journal, 0.001))
    await asyncio.sleep(0.01)
    connection.execute("PRAGMA query_only = OFF")
    await until(lambda: journal.find(command_id) is None, "pruned")
    pruning.cancel()
    await asyncio.gather(pruning, return_exceptions=True)
    connection.close()
