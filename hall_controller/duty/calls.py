"""Calls of the duty desk. Each function works inside a transaction of its caller."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from api.messages.duty_views import DutyCallView, StaffCallView
from api.messages.duty_words import CallEnd, CallKind, CallState
from api.messages.words import Refusal
from hall_controller.config_duty import DueSection
from hall_controller.domain.requests import Refused

URGENCY = (CallKind.SOS, CallKind.HELP, CallKind.FAULT, CallKind.COMPLAINT, CallKind.RATING)
"""The first is gone for first."""
CLOSED_SHOWN = 30
Due = Callable[[CallKind], DueSection]
_COLUMNS = "id, kind, node, place, about, number, case_number, at, claimed_by, claimed_at, ended_by, ended_at, outcome, remark"


@dataclass(frozen=True, slots=True)
class NewCall:
    """What somebody should come for."""

    id: str
    """ULID."""
    kind: CallKind
    node: str
    place: str
    source: str
    """What it is about, in a word of our own: while a call of the same source is open, this one joins it."""
    at: int
    about: str = ""
    number: str = ""
    case_number: str = ""


def open_call(connection: sqlite3.Connection, call: NewCall) -> str:
    """Returns the call's id: of the same command the same, and of an open call of the same source that one's."""
    known = joined(connection, call.id)
    if known is not None:
        return known
    row = connection.execute("SELECT id FROM call WHERE source = ? AND ended_at IS NULL", (call.source,)).fetchone()
    if row is not None:
        connection.execute("INSERT INTO joined (id, call) VALUES (?, ?)", (call.id, row[0]))
        return str(row[0])
    connection.execute(
        "INSERT INTO call (id, kind, node, place, about, number, case_number, source, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (call.id, call.kind.value, call.node, call.place, call.about, call.number, call.case_number, call.source, call.at),
    )
    return call.id


def joined(connection: sqlite3.Connection, ident: str) -> str | None:
    """The call that this command made or joined."""
    row = connection.execute(
        "SELECT id FROM call WHERE id = ? UNION ALL SELECT call FROM joined WHERE id = ?", (ident, ident)
    ).fetchone()
    return str(row[0]) if row is not None else None


def claim(connection: sqlite3.Connection, ident: str, by: str, now: int) -> None:
    """The first one counts; whoever claims it again changes nothing.

    Raises:
        Refused: there is no such call, it is over, or somebody else is on the way.
    """
    row = _require(connection, ident)
    if row["ended_at"] is not None:
        raise Refused(Refusal.ILLEGAL_TRANSITION, "the call is over")
    if row["claimed_by"] not in (None, by):
        raise Refused(Refusal.ILLEGAL_TRANSITION, "somebody else is on the way")
    if row["claimed_by"] is None:
        connection.execute("UPDATE call SET claimed_by = ?, claimed_at = ? WHERE id = ?", (by, now, ident))


def end(connection: sqlite3.Connection, ident: str, by: str, outcome: CallEnd, now: int, remark: str = "") -> None:
    """Ended again it stays as it was.

    Raises:
        Refused: there is no such call, or nobody has claimed what is said to be done.
    """
    row = _require(connection, ident)
    if row["ended_at"] is not None:
        return
    if outcome is CallEnd.DONE and row["claimed_by"] is None:
        raise Refused(Refusal.ILLEGAL_TRANSITION, "nobody has claimed the call")
    connection.execute(
        "UPDATE call SET ended_by = ?, ended_at = ?, outcome = ?, remark = ? WHERE id = ?",
        (by, now, outcome.value, remark, ident),
    )


def end_source(connection: sqlite3.Connection, source: str, now: int) -> None:
    """What the call was about is over by itself."""
    connection.execute(
        "UPDATE call SET ended_by = 'hall', ended_at = ?, outcome = ? WHERE source = ? AND ended_at IS NULL",
        (now, CallEnd.CLEARED.value, source),
    )


def end_case(connection: sqlite3.Connection, case_number: str, by: str, now: int) -> None:
    """Its complaint was answered: nobody need look at the call any more."""
    connection.execute(
        "UPDATE call SET claimed_by = coalesce(claimed_by, ?), claimed_at = coalesce(claimed_at, ?), ended_by = ?, ended_at = ?,"
        " outcome = ? WHERE case_number = ? AND ended_at IS NULL",
        (by, now, by, now, CallEnd.DONE.value, case_number),
    )


def open_sources(connection: sqlite3.Connection, kind: CallKind) -> set[str]:
    return {
        str(row[0]) for row in connection.execute("SELECT source FROM call WHERE kind = ? AND ended_at IS NULL", (kind.value,))
    }


def node_of(connection: sqlite3.Connection, ident: str) -> str:
    """The terminal whose call it is.

    Raises:
        Refused: there is no such call.
    """
    return str(_require(connection, ident)["node"])


def staff_view(connection: sqlite3.Connection, ident: str, *, staffed: bool) -> StaffCallView:
    """
    Raises:
        Refused: there is no such call.
    """
    row = _require(connection, ident)
    return StaffCallView(id=ident, kind=CallKind(row["kind"]), state=_state(row), at=row["at"], staffed=staffed)


def duty_view(connection: sqlite3.Connection, ident: str, due: Due) -> DutyCallView:
    """
    Raises:
        Refused: there is no such call.
    """
    return _view(_require(connection, ident), due)


def open_views(connection: sqlite3.Connection, due: Due) -> tuple[DutyCallView, ...]:
    """Not closed, the most urgent first, then the one that has waited longest."""
    rows = _rows(connection, "WHERE ended_at IS NULL")
    views = [_view(row, due) for row in rows]
    return tuple(sorted(views, key=lambda view: (URGENCY.index(view.kind), view.at, view.id)))


def closed_views(connection: sqlite3.Connection, due: Due) -> tuple[DutyCallView, ...]:
    """The latest first."""
    rows = _rows(connection, "WHERE ended_at IS NOT NULL ORDER BY ended_at DESC, id DESC LIMIT ?", CLOSED_SHOWN)
    return tuple(_view(row, due) for row in rows)


def forget(connection: sqlite3.Connection, before: int) -> int:
    """Delete what was over before that instant; how many."""
    return connection.execute("DELETE FROM call WHERE ended_at < ?", (before,)).rowcount


def _view(row: dict[str, Any], due: Due) -> DutyCallView:
    kind = CallKind(row["kind"])
    limits = due(kind)
    claim_by, close_by = row["at"] + limits.claim_s * 1000, row["at"] + limits.close_s * 1000
    return DutyCallView(
        id=row["id"],
        kind=kind,
        state=_state(row),
        place=row["place"],
        node=row["node"],
        about=row["about"],
        number=row["number"],
        case_number=row["case_number"],
        at=row["at"],
        claim_by=claim_by,
        close_by=close_by,
        claimed_by=row["claimed_by"] or "",
        claimed_at=row["claimed_at"],
        ended_by=row["ended_by"] or "",
        ended_at=row["ended_at"],
        outcome=CallEnd(row["outcome"]) if row["outcome"] else None,
        remark=row["remark"],
    )


def _state(row: dict[str, Any]) -> CallState:
    if row["ended_at"] is not None:
        return CallState.CLOSED
    return CallState.CLAIMED if row["claimed_at"] is not None else CallState.OPEN


def _require(connection: sqlite3.Connection, ident: str) -> dict[str, Any]:
    rows = _rows(connection, "WHERE id = ?", ident)
    if not rows:
        raise Refused(Refusal.UNKNOWN_ENTRY, "there is no such call")
    return rows[0]


def _rows(connection: sqlite3.Connection, condition: str, *parameters: object) -> list[dict[str, Any]]:
    found = connection.execute(f"SELECT {_COLUMNS} FROM call {condition}", parameters)  # noqa: S608 (fixed texts)
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found]
