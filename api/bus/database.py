"""The little database of a node: SQLite in WAL mode, every commit on disk, numbered schema.

Outbox and journal may share a file with their owner's own tables: their names are prefixed and their version number stands
in a table of theirs, so `PRAGMA user_version` stays the owner's.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

Connect = Callable[..., sqlite3.Connection]
"""`sqlite3.connect`, or what a simulation puts in its place."""

BUSY_TIMEOUT_MS = 5_000
"""Another process (a backup, a technician's tool) may hold the file this long."""

_MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """
        CREATE TABLE bus_outbox (
            position INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            topic TEXT NOT NULL,
            body TEXT NOT NULL,
            by TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            parked INTEGER NOT NULL DEFAULT 0 CHECK (parked IN (0, 1))
        ) STRICT
        """,
        """
        CREATE TABLE bus_journal (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            started_at INTEGER NOT NULL,
            completed_at INTEGER,
            code TEXT,
            error_code TEXT,
            detail TEXT NOT NULL DEFAULT '',
            CHECK ((completed_at IS NULL) = (code IS NULL))
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX bus_journal_by_completion ON bus_journal (completed_at)",
    ),
)
"""Statements of each schema version, in order; a released one is never edited."""


def open_database(path: Path, connect: Connect = sqlite3.connect) -> sqlite3.Connection:
    """Open (and create) the file with the bus tables ready, in autocommit mode. For use on one thread.

    Raises:
        sqlite3.Error: it can't be opened, or it isn't a database.
        RuntimeError: a newer version of the product wrote it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = connect(path, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        # FULL, not NORMAL: a power cut must not take back what a citizen was told.
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        prepare(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def prepare(connection: sqlite3.Connection) -> None:
    """Bring the bus tables of an open database to the present version; for owners who share their file.

    Raises:
        RuntimeError: a newer version of the product wrote it.
    """
    with transaction(connection):
        connection.execute("CREATE TABLE IF NOT EXISTS bus_schema (version INTEGER NOT NULL) STRICT")
        row = connection.execute("SELECT max(version) FROM bus_schema").fetchone()
        version: int = row[0] or 0
        if version > len(_MIGRATIONS):
            raise RuntimeError(f"bus tables have version {version}; this program knows {len(_MIGRATIONS)}")
        for number, statements in enumerate(_MIGRATIONS[version:], start=version + 1):
            for statement in statements:
                connection.execute(statement)
            connection.execute("INSERT INTO bus_schema (version) VALUES (?)", (number,))


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """One write transaction: committed at the end, rolled back by an exception. The connection must not be in one already.

    Raises:
        sqlite3.Error: the disk refuses; nothing was changed.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # A full disk makes SQLite roll back by itself; a second ROLLBACK would hide the first error.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
