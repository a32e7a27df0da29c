"""Numbers out of the identity file, for managers and reports. Reads only; no row of it becomes visible."""

import sqlite3
from dataclasses import dataclass

from api.messages.identity_words import ConsentPurpose, IdentityOutcome, IdentityWay, ScoreBand
from api.messages.privacy_views import AttemptCount, ConsentCount, StoredPeople

REACHED = "filing-reached"
"""Mark: when as many people were kept for the first time as must be filed."""
_DELETED = {"evidence-deleted": "evidence", "consents-deleted": "consents", "persons-deleted": "persons"}


@dataclass(frozen=True, slots=True)
class Period:
    """Instants in UTC ms, the first included, the last not; and the local days they stand for, both included."""

    since: int
    until: int
    first_day: str
    last_day: str


def attempts(connection: sqlite3.Connection, period: Period) -> tuple[AttemptCount, ...]:
    """The most frequent first."""
    rows = connection.execute(
        "SELECT way, outcome, band, rung, count(*) FROM evidence WHERE at >= ? AND at < ? GROUP BY way, outcome, band, rung"
        " ORDER BY count(*) DESC, way, outcome, band, rung",
        (period.since, period.until),
    )
    return tuple(
        AttemptCount(
            way=IdentityWay(way),
            outcome=IdentityOutcome(outcome),
            band=ScoreBand(band) if band is not None else None,
            rung=rung,
            count=count,
        )
        for way, outcome, band, rung, count in rows
    )


def consents(connection: sqlite3.Connection, period: Period) -> tuple[ConsentCount, ...]:
    """For each purpose, also those nobody has agreed to yet."""

    def count(condition: str, purpose: ConsentPurpose, *values: int) -> int:
        statement = f"SELECT count(*) FROM consent WHERE purpose = ? AND {condition}"  # noqa: S608 (conditions stand below)
        return int(connection.execute(statement, (purpose.value, *values)).fetchone()[0])

    span = period.since, period.until
    return tuple(
        ConsentCount(
            purpose=purpose,
            given=count("at >= ? AND at < ?", purpose, *span),
            by_guardian=count("by_guardian AND at >= ? AND at < ?", purpose, *span),
            withdrawn=count("withdrawn_at >= ? AND withdrawn_at < ?", purpose, *span),
            standing=count("withdrawn_at IS NULL", purpose),
        )
        for purpose in ConsentPurpose
    )


def deleted(connection: sqlite3.Connection, period: Period) -> dict[str, int]:
    rows = connection.execute(
        "SELECT what, sum(n) FROM counted WHERE day >= ? AND day <= ? GROUP BY what", (period.first_day, period.last_day)
    )
    found = {what: int(number) for what, number in rows}
    return {name: found.get(what, 0) for what, name in _DELETED.items()}


def waiting_to_be_deleted(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM forget").fetchone()[0])


def stored(connection: sqlite3.Connection) -> tuple[StoredPeople, ...]:
    """What each terminal said last, also one that is off."""
    rows = connection.execute("SELECT node, people, at FROM kept_people ORDER BY node")
    return tuple(StoredPeople(node=node, people=people, at=at) for node, people, at in rows)


def reached_at(connection: sqlite3.Connection) -> int | None:
    """UTC ms at which the number that must be filed was counted first; None: never."""
    row = connection.execute("SELECT at FROM mark WHERE name = ?", (REACHED,)).fetchone()
    return None if row is None else int(row[0])


def keep_stored(connection: sqlite3.Connection, people: dict[str, int], file_at: int, now: int, forget_before: int) -> int:
    """Inside a transaction: what terminals say now. Returns the sum over all.

    Args:
        people: by node; nodes that aren't named keep what they said.
        file_at: from how many on the first instant is marked.
        forget_before: UTC ms; who hasn't said anything since then keeps no template that is still valid.
    """
    connection.executemany(
        "INSERT INTO kept_people (node, people, at) VALUES (?, ?, ?)"
        " ON CONFLICT (node) DO UPDATE SET people = excluded.people, at = excluded.at",
        [(node, number, now) for node, number in people.items()],
    )
    connection.execute("DELETE FROM kept_people WHERE at < ?", (forget_before,))
    total = int(connection.execute("SELECT coalesce(sum(people), 0) FROM kept_people").fetchone()[0])
    if total >= file_at:
        connection.execute("INSERT OR IGNORE INTO mark (name, at) VALUES (?, ?)", (REACHED, now))
    return total
