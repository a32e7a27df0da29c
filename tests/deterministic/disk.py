"""A process's disk: real SQLite files in memory-backed folders, with a kill before or after any statement that writes.

What a kill leaves is a copy of the files as they are at that instant, taken while the transaction is open: the next life recovers
from the write-ahead log as it would after a power cut.
"""

import shutil
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from tests.deterministic.party import Killed, Life

_READS = ("SELECT", "PRAGMA JOURNAL", "PRAGMA SYNCHRONOUS", "PRAGMA FOREIGN", "PRAGMA CACHE", "PRAGMA WAL", "PRAGMA BUSY")
_LEFT_BY_KILL = ("", "-wal")
"""Endings of the files that outlive a process; the `-shm` index is made anew from the log."""


class Disk:
    """Args: folder: its own. `on_kill` is called when the disk kills its process."""

    def __init__(self, folder: Path, on_kill: Callable[[str], None]) -> None:
        self._base = folder
        self._on_kill = on_kill
        self._generation = 0
        self._connections: list[WatchedConnection] = []
        self._life: Life | None = None
        self._countdown: int | None = None
        self.writes = 0
        """Statements and commits so far, in all lives."""
        self.full = False
        """Every write is refused."""
        self.folder.mkdir(parents=True)

    @property
    def folder(self) -> Path:
        """Where the present life finds its files."""
        return self._base / str(self._generation)

    def begin(self, life: Life) -> None:
        """A new life uses the disk."""
        self._life = life

    def kill_at(self, writes_from_now: int) -> None:
        """Kill the process at the n-th write point from now: before a statement, or after a commit."""
        self._countdown = writes_from_now

    def cancel_kill(self) -> None:
        self._countdown = None

    def connect(self, path: Path, **options: Any) -> sqlite3.Connection:
        """In place of `sqlite3.connect`."""
        connection: WatchedConnection = sqlite3.connect(path, factory=WatchedConnection, **options)
        connection.watch(self)
        self._connections.append(connection)
        return connection

    def leave(self) -> None:
        """The process is dead: keep what is durable, drop the rest."""
        self._countdown = None
        old = self.folder
        self._generation += 1
        shutil.copytree(old, self.folder, ignore=shutil.ignore_patterns("*-shm"))
        for connection in self._connections:
            connection.drop()
        self._connections.clear()
        shutil.rmtree(old)

    def point(self, statement: str) -> None:
        """A write point.

        Raises:
            Killed: the process is dead, or dies here.
            sqlite3.OperationalError: the disk is full.
        """
        assert self._life is not None
        self._life.require_alive()
        self.writes += 1
        if self._countdown is not None:
            self._countdown -= 1
            if self._countdown <= 0:
                self._countdown = None
                self._on_kill(statement)
                raise Killed(self._life.name)

    def require_room(self) -> None:
        """
        Raises:
            sqlite3.OperationalError: the disk is full.
        """
        if self.full:
            raise sqlite3.OperationalError("database or disk is full")


class WatchedConnection(sqlite3.Connection):
    """A connection whose writes pass by its disk."""

    _disk: Disk | None = None

    def watch(self, disk: Disk) -> None:
        self._disk = disk

    def drop(self) -> None:
        """Close without a commit."""
        self._disk = None
        super().close()

    @property
    def in_transaction(self) -> bool:
        if self._disk is None:
            raise Killed("its disk")
        return super().in_transaction

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        return self._pass(sql, lambda: super(WatchedConnection, self).execute(sql, parameters))

    def executemany(self, sql: str, parameters: Iterable[Any], /) -> sqlite3.Cursor:
        return self._pass(sql, lambda: super(WatchedConnection, self).executemany(sql, parameters))

    def executescript(self, script: str, /) -> sqlite3.Cursor:
        return self._pass(script, lambda: super(WatchedConnection, self).executescript(script))

    def close(self) -> None:
        if self._disk is not None:
            super().close()

    def _pass(self, sql: str, perform: Callable[[], sqlite3.Cursor]) -> sqlite3.Cursor:
        disk = self._disk
        if disk is None:
            raise Killed("its disk")
        statement = sql.lstrip()[:24].upper()
        if statement.startswith(_READS):
            return perform()
        disk.point(statement)
        if not statement.startswith(("BEGIN", "ROLLBACK")):
            disk.require_room()
        cursor = perform()
        if statement.startswith("COMMIT"):
            disk.point("AFTER COMMIT")
        return cursor
