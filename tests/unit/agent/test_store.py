import asyncio
import threading
from pathlib import Path

import pytest

from api.bus.outbox import OutboxEntry
from api.ids import new_id
from api.messages.device_events import KeyPressed
from api.messages.words import PadKey
from drivers.agent.store import AgentStore, EventNotKept

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
