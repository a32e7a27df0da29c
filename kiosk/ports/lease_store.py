"""What a kiosk keeps for the time it is cut off: leased numbers, the last catalogue, the hall's clock. In the kiosk's own file.

A number is counted as given in the transaction that stores its ticket, so it is given once whatever is cut off.
"""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass

from api.messages.views import BlockView
from kiosk.ports.store import KioskStore


@dataclass(frozen=True, slots=True)
class LeasedNumber:
    """One number of a range, given out."""

    block: str
    number: int
    label: str
    """As printed."""
    queue: str


@dataclass(frozen=True, slots=True)
class LeaseWish:
    """A range that was asked for and isn't there yet: asked again under the same id it is the same range."""

    command_id: str
    count: int


class LeaseStore:
    """Rows of the kiosk's store; `store` is open while this is used."""

    def __init__(self, store: KioskStore) -> None:
        self._store = store

    @property
    def _connection(self) -> sqlite3.Connection:
        return self._store.connection

    def wish(self, queue: str, day: str, count: int, new_id: Callable[[], str]) -> LeaseWish:
        """The wish that is still open for this queue and day, else a new one."""
        with self._store.transaction():
            self._connection.execute("DELETE FROM lease_wish WHERE day <> ?", (day,))
            self._connection.execute(
                "INSERT INTO lease_wish (queue, day, command_id, count) VALUES (?, ?, ?, ?) ON CONFLICT (queue) DO NOTHING",
                (queue, day, new_id(), count),
            )
        row = self._connection.execute("SELECT command_id, count FROM lease_wish WHERE queue = ?", (queue,)).fetchone()
        return LeaseWish(*row)

    def refused(self, queue: str) -> None:
        """The hall said no: the next wish is a new one."""
        self._connection.execute("DELETE FROM lease_wish WHERE queue = ?", (queue,))

    def add(self, block: BlockView) -> None:
        """The range is ours: durable before a number of it is shown."""
        with self._store.transaction():
            self._connection.execute(
                "INSERT INTO lease (id, queue, prefix, first, last, digits, day, next) VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
                "ON CONFLICT (id) DO NOTHING",
                (block.id, block.queue, block.prefix, block.first, block.last, block.digits, block.day, block.first),
            )
            self._connection.execute("DELETE FROM lease_wish WHERE queue = ?", (block.queue,))

    def left(self, day: str) -> dict[str, int]:
        """Numbers that can still be given out on that day, by queue."""
        rows = self._connection.execute(
            "SELECT queue, sum(last - next + 1) FROM lease WHERE day = ? AND returned = 0 GROUP BY queue", (day,)
        )
        return {queue: count for queue, count in rows if count}

    def give(self, queue: str, day: str) -> LeasedNumber | None:
        """The next number, now given; None when there is none. Part of the caller's transaction."""
        row = self._connection.execute(
            "SELECT id, prefix, digits, next FROM lease WHERE queue = ? AND day = ? AND returned = 0 AND next <= last "
            "ORDER BY first LIMIT 1",
            (queue, day),
        ).fetchone()
        if row is None:
            return None
        block, prefix, digits, number = row
        self._connection.execute("UPDATE lease SET next = next + 1 WHERE id = ?", (block,))
        return LeasedNumber(block, number, f"{prefix}{number:0{digits}d}", queue)

    def close(self, queue: str, day: str) -> list[str]:
        """Nothing more is given from the queue's ranges: their ids, once. Part of the caller's transaction."""
        rows = self._connection.execute(
            "UPDATE lease SET returned = 1 WHERE queue = ? AND day = ? AND returned = 0 RETURNING id", (queue, day)
        )
        return [row[0] for row in rows.fetchall()]

    def forget(self, before_day: str) -> None:
        """Ranges of days that are over: their numbers ended with the day."""
        self._connection.execute("DELETE FROM lease WHERE day < ?", (before_day,))

    def keep(self, name: str, text: str) -> None:
        self._connection.execute(
            "INSERT INTO kept (name, body) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET body = excluded.body", (name, text)
        )

    def kept(self, name: str) -> str | None:
        row = self._connection.execute("SELECT body FROM kept WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else None
