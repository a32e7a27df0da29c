"""The accounts' SQLite file: accounts with their password hashes, sessions with their tokens' hashes.

Blocking; a connection belongs to one thread at a time. Kept apart from the hall's own file, whose writer allows no second one.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import orjson

from api.messages.words import Role

SCHEMA_VERSION = 1
_SCHEMA = """
CREATE TABLE account (
    name TEXT PRIMARY KEY,
    role TEXT NOT NULL,
    windows TEXT,
    password_hash TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE session (
    token_hash TEXT PRIMARY KEY,
    account TEXT NOT NULL REFERENCES account (name) ON DELETE CASCADE,
    csrf TEXT NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX session_by_account ON session (account);
"""


class AccountError(Exception):
    """An account can't be added, changed or removed; the text says why."""


@dataclass(frozen=True, slots=True)
class Account:
    name: str
    role: Role
    windows: frozenset[int] | None
    """Windows a clerk may work at; None: any."""
    password_hash: str


@dataclass(frozen=True, slots=True)
class SessionRow:
    token_hash: str
    account: Account
    csrf: str
    expires_at: int
    """UTC ms."""


class AccountStore:
    """Synchronous access to the file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None

    def open(self) -> None:
        """Open the file, make it if need be (readable by its owner only).

        Raises:
            AccountError: it was written by a newer version.
        """
        self._path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600)
        try:
            if os.geteuid() == 0:
                # Made by an administrator's command before the controller's first start: it is the service's, as its folder is.
                # What SQLite makes beside a database of another's is that one's as well.
                folder = self._path.parent.stat()
                os.fchown(descriptor, folder.st_uid, folder.st_gid)
        finally:
            os.close(descriptor)
        connection = sqlite3.connect(self._path, check_same_thread=False, isolation_level=None, timeout=5.0)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA foreign_keys = ON")
            # What was deleted is overwritten, not just unlinked.
            connection.execute("PRAGMA secure_delete = ON")
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if version > SCHEMA_VERSION:
                raise AccountError(f"{self._path}: written by a newer version (schema {version}); update this one")
            if version == 0:
                connection.executescript(f"BEGIN; {_SCHEMA} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;")
        except BaseException:
            connection.close()
            raise
        self._connection = connection

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def add(self, account: Account, now_ms: int) -> None:
        """Add an account.

        Raises:
            AccountError: the name is taken.
        """
        windows = None if account.windows is None else orjson.dumps(sorted(account.windows)).decode()
        try:
            self._open.execute(
                "INSERT INTO account (name, role, windows, password_hash, created_at) VALUES (?, ?, ?, ?, ?)",
                (account.name, account.role.value, windows, account.password_hash, now_ms),
            )
        except sqlite3.IntegrityError as error:
            raise AccountError(f"there is an account {account.name!r} already") from error

    def set_password(self, name: str, password_hash: str) -> None:
        """A new password ends all sessions of the account.

        Raises:
            AccountError: there is no such account.
        """
        with self._transaction() as connection:
            changed = connection.execute("UPDATE account SET password_hash = ? WHERE name = ?", (password_hash, name)).rowcount
            if not changed:
                raise AccountError(f"there is no account {name!r}")
            connection.execute("DELETE FROM session WHERE account = ?", (name,))

    def remove(self, name: str) -> None:
        """Remove an account and all its sessions.

        Raises:
            AccountError: there is no such account.
        """
        if not self._open.execute("DELETE FROM account WHERE name = ?", (name,)).rowcount:
            raise AccountError(f"there is no account {name!r}")

    def find(self, name: str) -> Account | None:
        row = self._open.execute("SELECT name, role, windows, password_hash FROM account WHERE name = ?", (name,)).fetchone()
        return None if row is None else _account(row)

    def all(self) -> list[Account]:
        rows = self._open.execute("SELECT name, role, windows, password_hash FROM account ORDER BY name")
        return [_account(row) for row in rows]

    def add_session(self, token_hash: str, account: str, csrf: str, expires_at: int) -> None:
        self._open.execute(
            "INSERT INTO session (token_hash, account, csrf, expires_at) VALUES (?, ?, ?, ?)",
            (token_hash, account, csrf, expires_at),
        )

    def remove_session(self, token_hash: str) -> None:
        self._open.execute("DELETE FROM session WHERE token_hash = ?", (token_hash,))

    def remove_expired(self, now_ms: int) -> int:
        """Sessions that hold no more; how many."""
        return self._open.execute("DELETE FROM session WHERE expires_at <= ?", (now_ms,)).rowcount

    def sessions(self, now_ms: int) -> list[SessionRow]:
        """Sessions that still hold; the others are deleted."""
        self.remove_expired(now_ms)
        rows = self._open.execute(
            "SELECT name, role, windows, password_hash, token_hash, csrf, expires_at"
            " FROM session JOIN account ON account.name = session.account"
        )
        return [SessionRow(row[4], _account(row[:4]), row[5], row[6]) for row in rows]

    def foreign_changes(self) -> int:
        """A number that differs from the last one when another process has changed the file."""
        version: int = self._open.execute("PRAGMA data_version").fetchone()[0]
        return version

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        connection = self._open
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")

    @property
    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            raise AccountError(f"{self._path} isn't open")
        return self._connection


def _account(row: tuple[str, str, str | None, str]) -> Account:
    name, role, windows, password_hash = row
    return Account(name, Role(role), None if windows is None else frozenset(orjson.loads(windows)), password_hash)
