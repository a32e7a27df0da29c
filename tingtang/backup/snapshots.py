"""Copies of living databases at one moment, while their writers go on.

All are held at their moment first, the hall's own last: so the ledger knows everything that the files beside it refer to, and a
mark of how far one of them has read it is never ahead of it. Each copy is a file without a name: nothing readable is left behind
whatever happens to this process.
"""

import os
import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from hall_controller.store.schema import connect_reader
from tingtang.backup.problems import BackupProblem
from tingtang.backup.roots import Found

_FORMAT_BYTES_AT = 18
_ROLLBACK = b"\x01\x01"
"""Of the database header (sqlite.org/fileformat2.html, 1.3): written and read with a rollback journal. The copy has no
write-ahead log to look for, and no name to look beside."""


@dataclass(frozen=True, slots=True)
class Copy:
    """One database, whole."""

    found: Found
    connection: sqlite3.Connection
    """Reads it."""
    file: IO[bytes]
    """At its beginning."""
    size: int


@dataclass(frozen=True, slots=True)
class Held:
    """A database at its moment."""

    found: Found
    connection: sqlite3.Connection

    @property
    def size(self) -> int:
        """Bytes of its pages."""
        pages, page = (self.connection.execute(f"PRAGMA {what}").fetchone()[0] for what in ("page_count", "page_size"))
        return int(pages) * int(page)


@contextmanager
def held(databases: Sequence[Found]) -> Iterator[list[Held]]:
    """All of them, in this order, at moments a few milliseconds apart; let go at the end.

    Raises:
        sqlite3.Error: one can't be read.
    """
    with ExitStack() as closings:
        found: list[Held] = []
        for database in databases:
            connection = closings.enter_context(closing(connect_reader(database.path)))
            connection.execute("BEGIN")
            # The moment is the first read's, not the transaction's.
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            found.append(Held(database, connection))
        yield found


@contextmanager
def copied(source: Held, folder: Path) -> Iterator[Copy]:
    """A copy on this folder's disk; gone at the end.

    Raises:
        sqlite3.Error, OSError: the disk is full, or the source can't be read.
        BackupProblem: the copy isn't whole.
    """
    path = folder / f".snapshot-{secrets.token_hex(8)}"
    with ExitStack() as closings:
        file = closings.enter_context(os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600), "r+b"))
        try:
            target = closings.enter_context(closing(sqlite3.connect(path, isolation_level=None)))
            reader = closings.enter_context(closing(sqlite3.connect(path, isolation_level=None)))
            for connection in (target, reader):
                # The file is opened by the first read, and only now has it a name.
                connection.execute("PRAGMA user_version").fetchone()
        finally:
            path.unlink()
        target.execute("PRAGMA journal_mode = OFF")
        target.execute("PRAGMA synchronous = OFF")
        source.connection.backup(target)
        os.pwrite(file.fileno(), _ROLLBACK, _FORMAT_BYTES_AT)
        reader.execute("PRAGMA query_only = ON")
        problem = reader.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if problem != "ok":
            raise BackupProblem(f"{source.found.path}: is damaged ({problem}); the backup before is the one to use")
        yield Copy(source.found, reader, file, file.seek(0, os.SEEK_END))


def rows_of(connection: sqlite3.Connection) -> dict[str, int]:
    """Rows of each table."""
    names = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
    tables = [name for (name,) in names]
    # Names of tables in our own files.
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}  # noqa: S608
