"""亮码 once per hall: which show-codes were used, durable until they have expired for good.

A code that has been forgotten can't come back: the newest expiry that was ever forgotten is remembered, and no code that expired
up to then is taken, wherever the clock stands.
"""

import sqlite3

from api.messages.identity_commands import RedeemCode
from api.messages.words import Refusal
from hall_controller.domain.requests import Refused

SKEW_MS = 30_000
"""The phone's, the issuer's and our clocks may differ by this much (± 30 s, as kiosks allow)."""
KEPT_MS = 600_000
"""Remembered so long after it expired, so that a kiosk which asks again under its command's id gets the same answer."""
MOST_AHEAD_MS = 600_000
"""A show-code lives for 60 s; one that names ten minutes is none, and would have to be remembered for long."""
_FORGOTTEN = "codes-forgotten"


class OtherCommand(Exception):
    """The command's id redeemed another code before."""


def redeem(connection: sqlite3.Connection, ident: str, node: str, command: RedeemCode, now: int) -> None:
    """Inside a transaction: the code is used up when this returns, or was by this very command before.

    Raises:
        Refused: used before, expired, or it names an expiry that can't be.
        OtherCommand: the id was used for another code.
    """
    known = connection.execute("SELECT code, id FROM redeemed WHERE code = ? OR id = ?", (command.code, ident)).fetchall()
    if (command.code, ident) in known:
        return
    if any(row[1] == ident for row in known):
        raise OtherCommand
    if known:
        raise Refused(Refusal.CODE_USED, "this code was used in this hall before")
    forgotten = connection.execute("SELECT at FROM mark WHERE name = ?", (_FORGOTTEN,)).fetchone()
    if command.expires_at + SKEW_MS < now or (forgotten is not None and command.expires_at <= forgotten[0]):
        raise Refused(Refusal.CODE_EXPIRED, "this code has expired")
    if command.expires_at > now + MOST_AHEAD_MS:
        raise Refused(Refusal.SENSELESS, "a show-code lives for a minute")
    connection.execute(
        "INSERT INTO redeemed (code, id, node, expires_at) VALUES (?, ?, ?, ?)", (command.code, ident, node, command.expires_at)
    )


def forget_expired(connection: sqlite3.Connection, now: int) -> int:
    """Inside a transaction. Returns how many codes were forgotten."""
    before = now - SKEW_MS - KEPT_MS
    newest = connection.execute("SELECT max(expires_at) FROM redeemed WHERE expires_at < ?", (before,)).fetchone()[0]
    if newest is None:
        return 0
    connection.execute(
        "INSERT INTO mark (name, at) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET at = max(at, excluded.at)",
        (_FORGOTTEN, newest),
    )
    return connection.execute("DELETE FROM redeemed WHERE expires_at < ?", (before,)).rowcount
