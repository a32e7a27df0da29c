"""The journal of documents printed once: their tokens, and how each printing ended. Functions inside a transaction.

asked → out → settled. The token is on disk before the department is asked, so a crash at any point leaves either a row that says
what must be told to the department, or nothing taken. What a document says, and whose it is, isn't here.
"""

import sqlite3
from dataclasses import dataclass
from enum import StrEnum

from api.messages.item_words import DocumentOutcome
from api.messages.words import Refusal
from hall_controller.domain.requests import Refused
from hall_controller.items.applications import OtherCommand


class DocumentState(StrEnum):
    ASKED = "asked"
    """The department may or may not have given it out."""
    OUT = "out"
    """A kiosk has its content."""
    REFUSED = "refused"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class Owed:
    """What its department must still hear."""

    token: str
    department: str
    outcome: DocumentOutcome
    sheets: int


def begin(
    connection: sqlite3.Connection, ident: str, node: str, item: str, call: str, department: str, token: str, now: int
) -> str:
    """Under which token it is taken: the first one, when the same command comes again.

    Raises:
        OtherCommand: the id belongs to another document or terminal.
        Refused: its printing was settled already.
    """
    known = connection.execute("SELECT token, node, item, call, state FROM document WHERE id = ?", (ident,)).fetchone()
    if known is None:
        connection.execute(
            "INSERT INTO document (token, id, node, item, call, department, begun_at, at, state, outcome, sheets, told)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, 0, 0)",
            (token, ident, node, item, call, department, now, now, DocumentState.ASKED.value),
        )
        return token
    if tuple(known[1:4]) != (node, item, call):
        raise OtherCommand
    if known[4] == DocumentState.SETTLED:
        raise Refused(Refusal.DOCUMENT_SETTLED, "its printing was settled before")
    # What is out stays out, whatever becomes of this asking: a kiosk may be printing it.
    connection.execute(
        "UPDATE document SET at = ?, state = ?, told = 0 WHERE token = ? AND state != ?",
        (now, DocumentState.ASKED.value, known[0], DocumentState.OUT.value),
    )
    return str(known[0])


def taken(connection: sqlite3.Connection, token: str, sheets: int, now: int) -> None:
    """Its content goes to the kiosk.

    Raises:
        Refused: it was settled while the department was asked.
    """
    changed = connection.execute(
        "UPDATE document SET state = ?, sheets = ?, at = ? WHERE token = ? AND state IN (?, ?)",
        (DocumentState.OUT.value, sheets, now, token, DocumentState.ASKED.value, DocumentState.OUT.value),
    ).rowcount
    if not changed:
        raise Refused(Refusal.DOCUMENT_SETTLED, "its printing was settled before")


def refused(connection: sqlite3.Connection, token: str, now: int) -> None:
    """The department gave nothing out: nothing is owed."""
    connection.execute(
        "UPDATE document SET state = ?, at = ?, told = 1 WHERE token = ? AND state = ?",
        (DocumentState.REFUSED.value, now, token, DocumentState.ASKED.value),
    )


def report(
    connection: sqlite3.Connection, token: str, node: str, outcome: DocumentOutcome, sheets: int, now: int
) -> DocumentOutcome:
    """The kiosk says how it ended; only the first report counts. Returns the one that does.

    Raises:
        Refused: no such document, or another terminal's.
    """
    known = connection.execute("SELECT node, outcome FROM document WHERE token = ?", (token,)).fetchone()
    if known is None:
        raise Refused(Refusal.UNKNOWN_ENTRY, "no such document")
    if known[0] != node:
        raise Refused(Refusal.NOT_PERMITTED, "another terminal took it")
    if known[1] is not None:
        return DocumentOutcome(known[1])
    _settle(connection, token, outcome, sheets, now)
    return outcome


def settle_abandoned(connection: sqlite3.Connection, asked_before: int, out_before: int, now: int) -> int:
    """What no terminal ever reported: content that never arrived is free again, content that did may have been printed."""
    rows = connection.execute(
        "SELECT token, state FROM document WHERE outcome IS NULL AND ((state = ? AND at < ?) OR (state = ? AND at < ?))",
        (DocumentState.ASKED.value, asked_before, DocumentState.OUT.value, out_before),
    ).fetchall()
    for token, state in rows:
        lost = DocumentOutcome.NOT_PRINTED if state == DocumentState.ASKED else DocumentOutcome.UNKNOWN
        _settle(connection, token, lost, 0, now)
    return len(rows)


def owed(connection: sqlite3.Connection) -> list[Owed]:
    rows = connection.execute(
        "SELECT token, department, outcome, sheets FROM document WHERE told = 0 AND outcome IS NOT NULL ORDER BY at"
    )
    return [Owed(token, department, DocumentOutcome(outcome), sheets) for token, department, outcome, sheets in rows]


def told(connection: sqlite3.Connection, token: str) -> None:
    connection.execute("UPDATE document SET told = 1 WHERE token = ?", (token,))


def forget(connection: sqlite3.Connection, before: int) -> int:
    """Told ones older than `before`. Returns how many."""
    return connection.execute("DELETE FROM document WHERE told = 1 AND at < ?", (before,)).rowcount


def _settle(connection: sqlite3.Connection, token: str, outcome: DocumentOutcome, sheets: int, now: int) -> None:
    connection.execute(
        "UPDATE document SET state = ?, outcome = ?, sheets = ?, at = ? WHERE token = ?",
        (DocumentState.SETTLED.value, outcome.value, sheets, now, token),
    )
