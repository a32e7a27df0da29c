"""The ledger's record: canonical JSON, each chained to the one before by SHA-256.

`hash(n) = sha256(hash(n-1) + record(n))`; the hash before the first is 32 zero bytes. A changed, missing or added record
breaks the chain at its place.
"""

import hashlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

import orjson

from hall_controller.domain.events import Event, EventKind

GENESIS = bytes(32)
"""The hash before the first record."""
VERIFIED_AT_ONCE = 1_000
"""Records of one step of a verification: some 10 ms."""

_NEXT_RECORDS = "SELECT seq, at, kind, record, hash FROM event WHERE seq > ? ORDER BY seq LIMIT ?"


def encode_event(event: Event) -> bytes:
    """The record as it is stored and hashed."""
    return orjson.dumps(
        {
            "at": event.at,
            "body": event.body,
            "by": event.by,
            "command": event.command,
            "kind": event.kind._value_,
            "role": event.role,
            "seq": event.seq,
        },
        option=orjson.OPT_SORT_KEYS,
    )


def decode_event(record: bytes) -> Event:
    document = orjson.loads(record)
    return Event(
        kind=EventKind(document["kind"]),
        at=document["at"],
        by=document["by"],
        role=document["role"],
        command=document["command"],
        body=document["body"],
        seq=document["seq"],
    )


def chain(previous: bytes, record: bytes) -> bytes:
    """The hash of a record."""
    return hashlib.sha256(previous + record).digest()


@dataclass(frozen=True, slots=True)
class Broken:
    """The first record that doesn't hold."""

    seq: int
    problem: str


class Verification:
    """A walk through the ledger from its first record, some records at a time."""

    def __init__(self) -> None:
        self.ended = False
        """The ledger's end was reached, or a broken record."""
        self._hash, self._seq, self._at = GENESIS, 0, 0

    def go_on(self, connection: sqlite3.Connection, records: int) -> Broken | None:
        """Look at the next `records` records; None when they are whole, in order and chained to those before."""
        rows = connection.execute(_NEXT_RECORDS, (self._seq, records)).fetchall()
        self.ended = len(rows) < records
        for row in rows:
            problem = self._problem(*row)
            if problem is not None:
                self.ended = True
                return problem
        return None

    def _problem(self, seq: int, at: int, kind: str, record: bytes, digest: bytes) -> Broken | None:
        expected = self._seq + 1
        if seq != expected:
            return Broken(expected, f"record {expected} is missing, {seq} follows")
        if chain(self._hash, record) != digest:
            return Broken(seq, "the hash doesn't fit the record and its predecessor")
        try:
            event = decode_event(record)
        except (orjson.JSONDecodeError, KeyError, ValueError) as error:
            return Broken(seq, f"the record can't be read: {error}")
        if (event.seq, event.at, event.kind.value) != (seq, at, kind):
            return Broken(seq, "the columns beside the record differ from it")
        if at < self._at:
            return Broken(seq, "time goes backwards")
        self._hash, self._seq, self._at = digest, seq, at
        return None


def verify(connection: sqlite3.Connection) -> Broken | None:
    """The whole ledger in one go; None when every record is whole, in order and chained."""
    walk = Verification()
    broken = None
    while not walk.ended:
        broken = walk.go_on(connection, VERIFIED_AT_ONCE)
    return broken


def events_after(connection: sqlite3.Connection, after: int) -> Iterator[Event]:
    """All events with a higher seq, in order."""
    for (record,) in connection.execute("SELECT record FROM event WHERE seq > ? ORDER BY seq", (after,)):
        yield decode_event(record)
