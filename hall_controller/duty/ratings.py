"""Ratings that concern the duty desk: dissatisfied ones, wherever they were given. Pure, but for what is stored."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from api.messages.duty_commands import RateVisit
from api.messages.words import RatingLevel, RatingOutcome, Refusal
from hall_controller.domain.events import Event, EventKind
from hall_controller.domain.hall import Hall
from hall_controller.domain.requests import Refused

NEGATIVE = frozenset({RatingLevel.BAD, RatingLevel.VERY_BAD})
"""差评 of the State Council's five levels (国办发〔2019〕51号): 不满意 and 非常不满意."""
SEEN = "ledger-seen"
"""Name of the mark: up to this seq of the ledger negative ratings have become calls."""


@dataclass(frozen=True, slots=True)
class Dissatisfied:
    """Somebody rated a window or a terminal badly."""

    ticket: str
    node: str
    """The terminal; empty for a window."""
    window: int | None
    level: RatingLevel

    @property
    def source(self) -> str:
        where = f"window:{self.window}" if self.window is not None else f"terminal:{self.node}"
        return f"rating:{where}:{self.ticket}"


def dissatisfied(events: Iterable[Event]) -> Iterator[Dissatisfied]:
    """Negative ratings among committed events."""
    for event in events:
        found = dissatisfied_entry(event.kind, event.body)
        if found is not None:
            yield found


def dissatisfied_entry(kind: EventKind, body: Mapping[str, Any]) -> Dissatisfied | None:
    """One entry of the ledger, if it is a negative rating."""
    if kind not in (EventKind.TICKET_RATED, EventKind.TERMINAL_RATED):
        return None
    level = body.get("level")
    if level is None or RatingLevel(level) not in NEGATIVE:
        return None
    window = body.get("window")
    return Dissatisfied(
        ticket=str(body.get("ticket", "")),
        node=str(body.get("terminal", "")),
        window=int(window) if window is not None else None,
        level=RatingLevel(level),
    )


def number_of(hall: Hall, ticket: str) -> str:
    """A ticket's number as printed; empty when it isn't remembered any more."""
    found = hall.tickets.get(ticket)
    return found.label if found is not None else ""


def record(connection: sqlite3.Connection, ident: str, node: str, command: RateVisit, now: int) -> bool:
    """Put down once; whether it is new.

    Raises:
        Refused: a level without SUBMITTED, or the other way round.
    """
    if (command.level is not None) is not (command.outcome is RatingOutcome.SUBMITTED):
        raise Refused(Refusal.SENSELESS, "a level goes with SUBMITTED and only with it")
    row = (
        ident,
        now,
        node,
        command.service,
        command.outcome.value,
        command.level.value if command.level else None,
        " ".join(command.labels),
    )
    return (
        connection.execute(
            "INSERT INTO visit_rating (id, at, node, service, outcome, level, labels) VALUES (?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT DO NOTHING",
            row,
        ).rowcount
        == 1
    )


def seen(connection: sqlite3.Connection) -> int | None:
    """Seq of the ledger up to which ratings were looked at; None: never."""
    row = connection.execute("SELECT at FROM mark WHERE name = ?", (SEEN,)).fetchone()
    return int(row[0]) if row is not None else None


def saw(connection: sqlite3.Connection, seq: int) -> None:
    connection.execute(
        "INSERT INTO mark (name, at) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET at = max(at, excluded.at)", (SEEN, seq)
    )


def forget(connection: sqlite3.Connection, before: int) -> int:
    """Delete what was rated before that instant; how many."""
    return connection.execute("DELETE FROM visit_rating WHERE at < ?", (before,)).rowcount
