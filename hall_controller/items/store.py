"""The items file: opened, changed whole or not at all, tidied."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from hall_controller.items import applications, documents
from hall_controller.items.schema import SCHEMA, SCHEMA_VERSION
from hall_controller.side_file import open_side_file

DOUBT_MS = 60_000
"""A kiosk gives up after 10 s; one that still repeats does so well within this."""
OUT_MS = int(timedelta(hours=24).total_seconds() * 1000)
"""A kiosk's outbox reports after the longest power cut of a working day."""
KEPT_MS = int(timedelta(days=180).total_seconds() * 1000)
"""As long as evidence of identification."""


@dataclass(frozen=True, slots=True)
class Due:
    """What departments must still hear."""

    withdrawals: list[applications.Withdrawal]
    settlements: list[documents.Owed]


class ItemsStore:
    """Blocking, for one thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None

    def open(self) -> None:
        """
        Raises:
            SideFileError: the file is of a newer version.
            sqlite3.Error, OSError: it can't be opened.
        """
        self._connection = open_side_file(self._path, SCHEMA, SCHEMA_VERSION)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All of it or nothing; on disk at the end.

        Raises:
            sqlite3.Error: nothing of it was stored.
        """
        connection = self._connection
        if connection is None:
            raise RuntimeError("the items file isn't open")
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise

    def due(self, now: int) -> Due:
        """What is overdue is settled first; what has had its time is deleted."""
        with self.transaction() as connection:
            documents.settle_abandoned(connection, now - DOUBT_MS, now - OUT_MS, now)
            applications.forget(connection, now - KEPT_MS)
            documents.forget(connection, now - KEPT_MS)
            return Due(applications.withdraw_doubtful(connection, now - DOUBT_MS, now), documents.owed(connection))
