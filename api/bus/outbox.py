"""What a node must tell the hall, kept on its disk until the hall has stored it.

An entry is added in the transaction of the change it reports and removed only after the receiver's completion, so neither a
crash here nor one of the broker or the receiver loses it. Bodies must not hold personal data.
"""

import json
import sqlite3
from dataclasses import dataclass

from pydantic import ConfigDict

from api.bus.clock import Clock, system_clock
from api.messages.base import Message


class StoredBody(Message):
    """A body as it was stored: whatever fields it has."""

    model_config = ConfigDict(frozen=True, extra="allow")


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    id: str
    """ULID, the idempotency key under which it is told."""
    topic: str
    """A hall command (`ctl/hall/cmd/…`) or an own business event (`…/evt/…`)."""
    body: Message
    by: str = ""
    """Account or node that asks; empty: the node itself."""


class Outbox:
    """Rows in the caller's database (see `api.bus.database`); used on the thread that owns the connection."""

    def __init__(self, connection: sqlite3.Connection, clock: Clock = system_clock) -> None:
        self._connection = connection
        self._clock = clock

    @property
    def connection(self) -> sqlite3.Connection:
        return self._connection

    def add(self, entry: OutboxEntry) -> None:
        """Store one entry, inside the caller's transaction when one is open. The same id again changes nothing."""
        self._connection.execute(
            "INSERT INTO bus_outbox (id, topic, body, by, created_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
            (entry.id, entry.topic, entry.body.model_dump_json(), entry.by, self._clock()),
        )

    def pending(self, limit: int = 100) -> list[OutboxEntry]:
        """What is still to be told, in the order of `add`, without parked entries."""
        return self._select("WHERE parked = 0 ORDER BY position LIMIT ?", limit)

    def parked(self, limit: int = 100) -> list[OutboxEntry]:
        """What the receiver's software failed on again and again; kept for a person."""
        return self._select("WHERE parked = 1 ORDER BY position LIMIT ?", limit)

    def get(self, entry_id: str) -> OutboxEntry | None:
        """The entry if it is still to be told, parked or not."""
        found = self._select("WHERE id = ? LIMIT 1", entry_id)
        return found[0] if found else None

    def remove(self, entry_id: str) -> None:
        self._connection.execute("DELETE FROM bus_outbox WHERE id = ?", (entry_id,))

    def count(self) -> int:
        """Entries still to be told, parked or not."""
        return int(self._connection.execute("SELECT count(*) FROM bus_outbox").fetchone()[0])

    def park(self, entry_id: str) -> None:
        self._connection.execute("UPDATE bus_outbox SET parked = 1 WHERE id = ?", (entry_id,))

    def unpark(self) -> int:
        """Take all parked entries up again, as at each start; how many there were."""
        return self._connection.execute("UPDATE bus_outbox SET parked = 0 WHERE parked = 1").rowcount

    def _select(self, condition: str, *parameters: object) -> list[OutboxEntry]:
        rows = self._connection.execute(f"SELECT id, topic, body, by FROM bus_outbox {condition}", parameters)  # noqa: S608 (fixed texts)
        return [OutboxEntry(id_, topic, StoredBody.model_validate(json.loads(body)), by) for id_, topic, body, by in rows]
