"""The identity file's tables. Beside the hall's own file, whose writer allows no second one; nothing in it names a person.

Persons stand in it as keyed hashes, and only where somebody agreed to be known again or took that back.
"""

import sqlite3
from pathlib import Path

from hall_controller.side_file import open_side_file

SCHEMA_VERSION = 1
_SCHEMA = """
CREATE TABLE evidence (
    id TEXT PRIMARY KEY, at INTEGER NOT NULL, ended_at INTEGER NOT NULL, node TEXT NOT NULL,
    way TEXT NOT NULL, outcome TEXT NOT NULL, reason TEXT NOT NULL, source TEXT, assurance INTEGER NOT NULL,
    band TEXT, engine TEXT, models TEXT, cues TEXT NOT NULL, rung TEXT NOT NULL, tries INTEGER NOT NULL,
    service TEXT, business TEXT
) STRICT;
CREATE INDEX evidence_by_time ON evidence (at);
CREATE TABLE consent (
    id TEXT PRIMARY KEY, receipt TEXT NOT NULL UNIQUE, purpose TEXT NOT NULL, text_version TEXT NOT NULL,
    language TEXT NOT NULL, person TEXT, by_guardian INTEGER NOT NULL, node TEXT NOT NULL,
    given_at INTEGER NOT NULL, at INTEGER NOT NULL, withdrawn_at INTEGER
) STRICT;
CREATE INDEX consent_by_person ON consent (person) WHERE person IS NOT NULL;
CREATE INDEX consent_by_time ON consent (at);
CREATE TABLE withdrawal (id TEXT PRIMARY KEY, at INTEGER NOT NULL, withdrawn INTEGER NOT NULL) STRICT;
CREATE TABLE forget (person TEXT PRIMARY KEY, at INTEGER NOT NULL UNIQUE) STRICT;
CREATE TABLE redeemed (
    code TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE, node TEXT NOT NULL, expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX redeemed_by_time ON redeemed (expires_at);
CREATE TABLE mark (name TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT;
CREATE TABLE counted (day TEXT NOT NULL, what TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (day, what)) STRICT;
CREATE TABLE kept_people (node TEXT PRIMARY KEY, people INTEGER NOT NULL, at INTEGER NOT NULL) STRICT;
"""


def open_identity_file(path: Path) -> sqlite3.Connection:
    """The file made or opened, with its schema applied.

    Raises:
        SideFileError: it was written by a newer version.
        sqlite3.Error, OSError: it can't be used.
    """
    return open_side_file(path, _SCHEMA, SCHEMA_VERSION)


def read_identity_file(path: Path) -> sqlite3.Connection:
    """A connection that can't write, for reports.

    Raises:
        sqlite3.Error: there is no such file, or it can't be read.
    """
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None, check_same_thread=False)
