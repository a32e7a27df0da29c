"""The local register of residents who agreed: one encrypted template each, for a comparison 1:1 in this kiosk.

The file alone tells nothing: people are keyed hashes of the hall's keyed hash, templates are AES-256-GCM under a key that lies
in a file of its own. Rows that were changed, swapped or copied from another kiosk don't open.
"""

import hashlib
import hmac
import os
import secrets
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from api.process.secret_file import read_secret, write_secret
from api.process.settings_file import ConfigurationError
from kiosk.vision.faces import Template
from kiosk.vision.settings import RegistrySettings

KEY_BYTES = 32
NONCE_BYTES = 12
"""NIST SP 800-38D, 8.2: 96 bits; random ones are safe for 2^32 rows under one key."""
DAY_MS = 86_400_000
BUSY_S = 5.0
"""The technician's command and the vision process may write at the same time."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS people (
    person BLOB NOT NULL, engine TEXT NOT NULL, models TEXT NOT NULL, added_ms INTEGER NOT NULL, expires_ms INTEGER NOT NULL,
    nonce BLOB NOT NULL, sealed BLOB NOT NULL, PRIMARY KEY (person, engine, models)
) STRICT, WITHOUT ROWID
"""


class RegistryUnusable(Exception):
    """Key or file can't be used; the text names the file and what to do, and nobody."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What may be listed of a row."""

    mark: str
    """First characters of the row's own hash, to tell rows apart."""
    engine: str
    models: str
    added_ms: int
    expires_ms: int


class Registry:
    """`open`, use, `close`; for one thread.

    Args:
        now_ms: UTC.
    """

    def __init__(self, settings: RegistrySettings, now_ms: Callable[[], int]) -> None:
        self._settings = settings
        self._now_ms = now_ms
        self._database: sqlite3.Connection | None = None
        self._key = b""

    def open(self) -> None:
        """Make key and file where there are none yet, and delete who is kept too long.

        Raises:
            RegistryUnusable: the key is readable by others, of another length, or missing while the file is there; or the file
                isn't a register.
        """
        path = self._settings.file
        self._key = _read_key(self._settings.key, may_make=not path.exists())
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
            database = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None)
            self._database = database
            database.execute("PRAGMA secure_delete = ON")
            database.execute("PRAGMA synchronous = FULL")
            database.execute(_SCHEMA)
        except (OSError, sqlite3.Error) as error:
            self.close()
            raise RegistryUnusable(f"{path}: {type(error).__name__}; is it a register, and writable?") from error
        self.purge()

    def close(self) -> None:
        if self._database is not None:
            self._database.close()
            self._database = None

    def add(self, person: str, template: Template) -> None:
        """Keep a template from now on; the person's earlier one of this engine is replaced.

        Args:
            person: the hall's keyed hash (`Holder`).
        """
        now_ms = self._now_ms()
        expires_ms = now_ms + self._settings.keep_days * DAY_MS
        row = self._row_name(person)
        nonce = secrets.token_bytes(NONCE_BYTES)
        about = _about(row, template.engine, template.models, expires_ms)
        # Loaded here: OpenSSL takes 9 MB, which a terminal without a register doesn't need.
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        sealed = AESGCM(self._key).encrypt(nonce, np.asarray(template.vector, np.float32).tobytes(), about)
        self._run("BEGIN IMMEDIATE", ())
        # Templates of other models can't be compared any more: nothing is kept that serves for nothing.
        self._run("DELETE FROM people WHERE person = ? AND engine = ?", (row, template.engine))
        self._run(
            "INSERT INTO people VALUES (?, ?, ?, ?, ?, ?, ?)",
            (row, template.engine, template.models, now_ms, expires_ms, nonce, sealed),
        )
        self._run("COMMIT", ())

    def find(self, person: str, engine: str, models: str) -> Template | None:
        """This person's template of that engine with those models; None when there is none, or it is kept too long.

        Raises:
            RegistryUnusable: the row doesn't open.
        """
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        row = self._row_name(person)
        found = self._run(
            "SELECT nonce, sealed, expires_ms FROM people WHERE person = ? AND engine = ? AND models = ?", (row, engine, models)
        ).fetchone()
        if found is None or found[2] <= self._now_ms():
            return None
        try:
            opened = AESGCM(self._key).decrypt(found[0], found[1], _about(row, engine, models, found[2]))
        except InvalidTag as error:
            raise RegistryUnusable(f"{self._settings.file}: a row was changed, or the key is another one") from error
        return Template(np.frombuffer(opened, np.float32).copy(), engine, models)

    def remove(self, persons: Iterable[str]) -> int:
        """Delete these people; how many were there."""
        return sum(self._people_deleted(self._row_name(person)) for person in persons)

    def purge(self) -> int:
        """Delete whoever is kept too long; how many rows that were."""
        return self._run("DELETE FROM people WHERE expires_ms <= ?", (self._now_ms(),)).rowcount

    def clear(self) -> int:
        """Delete everybody."""
        count = self.count()
        self._run("DELETE FROM people", ())
        self._run("VACUUM", ())
        return count

    def count(self) -> int:
        """People, not rows: somebody may have a template of two engines."""
        return int(self._run("SELECT COUNT(DISTINCT person) FROM people WHERE expires_ms > ?", (self._now_ms(),)).fetchone()[0])

    def entries(self) -> list[Entry]:
        """All rows, the oldest first."""
        rows = self._run("SELECT person, engine, models, added_ms, expires_ms FROM people ORDER BY added_ms, person", ())
        return [Entry(row[0].hex()[:8], *row[1:]) for row in rows.fetchall()]

    def _people_deleted(self, row: bytes) -> int:
        return int(self._run("DELETE FROM people WHERE person = ?", (row,)).rowcount > 0)

    def _row_name(self, person: str) -> bytes:
        """Not the hall's own hash, so that this file can't be joined with the hall's ledger."""
        return hmac.new(self._key, b"person\0" + person.encode(), hashlib.sha256).digest()

    def _run(self, statement: str, values: tuple[object, ...]) -> sqlite3.Cursor:
        if self._database is None:
            raise RegistryUnusable(f"{self._settings.file}: not open")
        try:
            return self._database.execute(statement, values)
        except sqlite3.Error as error:
            # SQLite's text may quote values.
            raise RegistryUnusable(f"{self._settings.file}: {type(error).__name__}") from None


def _about(row: bytes, engine: str, models: str, expires_ms: int) -> bytes:
    """Bound to its row: a template under another person's name, or with a longer time, doesn't open."""
    return b"\0".join((row.hex().encode(), engine.encode(), models.encode(), str(expires_ms).encode()))


def _read_key(path: Path, *, may_make: bool) -> bytes:
    try:
        if may_make and not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            write_secret(path, secrets.token_hex(KEY_BYTES))
        text = read_secret(path)
    except (OSError, ConfigurationError) as error:
        raise RegistryUnusable(f"the register can't be opened without its key: {error}") from error
    try:
        key = bytes.fromhex(text)
    except ValueError:
        # Without its cause: the text of that error may hold a piece of the key.
        key = b""
    if len(key) != KEY_BYTES:
        raise RegistryUnusable(f"{path}: must hold {KEY_BYTES * 2} hexadecimal digits")
    return key
