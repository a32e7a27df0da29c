"""The duty file for one thread: whole transactions, and what is deleted when its time is over."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from hall_controller.config_duty import DutySection
from hall_controller.duty import calls, complaints, ratings
from hall_controller.duty.schema import open_duty_file
from hall_controller.duty.seal import Seal, read_seal

_MS_PER_DAY = int(timedelta(days=1).total_seconds() * 1000)


@dataclass(frozen=True, slots=True)
class Deleted:
    """What one tidying removed."""

    calls: int = 0
    words: int = 0
    """Texts and telephone numbers of answered complaints."""
    complaints: int = 0
    ratings: int = 0


class DutyStore:
    """Blocking. `key` is the file with the key that seals what citizens write; made when there is none yet."""

    def __init__(self, path: Path, key: Path, duty: DutySection) -> None:
        self._path = path
        self._key = key
        self._duty = duty
        self._connection: sqlite3.Connection | None = None
        self._seal: Seal | None = None

    def open(self) -> None:
        """
        Raises:
            SideFileError: the file is of a newer version.
            ConfigurationError: the key can't be used.
            sqlite3.Error, OSError: it can't be opened.
        """
        connection = open_duty_file(self._path)
        try:
            self._seal = read_seal(self._key, may_make=not complaints.any_sealed(connection))
        except BaseException:
            connection.close()
            raise
        self._connection = connection

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    @property
    def connection(self) -> sqlite3.Connection:
        if self._connection is None:
            raise RuntimeError("the duty file isn't open")
        return self._connection

    @property
    def seal(self) -> Seal:
        if self._seal is None:
            raise RuntimeError("the duty file isn't open")
        return self._seal

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
        duty = self._duty

        def before(days: int) -> int:
            return now - days * _MS_PER_DAY

        with self.transaction() as connection:
            return Deleted(
                calls=calls.forget(connection, before(duty.call_days)),
                words=complaints.forget_words(connection, before(duty.complaint_text_days)),
                complaints=complaints.forget(connection, before(duty.complaint_days)),
                ratings=ratings.forget(connection, before(duty.complaint_days)),
            )
