"""置顶 in the ledger: who moved which number before all others, and why."""

import sqlite3

from hall_controller.domain.events import Event
from hall_controller.store.ledger import decode_event

_TOPPED = "SELECT record FROM event WHERE kind = 'ticket-topped' AND at >= ? AND at < ? ORDER BY at, seq"


def topped_between(connection: sqlite3.Connection, first: int, end: int) -> list[Event]:
    """In the order they happened, from the instant `first` to before `end`, UTC ms."""
    return [decode_event(record) for (record,) in connection.execute(_TOPPED, (first, end))]
