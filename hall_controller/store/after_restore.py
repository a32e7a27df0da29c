"""Puts a restored hall's file in order before its controller starts: numbers that may be given out already are passed over."""

import random
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from hall_controller.clock import HallClock
from hall_controller.config import HallConfig
from hall_controller.domain.after_restore import Away, Busiest, passed_over
from hall_controller.domain.events import EventKind
from hall_controller.domain.requests import HALL_ACTOR
from hall_controller.domain.rules import Rules
from hall_controller.store.hall_store import HallStore
from hall_controller.store.schema import connect_reader
from hall_controller.store.transaction import Item, Note

_BUSIEST_DAYS = "SELECT prefix, max(n) FROM (SELECT prefix, count(*) AS n FROM ticket GROUP BY prefix, day) GROUP BY prefix"
_BUSIEST_HOURS = """
SELECT prefix, max(n) FROM (SELECT prefix, count(*) AS n FROM ticket GROUP BY prefix, issued_at / 3600000) GROUP BY prefix
"""


class NotNoted(Exception):
    """The disk refused; nothing was passed over, so the controller must not start on this folder."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A main or booking series goes on beyond this number."""

    day: str
    prefix: str
    number: int


def pass_over(
    path: Path,
    config: HallConfig,
    *,
    backup_at_ms: int,
    seen: Mapping[str, int],
    clock: HallClock,
    new_id: Callable[[], str],
) -> list[Skipped]:
    """Open the restored file as a controller does, open today, and note what is passed over.

    Args:
        backup_at_ms: when the backup was made, UTC ms.
        seen: highest number by prefix that somebody saw on a ticket of today.

    Raises:
        NoRoom: a series has too few numbers left today.
        NotNoted: the disk refused.
        NewerDatabase, sqlite3.Error: the file can't be used.
    """
    answered: list[bool] = []
    store = HallStore(
        path,
        Rules(config),
        clock,
        new_id,
        lambda _, answers: answered.extend(completion.succeeded for _, completion in answers),
        random.SystemRandom().random,
    )
    hall = store.open()
    try:
        since = timedelta(milliseconds=max(0, clock.now_ms() - backup_at_ms))
        noted = passed_over(hall, Away(since, _busiest(path), seen), new_id)
        store.process([Item(Note(new_id(), HALL_ACTOR, kind, body, commanded=False), None) for kind, body in noted])
    finally:
        store.close()
    if answered != [True] * len(noted):
        raise NotNoted(f"{path}: the disk refused; nothing may be given out from this folder")
    return [Skipped(**body) for kind, body in noted if kind is EventKind.NUMBERS_SKIPPED]


def _busiest(path: Path) -> dict[str, Busiest]:
    with closing(connect_reader(path)) as connection:
        hours: dict[str, int] = dict(connection.execute(_BUSIEST_HOURS))
        return {prefix: Busiest(day, hours[prefix]) for prefix, day in _rows(connection)}


def _rows(connection: sqlite3.Connection) -> list[tuple[str, int]]:
    return connection.execute(_BUSIEST_DAYS).fetchall()
