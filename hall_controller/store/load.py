"""The hall as the current-state tables hold it: a restart reads these, not the ledger."""

import sqlite3

from hall_controller.domain.apply_windows import LATE_ANSWER_MS
from hall_controller.domain.hall import CALLS_SHOWN, Hall
from hall_controller.domain.rules import Rules
from hall_controller.domain.state import Call
from hall_controller.store.ledger import GENESIS, decode_event
from hall_controller.store.rows import (
    ASK_COLUMNS,
    TICKET_COLUMNS,
    WINDOW_COLUMNS,
    ask_of,
    fact_from_row,
    ticket_of,
    window_of,
)


def load_hall(connection: sqlite3.Connection, rules: Rules) -> Hall:
    """A new Hall with the state after the last commit. Read in one transaction, so that all tables are of one moment."""
    connection.execute("BEGIN")
    try:
        return _load(connection, rules)
    finally:
        connection.execute("ROLLBACK")


def last_hash(connection: sqlite3.Connection) -> bytes:
    """The end of the ledger's chain."""
    row = connection.execute("SELECT hash FROM event ORDER BY seq DESC LIMIT 1").fetchone()
    return bytes(row[0]) if row else GENESIS


def _load(connection: sqlite3.Connection, rules: Rules) -> Hall:
    hall = Hall(rules)
    head = connection.execute("SELECT seq, at FROM event ORDER BY seq DESC LIMIT 1").fetchone()
    if head is None:
        return hall
    hall.seq, hall.at = head
    day = connection.execute("SELECT day, day_closed, day_opened_at, day_opened_seq FROM hall").fetchone()
    hall.day, hall.day_closed, hall.day_opened_at, hall.day_opened_seq = day[0], bool(day[1]), day[2], day[3]
    for counted, prefix, number in connection.execute("SELECT day, prefix, number FROM counter WHERE day >= ?", (hall.day,)):
        hall.counters[counted, prefix] = number
    for row in connection.execute("SELECT kind, key, body FROM fact"):
        hall.load_fact(fact_from_row(row))
    for row in connection.execute(f"SELECT {', '.join(WINDOW_COLUMNS)} FROM window"):  # noqa: S608 (names are literals)
        window = window_of(row)
        hall.windows[window.number] = window
        if window.finished is not None and window.number in rules.auto_windows:
            # Until then its finish can be undone; then the hall calls to it by itself.
            hall.wake(window.finished_at + rules.undo_finish_ms + 1, hall.seq, "undo-over", str(window.number))
    tickets = f"SELECT {', '.join(TICKET_COLUMNS)} FROM ticket WHERE day >= ? ORDER BY seq"  # noqa: S608 (names are literals)
    for row in connection.execute(tickets, (hall.day,)):
        hall.add(ticket_of(row))
    asks = f"SELECT {', '.join(ASK_COLUMNS)} FROM ask WHERE until >= ? ORDER BY asked_at, id"  # noqa: S608 (names are literals)
    for row in connection.execute(asks, (hall.day_opened_at - LATE_ANSWER_MS,)):
        hall.ask(ask_of(row))
    hall.calls.extend(_latest_calls(connection, hall.day_opened_seq))
    hall.changes.clear()
    return hall


def _latest_calls(connection: sqlite3.Connection, after: int) -> list[Call]:
    """Oldest first."""
    rows = connection.execute(
        "SELECT record FROM event WHERE seq > ? AND kind IN ('ticket-called', 'ticket-recalled') ORDER BY seq DESC LIMIT ?",
        (after, CALLS_SHOWN),
    )
    calls = []
    for (record,) in rows:
        event = decode_event(record)
        body = event.body
        calls.append(Call(event.seq, body["label"], body["window"], event.at, body["times"]))
    return calls[::-1]
