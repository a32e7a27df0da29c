"""Consents and their withdrawal. Each function works inside a transaction of its caller.

Who withdraws is forgotten here too: the consent's row stays as a proof that it was given and taken back, without the person. The
keyed hash waits in `forget` until every kiosk had time to delete what it keeps.
"""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass

from api.identity.receipts import as_written
from api.messages.identity_commands import GiveConsent, WithdrawConsent
from api.messages.identity_words import ConsentPurpose
from api.messages.words import Refusal
from hall_controller.domain.requests import Refused
from hall_controller.identity.receipts import receipt_number

WITHDRAWALS_MAX = 5_000
"""Persons in one answer: 64 characters each, well below what an answer may hold; the next question gets the rest."""
_LAST = "last-withdrawal"


@dataclass(frozen=True, slots=True)
class Given:
    """A consent as it stands."""

    purpose: ConsentPurpose
    node: str
    at: int
    """UTC ms on the hall's clock when it arrived."""
    standing: bool
    """Not withdrawn."""


def give(
    connection: sqlite3.Connection, ident: str, node: str, command: GiveConsent, now: int, random_bits: Callable[[int], int]
) -> str:
    """Returns the receipt: of the same command the same."""
    known = connection.execute("SELECT receipt FROM consent WHERE id = ?", (ident,)).fetchone()
    if known is not None:
        return str(known[0])
    person = command.person if command.purpose is ConsentPurpose.FACE_REGISTRY else None
    taken_back = person is not None and _taken_back_after(connection, person, command.given_at)
    receipt = receipt_number(random_bits)
    while connection.execute("SELECT 1 FROM consent WHERE receipt = ?", (receipt,)).fetchone() is not None:
        receipt = receipt_number(random_bits)
    connection.execute(
        "INSERT INTO consent (id, receipt, purpose, text_version, language, person, by_guardian, node, given_at, at,"
        " withdrawn_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            ident,
            receipt,
            command.purpose.value,
            command.text_version,
            command.language,
            # Only a registry knows people again; the other purposes end with the comparison.
            None if taken_back else person,
            command.by_guardian,
            node,
            command.given_at,
            now,
            now if taken_back else None,
        ),
    )
    if person is not None and not taken_back:
        # Who agrees anew must not be deleted by a kiosk that hears of the old withdrawal late.
        connection.execute("DELETE FROM forget WHERE person = ?", (person,))
    return receipt


def _taken_back_after(connection: sqlite3.Connection, person: str, given_at: int) -> bool:
    """A consent from a terminal that was cut off, which its person has withdrawn elsewhere since."""
    row = connection.execute("SELECT at FROM forget WHERE person = ?", (person,)).fetchone()
    return row is not None and row[0] > given_at


def given(connection: sqlite3.Connection, ident: str) -> Given | None:
    """The consent that this command gave; None when it isn't known."""
    row = connection.execute("SELECT purpose, node, at, withdrawn_at IS NULL FROM consent WHERE id = ?", (ident,)).fetchone()
    return None if row is None else Given(ConsentPurpose(row[0]), row[1], row[2], bool(row[3]))


def withdraw(connection: sqlite3.Connection, ident: str, command: WithdrawConsent, now: int) -> int:
    """Returns how many consents were taken back: of the same command the same number.

    A person without any consent here is passed on to the kiosks all the same: deleting too much harms nobody.

    Raises:
        Refused: no such receipt, or neither receipt nor person is named.
    """
    known = connection.execute("SELECT withdrawn FROM withdrawal WHERE id = ?", (ident,)).fetchone()
    if known is not None:
        return int(known[0])
    if command.receipt is None and command.person is None:
        raise Refused(Refusal.SENSELESS, "a withdrawal names a receipt or a person")
    withdrawn = 0
    if command.receipt is not None:
        withdrawn += _by_receipt(connection, as_written(command.receipt), now)
    if command.person is not None:
        withdrawn += _by_person(connection, command.person, now)
    connection.execute("INSERT INTO withdrawal (id, at, withdrawn) VALUES (?, ?, ?)", (ident, now, withdrawn))
    return withdrawn


def _by_receipt(connection: sqlite3.Connection, receipt: str, now: int) -> int:
    row = connection.execute("SELECT id, person, withdrawn_at FROM consent WHERE receipt = ?", (receipt,)).fetchone()
    if row is None:
        raise Refused(Refusal.UNKNOWN_RECEIPT, "no consent has this receipt")
    ident, person, withdrawn_at = row
    if withdrawn_at is not None:
        return 0
    if person is not None:
        return _by_person(connection, person, now)
    connection.execute("UPDATE consent SET withdrawn_at = ? WHERE id = ?", (now, ident))
    return 1


def _by_person(connection: sqlite3.Connection, person: str, now: int) -> int:
    changed = connection.execute(
        "UPDATE consent SET withdrawn_at = ?, person = NULL WHERE person = ? AND withdrawn_at IS NULL", (now, person)
    ).rowcount
    # Each at an instant of its own, later than any before, so that a kiosk which asks from the last one it saw misses nobody.
    last = connection.execute("SELECT at FROM mark WHERE name = ?", (_LAST,)).fetchone()
    at = max(now, last[0] + 1) if last is not None else now
    connection.execute("INSERT INTO mark (name, at) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET at = excluded.at", (_LAST, at))
    connection.execute(
        "INSERT INTO forget (person, at) VALUES (?, ?) ON CONFLICT (person) DO UPDATE SET at = excluded.at", (person, at)
    )
    return changed


def withdrawals(connection: sqlite3.Connection, since: int) -> tuple[list[str], int]:
    """Persons to delete, withdrawn after `since`, oldest first; and from when to ask the next time."""
    rows = connection.execute(
        "SELECT person, at FROM forget WHERE at > ? ORDER BY at LIMIT ?", (since, WITHDRAWALS_MAX)
    ).fetchall()
    return [str(row[0]) for row in rows], int(rows[-1][1]) if rows else since
