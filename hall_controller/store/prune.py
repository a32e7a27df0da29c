"""Answers and settled deliveries of past days leave the store, some at a time. The ledger and the tickets stay."""

import sqlite3

KEEP_MS = 7 * 24 * 3_600_000
"""A sender's outbox may repeat a command for so long and still gets its first answer."""
ROWS_AT_ONCE = 2_000
"""A commit of some milliseconds, so that no command waits for it."""


def prune(connection: sqlite3.Connection, now: int) -> int:
    """Rows removed: at most `ROWS_AT_ONCE` of each table.

    Raises:
        sqlite3.Error: nothing was removed.
    """
    oldest = now - KEEP_MS
    removed = 0
    connection.execute("BEGIN IMMEDIATE")
    for statement in (
        "DELETE FROM command WHERE n IN (SELECT n FROM command ORDER BY n LIMIT ?) AND at < ?",
        "DELETE FROM delivery WHERE n IN (SELECT n FROM delivery ORDER BY n LIMIT ?) AND created_at < ? AND state <> 'pending'",
    ):
        removed += connection.execute(statement, (ROWS_AT_ONCE, oldest)).rowcount
    connection.execute("COMMIT")
    return removed
