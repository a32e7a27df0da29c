"""A SQLite file beside the hall's own, whose writer allows no second one."""

import os
import sqlite3
from pathlib import Path


class SideFileError(Exception):
    """The file can't be used; the text says why."""


def open_side_file(path: Path, schema: str, version: int) -> sqlite3.Connection:
    """Open the file, make it if need be (readable by its owner only): every commit is on disk before it returns.

    For whichever one thread uses it. Transactions are begun by hand.

    Raises:
        SideFileError: it was written by a newer version.
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
        found = int(connection.execute("PRAGMA user_version").fetchone()[0])
        if found > version:
            raise SideFileError(f"{path}: written by a newer version (schema {found}); update this one")
        if found == 0:
            connection.executescript(f"BEGIN IMMEDIATE; {schema} PRAGMA user_version = {version}; COMMIT;")
    except BaseException:
        connection.close()
        raise
    return connection
