"""The current-state tables, computed again from the ledger alone."""

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from hall_controller.domain.apply import apply
from hall_controller.domain.events import Event
from hall_controller.domain.hall import Hall
from hall_controller.domain.rules import Rules
from hall_controller.store import rows
from hall_controller.store.ledger import events_after

_TABLES: dict[str, tuple[tuple[str, ...], int]] = {
    "ticket": (rows.TICKET_COLUMNS, 1),
    "interval": (rows.INTERVAL_COLUMNS, 2),
    "window": (rows.WINDOW_COLUMNS, 1),
    "ask": (rows.ASK_COLUMNS, 1),
    "counter": (("day", "prefix", "number"), 2),
    "fact": (("kind", "key", "body"), 2),
    "hall": (("one", "day", "day_closed", "day_opened_at", "day_opened_seq"), 1),
}
"""Columns of each table, and how many of them are its key."""


@dataclass(slots=True)
class Tables:
    """Rows by table and key."""

    content: dict[str, dict[rows.Row, rows.Row]] = field(default_factory=lambda: {name: {} for name in _TABLES})

    def put(self, table: str, row: rows.Row) -> None:
        self.content[table][row[: _TABLES[table][1]]] = row


def replay(
    connection: sqlite3.Connection, rules: Rules, before: Callable[[Hall, Event], None], after: Callable[[Hall, Event], None]
) -> tuple[Hall, Tables]:
    """Apply the whole ledger to an empty hall; `before` and `after` are called around each event."""
    hall, tables = Hall(rules), Tables()
    for event in events_after(connection, 0):
        before(hall, event)
        apply(hall, event)
        _take_rows(hall, tables)
        hall.timers.clear()
        after(hall, event)
    return hall, tables


def rebuild_if_due(connection: sqlite3.Connection, rules: Rules) -> bool:
    """After a migration that gave tables new columns: what belongs in them stands in the ledger. One transaction.

    Returns:
        whether there was something to do.
    """
    if connection.execute("SELECT due FROM rebuild").fetchone() is None:
        return False
    _, tables = replay(connection, rules, _look_away, _look_away)
    connection.execute("BEGIN IMMEDIATE")
    for name, (columns, _) in _TABLES.items():
        connection.execute(f"DELETE FROM {name}")  # noqa: S608 (names are literals of this file)
        places = ", ".join("?" * len(columns))
        put = f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({places})"  # noqa: S608 (names are literals of this file)
        connection.executemany(put, tables.content[name].values())
    connection.execute("DELETE FROM rebuild")
    connection.execute("COMMIT")
    return True


def _look_away(hall: Hall, event: Event) -> None:
    """Nobody watches this replay."""


def stored(connection: sqlite3.Connection) -> Tables:
    """The tables as they are."""
    tables = Tables()
    for name, (columns, _) in _TABLES.items():
        for row in connection.execute(f"SELECT {', '.join(columns)} FROM {name}"):  # noqa: S608 (names are literals of this file)
            tables.put(name, row)
    return tables


def differences(rebuilt: Tables, actual: Tables) -> Iterator[str]:
    """Rows that the ledger and the tables don't agree on."""
    for name, expected in rebuilt.content.items():
        found = actual.content[name]
        for key in sorted(expected.keys() | found.keys()):
            if expected.get(key) != found.get(key):
                yield f"{name} {key}: the ledger says {expected.get(key)}, the table {found.get(key)}"


def _take_rows(hall: Hall, tables: Tables) -> None:
    changes = hall.changes
    for ticket in [*changes.issued.values(), *changes.tickets.values()]:
        tables.put("ticket", rows.ticket_row(ticket))
    for interval in changes.intervals:
        tables.put("interval", rows.interval_row(interval))
    for window in changes.windows.values():
        tables.put("window", rows.window_row(window))
    for ask in changes.asks.values():
        tables.put("ask", rows.ask_row(ask))
    for ticket in changes.passed.values():
        tables.put("ticket", rows.ticket_row(ticket))
    for key in changes.counters:
        tables.put("counter", (*key, hall.counters[key]))
    for (kind, name), fact in changes.facts.items():
        if fact is None:
            tables.content["fact"].pop((kind, name), None)
        else:
            tables.put("fact", rows.fact_row(fact))
    if changes.day:
        tables.put("hall", (1, hall.day, int(hall.day_closed), hall.day_opened_at, hall.day_opened_seq))
    changes.clear()
