"""The journal of applications: which were sent, and how each ended. Functions inside a transaction; no person, no case number.

sent → accepted | refused. An application whose answer was lost, or that a crash cut off, is *doubtful*: its citizen was told that
nobody knows whether it is in, so it is withdrawn at the department unless the kiosk sends it again first.
"""

import sqlite3
from dataclasses import dataclass
from enum import StrEnum

from api.messages.words import Refusal
from hall_controller.domain.requests import Refused


class ApplicationState(StrEnum):
    SENT = "sent"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    """By the department."""
    DOUBTFUL = "doubtful"
    NOT_DONE = "not-done"
    """Turned away at the door, or never sent."""
    WITHDRAWING = "withdrawing"
    """The department must still hear of it; nobody sends it again."""
    WITHDRAWN = "withdrawn"


class OtherCommand(Exception):
    """The command's id was used for something else before."""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What its department must still hear."""

    id: str
    department: str


def begin(connection: sqlite3.Connection, ident: str, node: str, item: str, department: str, now: int) -> None:
    """It goes to the department now, for the first time or again.

    Raises:
        OtherCommand: the id belongs to another item or terminal.
        Refused: it was withdrawn meanwhile; whoever wants it applies anew.
    """
    known = connection.execute("SELECT node, item, state FROM application WHERE id = ?", (ident,)).fetchone()
    if known is not None and (known[0], known[1]) != (node, item):
        raise OtherCommand
    if known is not None and known[2] in (ApplicationState.WITHDRAWING, ApplicationState.WITHDRAWN):
        raise Refused(Refusal.APPLICATION_WITHDRAWN, "its terminal had given up")
    connection.execute(
        "INSERT INTO application (id, node, item, department, begun_at, at, state, reason) VALUES (?, ?, ?, ?, ?, ?, ?, '')"
        " ON CONFLICT (id) DO UPDATE SET at = excluded.at, state = excluded.state WHERE state != ?",
        (ident, node, item, department, now, now, ApplicationState.SENT.value, ApplicationState.ACCEPTED.value),
    )


def end(connection: sqlite3.Connection, ident: str, state: ApplicationState, reason: str, now: int) -> None:
    """What was accepted stays so, whatever becomes of asking again: its citizen may hold the receipt.

    Args:
        reason: a department's word or a platform's key.
    """
    connection.execute(
        "UPDATE application SET state = ?, reason = ?, at = ? WHERE id = ? AND state != ?",
        (state.value, reason, now, ident, ApplicationState.ACCEPTED.value),
    )


def withdraw_doubtful(connection: sqlite3.Connection, before: int, now: int) -> list[Withdrawal]:
    """Those that nobody sent again since `before` are withdrawn from now on. Returns all that departments must hear of."""
    connection.execute(
        "UPDATE application SET state = ?, at = ? WHERE state IN (?, ?) AND at < ?",
        (ApplicationState.WITHDRAWING.value, now, ApplicationState.DOUBTFUL.value, ApplicationState.SENT.value, before),
    )
    rows = connection.execute(
        "SELECT id, department FROM application WHERE state = ? ORDER BY at", (ApplicationState.WITHDRAWING.value,)
    )
    return [Withdrawal(*row) for row in rows]


def forget(connection: sqlite3.Connection, before: int) -> int:
    """Settled ones older than `before`. Returns how many."""
    return connection.execute(
        "DELETE FROM application WHERE at < ? AND state != ?", (before, ApplicationState.WITHDRAWING.value)
    ).rowcount
