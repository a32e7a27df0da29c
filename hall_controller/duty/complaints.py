"""投诉, 办不成事 and suggestions. Each function works inside a caller's transaction; what somebody wrote is stored sealed."""

import sqlite3
from collections.abc import Callable

from api.messages.duty_commands import CloseComplaint, Complain
from api.messages.duty_views import ComplaintView
from api.messages.duty_words import ComplaintKind, ComplaintSubject
from api.messages.words import Refusal
from hall_controller.domain.requests import Refused
from hall_controller.duty.seal import Seal, Words
from hall_controller.identity.receipts import receipt_number

SHOWN_MAX = 200
_NOTHING = Words("", "")


def file(
    connection: sqlite3.Connection,
    ident: str,
    node: str,
    place: str,
    command: Complain,
    now: int,
    seal: Seal,
    random_bits: Callable[[int], int],
) -> tuple[str, bool]:
    """Returns the case's number, of the same command the same; and whether it is a new case."""
    known = connection.execute("SELECT case_number FROM complaint WHERE id = ?", (ident,)).fetchone()
    if known is not None:
        return str(known[0]), False
    number = receipt_number(random_bits)
    while connection.execute("SELECT 1 FROM complaint WHERE case_number = ?", (number,)).fetchone() is not None:
        number = receipt_number(random_bits)
    nonce, sealed = seal.close(Words(command.text, command.contact), ident)
    connection.execute(
        "INSERT INTO complaint (id, case_number, kind, subject, department, node, place, language, at, nonce, sealed)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            ident,
            number,
            command.kind.value,
            command.subject.value,
            command.department,
            node,
            place,
            command.language,
            now,
            nonce,
            sealed,
        ),
    )
    return number, True


def answer(connection: sqlite3.Connection, command: CloseComplaint, by: str, now: int) -> None:
    """The first answer counts.

    Raises:
        Refused: there is no such complaint.
    """
    row = connection.execute("SELECT closed_at FROM complaint WHERE case_number = ?", (command.case_number,)).fetchone()
    if row is None:
        raise Refused(Refusal.UNKNOWN_ENTRY, "there is no such complaint")
    if row[0] is None:
        connection.execute(
            "UPDATE complaint SET closed_at = ?, closed_by = ?, remark = ? WHERE case_number = ?",
            (now, by, command.remark, command.case_number),
        )


def views(connection: sqlite3.Connection, seal: Seal) -> tuple[ComplaintView, ...]:
    """Open ones first, oldest first; then the latest closed ones.

    Raises:
        NotOpened: the key is another one.
    """
    rows = connection.execute(
        "SELECT id, case_number, kind, subject, department, place, language, at, nonce, sealed, closed_at, closed_by, remark"
        " FROM complaint ORDER BY closed_at IS NOT NULL, CASE WHEN closed_at IS NULL THEN at ELSE -closed_at END LIMIT ?",
        (SHOWN_MAX,),
    )
    found = []
    for ident, number, kind, subject, department, place, language, at, nonce, sealed, closed_at, closed_by, remark in rows:
        words = seal.open(nonce, sealed, ident) if sealed is not None else _NOTHING
        found.append(
            ComplaintView(
                case_number=number,
                kind=ComplaintKind(kind),
                subject=ComplaintSubject(subject),
                department=department,
                place=place,
                language=language,
                at=at,
                text=words.text,
                contact=words.contact,
                forgotten=sealed is None,
                closed_at=closed_at,
                closed_by=closed_by,
                remark=remark,
            )
        )
    return tuple(found)


def open_count(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM complaint WHERE closed_at IS NULL").fetchone()[0])


def any_sealed(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT 1 FROM complaint WHERE sealed IS NOT NULL LIMIT 1").fetchone() is not None


def forget_words(connection: sqlite3.Connection, before: int) -> int:
    """Delete texts and telephone numbers of what was answered before that instant; how many."""
    return connection.execute(
        "UPDATE complaint SET nonce = NULL, sealed = NULL WHERE closed_at < ? AND sealed IS NOT NULL", (before,)
    ).rowcount


def forget(connection: sqlite3.Connection, before: int) -> int:
    """Delete what was answered before that instant; how many."""
    return connection.execute("DELETE FROM complaint WHERE closed_at < ?", (before,)).rowcount
