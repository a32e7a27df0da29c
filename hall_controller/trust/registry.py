"""The authority's book: which codes are open, which certificates were signed, who is cut off.

It names units and no people; of a code it holds the hash. Blocking; threads and processes may share the file.
"""

import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from hall_controller.side_file import open_side_file

SCHEMA_VERSION = 1
_SCHEMA = """
CREATE TABLE node (
    name TEXT PRIMARY KEY,
    since INTEGER NOT NULL,
    cut_off_at INTEGER
) STRICT;
CREATE TABLE code (
    hash TEXT PRIMARY KEY,
    node TEXT NOT NULL REFERENCES node (name),
    expires_at INTEGER NOT NULL,
    wrong_tries INTEGER NOT NULL DEFAULT 0,
    used_by_key TEXT,
    serial TEXT
) STRICT;
CREATE UNIQUE INDEX code_by_node ON code (node);
CREATE TABLE certificate (
    serial TEXT PRIMARY KEY,
    node TEXT NOT NULL REFERENCES node (name),
    key_id TEXT NOT NULL,
    not_before INTEGER NOT NULL,
    not_after INTEGER NOT NULL,
    pem TEXT NOT NULL,
    revoked_at INTEGER
) STRICT;
CREATE INDEX certificate_by_node ON certificate (node);
CREATE TABLE revocation_list (
    number INTEGER PRIMARY KEY,
    date INTEGER NOT NULL,
    pem TEXT NOT NULL
) STRICT;
"""


@dataclass(frozen=True, slots=True)
class OpenCode:
    """A code as the book knows it."""

    node: str
    hash: str
    expires_at: datetime
    wrong_tries: int
    used_by_key: str | None
    """The key that it brought a certificate; None: not used yet."""
    serial: int | None


@dataclass(frozen=True, slots=True)
class Signed:
    """A certificate as the book knows it."""

    serial: int
    node: str
    key_id: str
    not_before: datetime
    not_after: datetime
    pem: str
    revoked_at: datetime | None = None

    def good(self, now: datetime) -> bool:
        return self.revoked_at is None and now <= self.not_after


@dataclass(frozen=True, slots=True)
class NodeEntry:
    name: str
    since: datetime
    cut_off_at: datetime | None


@dataclass(frozen=True, slots=True)
class RevocationList:
    """A list of revoked certificates that was made."""

    number: int
    date: datetime
    pem: str


class Registry:
    """Opened before use. Several changes in one `transaction` are on disk together or not at all."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.RLock()
        self._open: sqlite3.Connection | None = None

    def open(self) -> None:
        """
        Raises:
            SideFileError: the file is of a newer version.
            sqlite3.Error, OSError: it can't be opened.
        """
        self._open = open_side_file(self._path, _SCHEMA, SCHEMA_VERSION)

    def close(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None

    @property
    def _connection(self) -> sqlite3.Connection:
        if self._open is None:
            raise RuntimeError("the registry isn't open")
        return self._open

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Changes within it are committed at its end, and none of them when it ends by an exception."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def welcome(self, node: str, now: datetime) -> None:
        """The node belongs to the hall, again if it was cut off."""
        self._write(
            "INSERT INTO node (name, since) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET cut_off_at = NULL",
            (node, _stamp(now)),
        )

    def cut_off(self, node: str, now: datetime) -> None:
        self._write("UPDATE node SET cut_off_at = ? WHERE name = ?", (_stamp(now), node))
        self._write("UPDATE certificate SET revoked_at = ? WHERE node = ? AND revoked_at IS NULL", (_stamp(now), node))
        self._write("DELETE FROM code WHERE node = ?", (node,))

    def nodes(self) -> list[NodeEntry]:
        """By name."""
        rows = self._rows("SELECT name, since, cut_off_at FROM node ORDER BY name", ())
        return [NodeEntry(name, _instant(since), _instant(cut) if cut is not None else None) for name, since, cut in rows]

    def put_code(self, node: str, code_hash: str, expires_at: datetime) -> None:
        """It takes the place of the node's earlier one."""
        self._write("DELETE FROM code WHERE node = ?", (node,))
        self._write("INSERT INTO code (hash, node, expires_at) VALUES (?, ?, ?)", (code_hash, node, _stamp(expires_at)))

    def code_of(self, node: str) -> OpenCode | None:
        rows = self._rows("SELECT node, hash, expires_at, wrong_tries, used_by_key, serial FROM code WHERE node = ?", (node,))
        if not rows:
            return None
        name, code_hash, expires_at, tries, key, serial = rows[0]
        return OpenCode(name, code_hash, _instant(expires_at), tries, key, int(serial, 16) if serial else None)

    def count_wrong_try(self, node: str) -> None:
        self._write("UPDATE code SET wrong_tries = wrong_tries + 1 WHERE node = ?", (node,))

    def use_code(self, node: str, key_id: str, serial: int) -> None:
        self._write("UPDATE code SET used_by_key = ?, serial = ? WHERE node = ?", (key_id, _hex(serial), node))

    def put_certificate(self, signed: Signed) -> None:
        """
        Raises:
            sqlite3.IntegrityError: the serial number was given before, or nobody knows the node.
        """
        revoked_at = _stamp(signed.revoked_at) if signed.revoked_at else None
        self._write(
            "INSERT INTO certificate (serial, node, key_id, not_before, not_after, pem, revoked_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                _hex(signed.serial),
                signed.node,
                signed.key_id,
                _stamp(signed.not_before),
                _stamp(signed.not_after),
                signed.pem,
                revoked_at,
            ),
        )

    def certificates(self, node: str | None = None) -> list[Signed]:
        """All, or one node's; oldest first."""
        query = "SELECT serial, node, key_id, not_before, not_after, pem, revoked_at FROM certificate"
        order = " ORDER BY not_before, rowid"
        rows = self._rows(query + order, ()) if node is None else self._rows(f"{query} WHERE node = ?{order}", (node,))
        return [_signed(row) for row in rows]

    def state_of(self, serial: int) -> Signed | None:
        """None: this authority never signed it."""
        query = "SELECT serial, node, key_id, not_before, not_after, pem, revoked_at FROM certificate WHERE serial = ?"
        rows = self._rows(query, (_hex(serial),))
        return _signed(rows[0]) if rows else None

    def last_list(self) -> RevocationList | None:
        """The newest list of revoked certificates."""
        rows = self._rows("SELECT number, date, pem FROM revocation_list ORDER BY number DESC LIMIT 1", ())
        return RevocationList(rows[0][0], _instant(rows[0][1]), rows[0][2]) if rows else None

    def note_list(self, made: RevocationList) -> None:
        """It takes the place of the one before."""
        self._write("DELETE FROM revocation_list", ())
        values = (made.number, _stamp(made.date), made.pem)
        self._write("INSERT INTO revocation_list (number, date, pem) VALUES (?, ?, ?)", values)

    def take_over(self, nodes: Iterable[NodeEntry], certificates: Iterable[Signed], last_list: RevocationList | None) -> None:
        """Fill an empty book with an exported one's rows.

        Raises:
            sqlite3.IntegrityError: it isn't empty.
        """
        with self.transaction():
            for node in nodes:
                cut = _stamp(node.cut_off_at) if node.cut_off_at else None
                self._write("INSERT INTO node (name, since, cut_off_at) VALUES (?, ?, ?)", (node.name, _stamp(node.since), cut))
            for signed in certificates:
                self.put_certificate(signed)
            if last_list is not None:
                self.note_list(last_list)

    def _write(self, statement: str, values: tuple[object, ...]) -> None:
        with self._lock:
            self._connection.execute(statement, values)

    def _rows(self, query: str, values: tuple[object, ...]) -> list[tuple]:  # type: ignore[type-arg]
        with self._lock:
            return self._connection.execute(query, values).fetchall()


def _signed(row: tuple) -> Signed:  # type: ignore[type-arg]
    serial, node, key_id, not_before, not_after, pem, revoked_at = row
    revoked = _instant(revoked_at) if revoked_at is not None else None
    return Signed(int(serial, 16), node, key_id, _instant(not_before), _instant(not_after), pem, revoked)


def _hex(serial: int) -> str:
    """SQLite's integers are too short for a serial number of 20 bytes."""
    return format(serial, "x")


def _stamp(instant: datetime) -> int:
    """Seconds since 1970, as certificates count."""
    return int(instant.timestamp())


def _instant(stamp: int) -> datetime:
    return datetime.fromtimestamp(stamp, UTC)
