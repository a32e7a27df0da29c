"""What a node keeps on its disk: is it whole, what waits for the hall, which numbers are left. Read only; nothing is changed."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from kiosk.ports.store import SCHEMA_VERSION
from tingtang.doctor.finding import Finding

OPENED_S = 5.0
OLD_MS = 10 * 60_000
"""A hall that is there takes an event within seconds."""
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
NEARLY_FULL = 9_000
"""Of the agent's 10 000 (`drivers.agent.store`): beyond them a pad's rating is withheld."""


@dataclass(frozen=True, slots=True)
class StoreFacts:
    file: Path
    damage: str = ""
    """What SQLite says; empty: whole."""
    waiting: int = 0
    """Entries of the outbox."""
    oldest_ms: int = 0
    """How long the oldest has waited."""
    parked: int = 0
    """Entries that the hall refused."""
    island: bool = False
    """A kiosk that leases numbers."""
    numbers: int = 0
    """Leased ones left for today."""
    newer: bool = False
    """A later version of the product wrote it."""


def judge_store(facts: StoreFacts) -> list[Finding]:
    said: dict[str, object] = {"file": facts.file}
    if facts.damage:
        return [Finding("store.damaged", said | {"problem": facts.damage})]
    if facts.newer:
        return [Finding("store.newer", said)]
    found = []
    if facts.waiting >= NEARLY_FULL:
        found.append(Finding("store.nearly-full", said | {"count": facts.waiting}))
    elif facts.waiting and facts.oldest_ms >= OLD_MS:
        found.append(Finding("store.waits", said | {"count": facts.waiting, "minutes": facts.oldest_ms // 60_000}))
    if facts.parked:
        found.append(Finding("store.refused", said | {"count": facts.parked}))
    if facts.island and not facts.numbers:
        found.append(Finding("store.no-numbers"))
    return found


def look_at_store(file: Path, now_ms: int, *, today: str | None = None, island: bool = False) -> StoreFacts | None:
    """None: there is no such file yet, or this account may not read it.

    Args:
        today: of a kiosk, the hall's date.
        island: it leases numbers.
    """
    if not file.exists():
        return None
    try:
        connection = sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True, timeout=OPENED_S)
        try:
            return _read(file, connection, now_ms, today, island=island)
        finally:
            connection.close()
    except sqlite3.DatabaseError as error:
        # Busy, or not ours to open: that says nothing of the file.
        return StoreFacts(file, damage=error.sqlite_errorname) if error.sqlite_errorcode in _DAMAGED else None


def _read(file: Path, connection: sqlite3.Connection, now_ms: int, today: str | None, *, island: bool) -> StoreFacts:
    checked = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if checked != "ok":
        return StoreFacts(file, damage="quick_check")
    if today is not None and connection.execute("PRAGMA user_version").fetchone()[0] > SCHEMA_VERSION:
        return StoreFacts(file, newer=True)
    waiting, oldest, parked = connection.execute(
        "SELECT coalesce(sum(parked = 0), 0), min(CASE WHEN parked = 0 THEN created_at END), coalesce(sum(parked), 0)"
        " FROM bus_outbox"
    ).fetchone()
    numbers = 0
    if today is not None:
        row = connection.execute("SELECT sum(last - next + 1) FROM lease WHERE day = ? AND returned = 0", (today,)).fetchone()
        numbers = row[0] or 0
    oldest_ms = max(0, now_ms - oldest) if oldest is not None else 0
    return StoreFacts(file, "", waiting, oldest_ms, parked, island, numbers)
