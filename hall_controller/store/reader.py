"""Reading the ledger and the deliveries beside the writer, on a thread of its own."""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import orjson

from api.ports import LedgerEntry
from hall_controller.domain.deliveries import Delivery, DeliveryState
from hall_controller.domain.events import Event
from hall_controller.store.ledger import VERIFIED_AT_ONCE, Broken, Verification, decode_event
from hall_controller.store.schema import connect_reader
from hall_controller.store.tops import topped_between

Result = TypeVar("Result")

EVENTS_AT_ONCE = 1_000
"""Most ledger entries in one answer."""
VERIFY_PAUSE_S = 0.01
"""Between two steps of a verification, as long as a step takes: half of the processor stays with the hall."""

_EVENTS = "SELECT seq, record, hash FROM event WHERE seq > ? ORDER BY seq LIMIT ?"
_PENDING = """
SELECT id, event_seq, call_seq, device, command, body, created_at, state FROM delivery
WHERE state = 'pending' ORDER BY event_seq, id
"""

_PEOPLE = frozenset({"holder", "agent"})


class StoreReader:
    """Implements `api.ports.LedgerPort`. Reads go on while the disk refuses writes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="hall-reader")
        self._connection: sqlite3.Connection | None = None

    async def events(self, after: int, limit: int) -> list[LedgerEntry]:
        """Up to `limit` events with `seq > after`, in order; at most 1000."""
        return await self._in_thread(lambda connection: _entries(connection, after, limit))

    async def topped(self, first: int, end: int) -> list[Event]:
        """置顶 from the instant `first` to before `end`, UTC ms, in the order they happened."""
        return await self._in_thread(lambda connection: topped_between(connection, first, end))

    async def pending_deliveries(self) -> list[Delivery]:
        """What devices still owe, oldest first; read at start, later ones come with each commit."""
        return await self._in_thread(_pending)

    async def verify(self) -> Broken | None:
        """The first broken record of the ledger, if there is one. In steps, since a year's ledger takes minutes: other reads
        come in between, and no step holds back the checkpoints.
        """
        walk = Verification()
        broken = None
        while not walk.ended:
            broken = await self._in_thread(lambda connection: walk.go_on(connection, VERIFIED_AT_ONCE))
            await asyncio.sleep(VERIFY_PAUSE_S)
        return broken

    async def close(self) -> None:
        if self._connection is not None:
            await self._in_thread(lambda connection: connection.close())
            self._connection = None
        self._thread.shutdown()

    async def _in_thread(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._with_connection, work)

    def _with_connection(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        if self._connection is None:
            self._connection = connect_reader(self._path)
        return work(self._connection)


def _entries(connection: sqlite3.Connection, after: int, limit: int) -> list[LedgerEntry]:
    rows = connection.execute(_EVENTS, (after, min(limit, EVENTS_AT_ONCE))).fetchall()
    entries = []
    for seq, record, digest in rows:
        event = decode_event(record)
        body = without_people(event.body)
        entries.append(
            LedgerEntry(seq, event.at, event.kind.value, event.by, event.role, event.command, body, bytes(digest).hex())
        )
    return entries


def without_people(body: dict[str, Any]) -> dict[str, Any]:
    """A citizen's or agent's keyed hash is for the hall's guards: whoever reads the ledger doesn't see who came twice."""
    return {key: value for key, value in body.items() if key not in _PEOPLE}


def _pending(connection: sqlite3.Connection) -> list[Delivery]:
    return [
        Delivery(ident, event_seq, call_seq, device, command, orjson.loads(body), created_at, DeliveryState(state))
        for ident, event_seq, call_seq, device, command, body, created_at, state in connection.execute(_PENDING)
    ]
