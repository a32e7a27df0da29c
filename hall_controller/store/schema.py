"""Opening the hall's database: durable settings and numbered migrations. The lock against a second controller is in `lock`."""

import sqlite3
from collections.abc import Callable
from importlib import resources
from pathlib import Path

MIGRATIONS = "migrations"

Connect = Callable[..., sqlite3.Connection]
"""`sqlite3.connect`, or what a simulation puts in its place."""

CHECKPOINT_PAGES = 4_000
"""16 MiB of write-ahead log between checkpoints: at the default 1000 pages a busy hall would copy every 50 ms."""

CACHE_KIB = 65_536
"""The busy pages of a whole day stay in memory; SQLite's 2 MiB would read them back from the system again and again."""


class NewerDatabase(Exception):
    """The file was written by a newer version of this software; the text says what to do."""


def connect(path: Path, make: Connect = sqlite3.connect) -> sqlite3.Connection:
    """A writing connection: WAL, every commit on disk before it returns. Transactions are begun by hand."""
    connection = make(path, isolation_level=None, cached_statements=256)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
    except BaseException:
        connection.close()
        raise
    return connection


def write_one_page(connection: sqlite3.Connection) -> None:
    """Whether the disk takes writes: a transaction that changes nothing and is written all the same.

    Raises:
        sqlite3.Error: it doesn't.
    """
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(f"PRAGMA user_version = {version}")
    connection.execute("COMMIT")


def connect_reader(path: Path) -> sqlite3.Connection:
    """A connection that can't write, for one thread at a time; sees what was committed before each statement."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None, check_same_thread=False)


def migrate(connection: sqlite3.Connection) -> int:
    """Bring the schema up to date, each step in one transaction. Returns the version.

    Raises:
        NewerDatabase: the file is ahead of this software.
    """
    scripts = _scripts()
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > len(scripts):
        raise NewerDatabase(
            f"the database has schema {version}, this version knows up to {len(scripts)}: install the newer version again"
        )
    for number, script in enumerate(scripts[version:], start=version + 1):
        connection.executescript(f"BEGIN IMMEDIATE;\n{script}\nPRAGMA user_version = {number};\nCOMMIT;")
    return len(scripts)


def _scripts() -> list[str]:
    folder = resources.files("hall_controller.store").joinpath(MIGRATIONS)
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    expected = list(range(1, len(names) + 1))
    if [int(name[:4]) for name in names] != expected:
        raise ValueError(f"migrations must be numbered without gaps: {names}")
    return [folder.joinpath(name).read_text(encoding="utf-8") for name in names]
