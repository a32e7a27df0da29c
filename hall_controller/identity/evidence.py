"""Evidence of attempts: how, how sure, how it ended; never of whom. Kept as long as the hall's file says."""

import sqlite3

import orjson

from api.messages.identity_commands import RecordIdentity


def record(connection: sqlite3.Connection, ident: str, node: str, command: RecordIdentity, now: int) -> None:
    """Inside a transaction; the same command again changes nothing."""
    connection.execute(
        "INSERT OR IGNORE INTO evidence (id, at, ended_at, node, way, outcome, reason, source, assurance, band, engine, models,"
        " cues, rung, tries, service, business) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            ident,
            now,
            command.ended_at,
            node,
            command.way.value,
            command.outcome.value,
            command.reason,
            command.source.value if command.source is not None else None,
            int(command.assurance),
            command.band.value if command.band is not None else None,
            command.engine,
            command.models,
            orjson.dumps(command.cues).decode(),
            command.rung,
            command.tries,
            command.service,
            command.business,
        ),
    )
