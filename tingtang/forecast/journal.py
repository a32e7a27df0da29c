"""The promises of a hall's journal, read beside a working controller; nothing is written."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from hall_controller.domain.events import Event
from hall_controller.forecast.promises import PROMISE_KINDS
from hall_controller.store.ledger import decode_event
from hall_controller.store.schema import connect_reader
from tingtang.simulation.journal_file import database

_DAYS = "SELECT seq FROM event WHERE kind = 'day-opened' ORDER BY seq DESC LIMIT ?"
_EVENTS = f"SELECT record FROM event WHERE seq >= ? AND kind IN ({', '.join('?' * len(PROMISE_KINDS))}) ORDER BY seq"  # noqa: S608


def last_days(db: Path, days: int | None) -> Iterator[Event]:
    """Of the last days on which the hall was open; all of them when `days` is None.

    Raises:
        NotReplayable: there is no journal.
        sqlite3.Error: the file is no database of a hall.
    """
    with closing(connect_reader(database(db))) as connection:
        first = 0
        if days is not None:
            opened = connection.execute(_DAYS, (days,)).fetchall()
            first = opened[-1][0] if opened else 0
        kinds = [kind.value for kind in PROMISE_KINDS]
        for (record,) in connection.execute(_EVENTS, (first, *kinds)):
            yield decode_event(record)
