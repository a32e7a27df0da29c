"""The duty file's tables. No row names a citizen; what somebody wrote and their telephone number lie sealed in `complaint`."""

import sqlite3
from pathlib import Path

from hall_controller.side_file import open_side_file

SCHEMA_VERSION = 1
_SCHEMA = """
CREATE TABLE call (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, node TEXT NOT NULL, place TEXT NOT NULL, about TEXT NOT NULL,
    number TEXT NOT NULL, case_number TEXT NOT NULL, source TEXT NOT NULL, at INTEGER NOT NULL,
    claimed_by TEXT, claimed_at INTEGER, ended_by TEXT, ended_at INTEGER, outcome TEXT, remark TEXT NOT NULL DEFAULT '',
    CHECK ((ended_at IS NULL) = (outcome IS NULL))
) STRICT;
CREATE UNIQUE INDEX open_call_by_source ON call (source) WHERE ended_at IS NULL;
CREATE INDEX call_by_end ON call (ended_at);
CREATE TABLE joined (id TEXT PRIMARY KEY, call TEXT NOT NULL REFERENCES call (id) ON DELETE CASCADE) STRICT;
CREATE TABLE complaint (
    id TEXT PRIMARY KEY, case_number TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, subject TEXT NOT NULL,
    department TEXT NOT NULL, node TEXT NOT NULL, place TEXT NOT NULL, language TEXT NOT NULL, at INTEGER NOT NULL,
    nonce BLOB, sealed BLOB, closed_at INTEGER, closed_by TEXT NOT NULL DEFAULT '', remark TEXT NOT NULL DEFAULT '',
    CHECK ((nonce IS NULL) = (sealed IS NULL))
) STRICT;
CREATE INDEX complaint_by_end ON complaint (closed_at, at);
CREATE TABLE visit_rating (
    id TEXT PRIMARY KEY, at INTEGER NOT NULL, node TEXT NOT NULL, service TEXT NOT NULL,
    outcome TEXT NOT NULL, level TEXT, labels TEXT NOT NULL
) STRICT;
CREATE INDEX visit_rating_by_time ON visit_rating (at);
CREATE TABLE mark (name TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT;
"""


def open_duty_file(path: Path) -> sqlite3.Connection:
    """
    Raises:
        SideFileError: it was written by a newer version.
        sqlite3.Error, OSError: it can't be opened.
    """
    connection = open_side_file(path, _SCHEMA, SCHEMA_VERSION)
    connection.execute("PRAGMA foreign_keys = ON")
    return connection
