"""The items file's tables: applications and documents under way. Nobody's name, number, case or form field stands in it.

Beside the hall's own file, whose writer allows no second one.
"""

import os
import sqlite3
from pathlib import Path

SCHEMA_VERSION = 1
_SCHEMA = """
CREATE TABLE application (
    id TEXT PRIMARY KEY, node TEXT NOT NULL, item TEXT NOT NULL, department TEXT NOT NULL,
    begun_at INTEGER NOT NULL, at INTEGER NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL
) STRICT;
CREATE INDEX application_by_state ON application (state, at);
CREATE TABLE document (
    token TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE, node TEXT NOT NULL, item TEXT NOT NULL, call TEXT NOT NULL,
    department TEXT NOT NULL, begun_at INTEGER NOT NULL, at INTEGER NOT NULL, state TEXT NOT NULL,
    outcome TEXT, sheets INTEGER NOT NULL, told INTEGER NOT NULL
) STRICT;
CREATE INDEX document_by_state ON document (told, state, at);
"""


class ItemsFileError(Exception):
    """The file can't be used; the text says why."""


def open_items_file(path: Path) -> sqlite3.Connection:
    """Open the file, make it if need be (readable by its owner only): every commit is on disk before it returns.

    For whichever one thread uses it. Transactions are begun by hand.

    Raises:
        ItemsFileError: it was written by a newer version.
        sqlite3.Error, OSError: it can't be opened.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=5.0)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        # What was deleted is overwritten, not just unlinked.
        connection.execute("PRAGMA secure_delete = ON")
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        if version > SCHEMA_VERSION:
            raise ItemsFileError(f"{path}: written by a newer version (schema {version}); update this one")
        if version == 0:
            connection.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;")
    except BaseException:
        connection.close()
        raise
    return connection
