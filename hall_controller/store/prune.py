"""Answers and settled deliveries of past days leave the store, once a day and some at a time. Ledger and tickets stay."""

import sqlite3

KEEP_MS = 7 * 24 * 3_600_000
"""A sender's outbox may repeat a command for so long and still gets its first answer."""
ROWS_AT_ONCE = 2_000
"""A commit of some milliseconds, so that no command waits for it."""

_STATEMENTS = (
    "DELETE FROM command WHERE id IN (SELECT id FROM command WHERE at < ? LIMIT ?)",
    "DELETE FROM delivery WHERE id IN (SELECT id FROM delivery WHERE created_at < ? AND state <> 'pending' LIMIT ?)",
)


def prune(connection: sqlite3.Connection, now: int) -> bool:
    """Remove at most `ROWS_AT_ONCE` of each table. True when there may be more.

    Raises:
        sqlite3.Error: nothing was removed.
    """
    connection.execute("BEGIN IMMEDIATE")
    removed = [connection.execute(statement, (now - KEEP_MS, ROWS_AT_ONCE)).rowcount for statement in _STATEMENTS]
    connection.execute("COMMIT")
    return max(removed) == ROWS_AT_ONCE
