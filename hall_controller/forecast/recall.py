"""What the journal's latest days teach a controller that was just started: service times, and how well promises were kept."""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from hall_controller.forecast.history import Service
from hall_controller.forecast.promises import Outcome, Promises
from hall_controller.forecast.stays import Stays
from hall_controller.store.ledger import decode_event
from hall_controller.store.schema import connect_reader

EVENTS = 40_000
"""About two days of a county hall: more than the last 80 services of any queue that is used."""

_LATEST = "SELECT record FROM event WHERE seq > ? AND seq <= ? ORDER BY seq"


@dataclass(frozen=True, slots=True)
class Recalled:
    stays: tuple[Service, ...]
    outcomes: tuple[Outcome, ...]


def recall(path: Path, before: int) -> Recalled:
    """From the events up to ledger seq `before`, beside the writer. Takes a second for a full day; not for the loop's thread.

    Raises:
        sqlite3.Error: the file can't be read.
    """
    stays, promises = Stays(), Promises()
    ended: list[Service] = []
    outcomes: list[Outcome] = []
    with closing(connect_reader(path)) as connection:
        for (record,) in connection.execute(_LATEST, (before - EVENTS, before)):
            event = decode_event(record)
            stay, outcome = stays.hear(event), promises.hear(event)
            if stay is not None:
                ended.append(stay)
            if outcome is not None:
                outcomes.append(outcome)
    return Recalled(tuple(ended), tuple(outcomes))
