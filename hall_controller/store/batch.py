"""The rows of one transaction, gathered first and written table by table."""

import sqlite3
from collections.abc import Iterable

import orjson

from hall_controller.domain.deliveries import Delivery
from hall_controller.domain.events import Event
from hall_controller.domain.hall import Hall
from hall_controller.store import rows
from hall_controller.store.ledger import chain, encode_event

PUT_EVENT = "INSERT INTO event (seq, at, kind, record, hash) VALUES (?, ?, ?, ?, ?)"
PUT_COMMAND = "INSERT INTO command (id, name, at, answer) VALUES (?, ?, ?, ?)"
PUT_DELIVERY = (
    "INSERT INTO delivery (id, event_seq, call_seq, device, command, body, created_at, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
SETTLE_DELIVERY = "UPDATE delivery SET state = ?, settled_at = ?, detail = ? WHERE id = ? AND state = 'pending'"


class Batch:
    """What one commit will hold."""

    def __init__(self, hash_before: bytes) -> None:
        self.hash = hash_before
        """End of the ledger's chain with this batch's events."""
        self.events: list[Event] = []
        self.deliveries: list[Delivery] = []
        self.commands: list[rows.Row] = []
        self.settlements: list[rows.Row] = []

    @property
    def empty(self) -> bool:
        return not (self.events or self.commands or self.settlements)

    def write(self, connection: sqlite3.Connection, hall: Hall) -> None:
        """One durable transaction; the hall's collected changes are used up.

        Raises:
            sqlite3.Error: nothing of it was stored.
        """
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(PUT_EVENT, self._event_rows())
        self._write_state(connection, hall)
        connection.executemany(PUT_DELIVERY, _delivery_rows(self.deliveries))
        if self.settlements:
            connection.executemany(SETTLE_DELIVERY, self.settlements)
        connection.executemany(PUT_COMMAND, self.commands)
        connection.execute("COMMIT")
        hall.changes.clear()

    def _event_rows(self) -> Iterable[rows.Row]:
        digest = self.hash
        for event in self.events:
            record = encode_event(event)
            digest = chain(digest, record)
            yield event.seq, event.at, event.kind._value_, record, digest
        self.hash = digest

    def _write_state(self, connection: sqlite3.Connection, hall: Hall) -> None:
        changes = hall.changes
        if changes.intervals:
            connection.executemany(rows.ADD_INTERVAL, map(rows.interval_row, changes.intervals))
        if changes.issued:
            connection.executemany(rows.ADD_TICKET, map(rows.ticket_row, changes.issued.values()))
        if changes.tickets:
            connection.executemany(rows.CHANGE_TICKET, map(rows.ticket_change, changes.tickets.values()))
        if changes.windows:
            connection.executemany(rows.PUT_WINDOW, map(rows.window_row, changes.windows.values()))
        if changes.asks:
            connection.executemany(rows.PUT_ASK, map(rows.ask_row, changes.asks.values()))
        if changes.day:
            row = (1, hall.day, int(hall.day_closed), hall.day_opened_at, hall.day_opened_seq)
            connection.execute(rows.PUT_HALL, row)
        if changes.counters:
            known = [(*key, hall.counters[key]) for key in changes.counters if key in hall.counters]
            connection.executemany(rows.PUT_COUNTER, known)
        if changes.passed:
            passed = [ticket for ident, ticket in changes.passed.items() if ident not in changes.tickets]
            connection.executemany(rows.COUNT_PASSING, map(rows.passed_row, passed))
        if changes.facts:
            put = [rows.fact_row(fact) for fact in changes.facts.values() if fact is not None]
            connection.executemany(rows.PUT_FACT, put)
            connection.executemany(rows.DROP_FACT, [key for key, fact in changes.facts.items() if fact is None])


def _delivery_rows(deliveries: list[Delivery]) -> Iterable[rows.Row]:
    """Boards of one call show the same: their body is encoded once."""
    last_body: object = None
    encoded = b""
    for delivery in deliveries:
        if delivery.body is not last_body:
            last_body = delivery.body
            encoded = orjson.dumps(delivery.body)
        yield (
            delivery.id, delivery.event_seq, delivery.call_seq, delivery.device, delivery.command, encoded,
            delivery.created_at, delivery.state._value_,
        )  # fmt: skip
