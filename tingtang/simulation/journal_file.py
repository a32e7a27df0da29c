"""Days of a hall, read from its database beside a working controller; nothing is written."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from api.process.settings_file import ConfigurationError
from hall_controller.config import HallConfig
from hall_controller.domain.events import Event
from hall_controller.domain.rules import Rules
from hall_controller.settings import hall_file
from hall_controller.simulation.journal import JournalDay, NotReplayable, read_day, rule_change
from hall_controller.simulation.plan import MS_PER_S, RuleChange
from hall_controller.simulation.run_day import midnight_of
from hall_controller.store.ledger import decode_event
from hall_controller.store.schema import connect_reader

LOOK_BACK_DAYS = 60
"""Days without numbers (weekends, a long holiday) are skipped; a journal that ended longer ago than this is named as such."""
BOOKED_AHEAD_DAYS = 90
"""A booking may be made up to 60 working days ahead."""
DAY_MS = 86_400_000
HALL_BESIDE = ("hall.toml", "../hall.toml", "/etc/tingtang/hall.toml")
"""Where the hall's file is looked for, seen from the database."""

_FIRST = "SELECT seq, at FROM event ORDER BY seq LIMIT 1"
_LAST = "SELECT seq, at FROM event ORDER BY seq DESC LIMIT 1"
_AT = "SELECT at FROM event WHERE seq = ?"
_BETWEEN = "SELECT record FROM event WHERE seq >= ? AND seq < ? ORDER BY seq"
_BOOKED = "SELECT record FROM event WHERE kind = 'ticket-booked' AND seq >= ? AND seq < ? ORDER BY seq"
_RULE_BEFORE = "SELECT record FROM event WHERE kind = 'rule-set' AND seq < ? ORDER BY seq DESC LIMIT 1"


class Journal:
    """One hall's journal. Days are local dates, `2026-11-20`."""

    def __init__(self, connection: sqlite3.Connection, path: Path, hall: HallConfig) -> None:
        self._connection, self._path, self._hall = connection, path, hall
        self._rules = Rules(hall)
        first, last = connection.execute(_FIRST).fetchone(), connection.execute(_LAST).fetchone()
        if first is None or last is None:
            raise NotReplayable(f"{path}: the journal is empty")
        self._first_seq: int = first[0]
        self._last_seq: int = last[0]
        self._last_at: int = last[1]

    def read(self, day: str, seed: int = 1) -> JournalDay:
        """One day.

        Raises:
            NotReplayable: there is nothing of it, or it can't be run again.
        """
        zone = self._hall.hall.timezone
        begin, end = midnight_of(day, zone), midnight_of(_shifted(day, 1), zone)
        try:
            events = chain(self._bookings(day, begin), self._events(begin, end))
            return read_day(events, day, begin, self._rules, Random(seed))  # noqa: S311 (no secret)
        except NotReplayable as error:
            raise NotReplayable(f"{self._path}: {error}; the journal's last day is {self.last_day()}") from error

    def rule_before(self, day: str) -> RuleChange | None:
        """What a manager had set before the day; None: the configuration's rule."""
        seq = self._seq_at(midnight_of(day, self._hall.hall.timezone))
        row = self._connection.execute(_RULE_BEFORE, (seq,)).fetchone()
        return None if row is None else rule_change(decode_event(row[0]).body, 0)

    def last_day(self) -> str:
        """Of the last record."""
        return datetime.fromtimestamp(self._last_at / MS_PER_S, ZoneInfo(self._hall.hall.timezone)).date().isoformat()

    def last_days(self, count: int, before: str) -> list[JournalDay]:
        """The last days before this one on which numbers were taken, oldest first; fewer when there aren't so many."""
        found: list[JournalDay] = []
        for back in range(1, LOOK_BACK_DAYS + 1):
            day = _shifted(before, -back)
            try:
                found.append(self.read(day))
            except NotReplayable:
                continue
            if len(found) == count:
                break
        return found[::-1]

    def _events(self, begin: int, end: int) -> Iterator[Event]:
        for (record,) in self._connection.execute(_BETWEEN, (self._seq_at(begin), self._seq_at(end))):
            yield decode_event(record)

    def _bookings(self, day: str, begin: int) -> Iterator[Event]:
        """Made for the day before it began: what checked-in people came for."""
        earliest = begin - BOOKED_AHEAD_DAYS * DAY_MS
        for (record,) in self._connection.execute(_BOOKED, (self._seq_at(earliest), self._seq_at(begin))):
            event = decode_event(record)
            if event.body["day"] == day:
                yield event

    def _seq_at(self, at: int) -> int:
        """Seq of the first record at or after the instant. By halving: `at` never falls along the journal, and has no index."""
        low, high = self._first_seq, self._last_seq + 1
        while low < high:
            middle = (low + high) // 2
            (middle_at,) = self._connection.execute(_AT, (middle,)).fetchone()
            if middle_at < at:
                low = middle + 1
            else:
                high = middle
        return low


@contextmanager
def open_journal(db: Path, hall: HallConfig) -> Iterator[Journal]:
    """
    Args:
        db: the database, or the controller's data folder.

    Raises:
        NotReplayable: there is no journal.
        sqlite3.Error: the file is no database of a hall.
    """
    path = database(db)
    with closing(connect_reader(path)) as connection:
        yield Journal(connection, path, hall)


def database(db: Path) -> Path:
    """
    Raises:
        NotReplayable: there is none.
    """
    path = hall_file(db) if db.is_dir() else db
    if not path.is_file():
        raise NotReplayable(f"{path}: there is no journal; --db names the hall's database or the controller's data folder")
    return path


def hall_beside(db: Path) -> str:
    """The hall's file, when nobody named one.

    Raises:
        ConfigurationError: it isn't where it usually is.
    """
    folder = database(db).parent
    for place in HALL_BESIDE:
        path = folder / place
        if path.is_file():
            return str(path.resolve())
    raise ConfigurationError(f"no hall.toml beside {folder} or in /etc/tingtang; name the hall's file: --hall FILE.toml")


def yesterday(hall: HallConfig) -> str:
    """By the wall clock, in the hall's time zone."""
    return _shifted(today(hall), -1)


def today(hall: HallConfig) -> str:
    return datetime.now(UTC).astimezone(ZoneInfo(hall.hall.timezone)).date().isoformat()


def _shifted(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
