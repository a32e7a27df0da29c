"""The identity file for one thread: whole transactions, and what is deleted when its time is over."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from hall_controller.config_identity import PrivacySection
from hall_controller.identity.redeeming import forget_expired
from hall_controller.identity.schema import open_identity_file

_MS_PER_DAY = int(timedelta(days=1).total_seconds() * 1000)
REPEAT_KEPT_DAYS = 30
"""So long a terminal's outbox may send a withdrawal again and get the same answer."""


@dataclass(frozen=True, slots=True)
class Deleted:
    """What one tidying removed."""

    evidence: int = 0
    consents: int = 0
    persons: int = 0
    """Keyed hashes of people who withdrew."""
    codes: int = 0


class IdentityStore:
    """Blocking. `day_of` gives the hall's local day of an instant, for the daily counts."""

    def __init__(self, path: Path, privacy: PrivacySection, day_of: Callable[[int], str]) -> None:
        self._path = path
        self._privacy = privacy
        self._day_of = day_of
        self._connection: sqlite3.Connection | None = None

    def open(self) -> None:
        """
        Raises:
            SideFileError: the file is of a newer version.
            sqlite3.Error, OSError: it can't be opened.
        """
        self._connection = open_identity_file(self._path)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    @property
    def connection(self) -> sqlite3.Connection:
        if self._connection is None:
            raise RuntimeError("the identity file isn't open")
        return self._connection

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All of it or nothing; on disk at the end.

        Raises:
            sqlite3.Error: nothing of it was stored.
        """
        connection = self.connection
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise

    def tidy(self, now: int) -> Deleted:
        """Delete what has been kept as long as it may be."""
        privacy = self._privacy

        def before(days: int) -> int:
            return now - days * _MS_PER_DAY

        with self.transaction() as connection:

            def delete(statement: str, days: int) -> int:
                return connection.execute(statement, (before(days),)).rowcount

            deleted = Deleted(
                evidence=delete("DELETE FROM evidence WHERE at < ?", privacy.evidence_days),
                consents=delete("DELETE FROM consent WHERE coalesce(withdrawn_at, at) < ?", privacy.consent_days),
                persons=delete("DELETE FROM forget WHERE at < ?", privacy.withdrawal_days),
                codes=forget_expired(connection, now),
            )
            delete("DELETE FROM withdrawal WHERE at < ?", REPEAT_KEPT_DAYS)
            day = self._day_of(now)
            count(connection, day, "evidence-deleted", deleted.evidence)
            count(connection, day, "consents-deleted", deleted.consents)
            count(connection, day, "persons-deleted", deleted.persons)
            connection.execute("DELETE FROM counted WHERE day < ?", (self._day_of(before(privacy.consent_days)),))
        return deleted


def count(connection: sqlite3.Connection, day: str, what: str, number: int) -> None:
    """Inside a transaction: so many more on that day."""
    if number:
        connection.execute(
            "INSERT INTO counted (day, what, n) VALUES (?, ?, ?) ON CONFLICT (day, what) DO UPDATE SET n = n + excluded.n",
            (day, what, number),
        )
