"""What a kiosk must not forget: takes under way with their prints, beside the outbox and leased numbers, in one SQLite file.

No personal data: a number, a service, ids, and pseudonyms of people who gave a consent. Each method is one durable transaction or
part of the caller's.
"""

import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from api.bus.database import Connect, open_database, transaction
from api.bus.outbox import Outbox
from api.messages.views import TicketSlip, TicketView
from api.messages.words import HandOver, TicketClass
from kiosk.flow.ports import IssuedTicket

SCHEMA_VERSION = 5
KEPT_MS = 7 * 24 * 3600 * 1000
"""Settled takes stay a week for the technician, as the command journals do."""
CONSENT_KEPT_MS = 1_095 * 24 * 3600 * 1000
"""As long as a register may keep a template at most (`identity.registry.keep_days`): then there is nothing to take back."""

_SCHEMA = (
    """
    CREATE TABLE take (
        id TEXT PRIMARY KEY,
        service TEXT NOT NULL,
        language TEXT NOT NULL,
        hand_over TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        ticket TEXT,
        slip TEXT,
        refusal TEXT,
        reported TEXT,
        rated INTEGER NOT NULL DEFAULT 0,
        left INTEGER NOT NULL DEFAULT 0,
        settled INTEGER NOT NULL DEFAULT 0,
        CHECK ((ticket IS NULL) = (slip IS NULL))
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE take_command (
        take_id TEXT NOT NULL REFERENCES take (id) ON DELETE CASCADE,
        name TEXT NOT NULL,
        command_id TEXT NOT NULL,
        PRIMARY KEY (take_id, name)
    ) STRICT, WITHOUT ROWID
    """,
)
_SCHEMA_2 = (
    """
    CREATE TABLE lease (
        id TEXT PRIMARY KEY,
        queue TEXT NOT NULL,
        prefix TEXT NOT NULL,
        first INTEGER NOT NULL,
        last INTEGER NOT NULL,
        digits INTEGER NOT NULL,
        day TEXT NOT NULL,
        next INTEGER NOT NULL,
        returned INTEGER NOT NULL DEFAULT 0,
        CHECK (next BETWEEN first AND last + 1)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE lease_wish (
        queue TEXT PRIMARY KEY,
        day TEXT NOT NULL,
        command_id TEXT NOT NULL,
        count INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE TABLE kept (name TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID",
)
_SCHEMA_3 = (
    "ALTER TABLE take ADD COLUMN ticket_class TEXT NOT NULL DEFAULT 'walk-in'",
    # Ids of services with a space between them.
    "ALTER TABLE take ADD COLUMN more TEXT NOT NULL DEFAULT ''",
)
_SCHEMA_4 = (
    """
    CREATE TABLE consent (
        id TEXT PRIMARY KEY,
        purpose TEXT NOT NULL,
        person TEXT NOT NULL,
        given_at INTEGER NOT NULL,
        receipt TEXT UNIQUE
    ) STRICT, WITHOUT ROWID
    """,
)
_SCHEMA_5 = (
    "CREATE TABLE paper_stock (name TEXT PRIMARY KEY, left INTEGER NOT NULL CHECK (left >= 0)) STRICT, WITHOUT ROWID",
    """
    CREATE TABLE document_print (
        id TEXT PRIMARY KEY,
        at INTEGER NOT NULL,
        blanks INTEGER NOT NULL,
        settled INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
)
_MIGRATIONS = (_SCHEMA, _SCHEMA_2, _SCHEMA_3, _SCHEMA_4, _SCHEMA_5)
"""Statements of each schema version, in order; a released one is never edited."""


@dataclass(frozen=True, slots=True)
class TakeRow:
    """One take as it stands."""

    id: str
    service: str
    language: str
    hand_over: HandOver
    created_at: int
    """UTC ms of the tap."""
    issued: IssuedTicket | None
    refusal: str | None
    reported: HandOver | None
    rated: bool
    left: bool
    """The citizen is gone."""
    settled: bool
    """Nothing more to do."""
    ticket_class: TicketClass = TicketClass.WALK_IN
    more: tuple[str, ...] = ()
    """Further services on the number."""

    @property
    def ticket_id(self) -> str:
        """What the hall knows it by: a number that the kiosk gave on its own has an id of its own."""
        return self.issued.view.id if self.issued is not None else self.id


class KioskStore:
    """Used on the event loop's thread only. `open` first, `close` last."""

    def __init__(self, path: Path, clock: Callable[[], int], connect: Connect = sqlite3.connect) -> None:
        """`clock`: UTC ms."""
        self._path = path
        self._clock = clock
        self._connect = connect
        self._connection: sqlite3.Connection | None = None

    @property
    def connection(self) -> sqlite3.Connection:
        if self._connection is None:
            raise RuntimeError("the kiosk's store isn't open")
        return self._connection

    def open(self) -> Outbox:
        """Open the file, bring it to the present version, forget what is old. Returns its outbox.

        Raises:
            sqlite3.Error: it can't be opened or written.
            RuntimeError: a newer version of the product wrote it.
        """
        connection = open_database(self._path, self._connect)
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            _migrate(connection)
            oldest = self._clock() - KEPT_MS
            connection.execute("DELETE FROM take WHERE settled = 1 AND created_at < ?", (oldest,))
            connection.execute("DELETE FROM document_print WHERE at < ?", (oldest,))
            connection.execute("DELETE FROM consent WHERE given_at < ?", (self._clock() - CONSENT_KEPT_MS,))
        except BaseException:
            connection.close()
            raise
        self._connection = connection
        return Outbox(connection, self._clock)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def transaction(self) -> AbstractContextManager[None]:
        return transaction(self.connection)

    def add_take(
        self,
        take_id: str,
        service: str,
        language: str,
        hand_over: HandOver,
        *,
        ticket_class: TicketClass = TicketClass.WALK_IN,
        more: tuple[str, ...] = (),
    ) -> None:
        self.connection.execute(
            "INSERT INTO take (id, service, language, hand_over, created_at, ticket_class, more) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (take_id, service, language, hand_over.value, self._clock(), ticket_class.value, " ".join(more)),
        )

    def take(self, take_id: str) -> TakeRow | None:
        found = self._select("WHERE id = ?", take_id)
        return found[0] if found else None

    def open_takes(self) -> list[TakeRow]:
        """What isn't settled, oldest first."""
        return self._select("WHERE settled = 0 ORDER BY created_at, id")

    def issue(self, take_id: str, ticket: IssuedTicket) -> None:
        self.connection.execute(
            "UPDATE take SET ticket = ?, slip = ? WHERE id = ?",
            (ticket.view.model_dump_json(), ticket.slip.model_dump_json(), take_id),
        )

    def refuse(self, take_id: str, code: str) -> None:
        self.connection.execute("UPDATE take SET refusal = ?, settled = 1 WHERE id = ?", (code, take_id))

    def report(self, take_id: str, handed_over: HandOver | None) -> None:
        """Note what the hall is told. None: the number is void."""
        self.connection.execute(
            "UPDATE take SET reported = ?, settled = (settled OR left OR ? IS NOT 'screen') WHERE id = ?",
            (handed_over.value if handed_over else None, handed_over.value if handed_over else None, take_id),
        )

    def leave(self, take_id: str) -> None:
        """The citizen is gone; with the hand-over reported nothing is left to do."""
        self.connection.execute("UPDATE take SET left = 1, settled = (settled OR reported IS NOT NULL) WHERE id = ?", (take_id,))

    def rate_once(self, take_id: str) -> bool:
        """True for the first call for a take."""
        return self.connection.execute("UPDATE take SET rated = 1 WHERE id = ? AND rated = 0", (take_id,)).rowcount == 1

    def command_id(self, take_id: str, name: str, new_id: Callable[[], str]) -> str:
        """The id of a take's one command of this name (`print-0`, `reprint-1` …): made once, the same after a crash."""
        with self.transaction():
            self.connection.execute(
                "INSERT INTO take_command (take_id, name, command_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                (take_id, name, new_id()),
            )
        known = self.known_command_id(take_id, name)
        assert known is not None  # noqa: S101 (inserted above)
        return known

    def known_command_id(self, take_id: str, name: str) -> str | None:
        row = self.connection.execute(
            "SELECT command_id FROM take_command WHERE take_id = ? AND name = ?", (take_id, name)
        ).fetchone()
        return str(row[0]) if row else None

    def _select(self, condition: str, *parameters: object) -> list[TakeRow]:
        rows = self.connection.execute(
            "SELECT id, service, language, hand_over, created_at, ticket, slip, refusal, reported, rated, left, settled, "  # noqa: S608
            f"ticket_class, more FROM take {condition}",  # fixed texts
            parameters,
        )
        return [
            TakeRow(
                id=id_,
                service=service,
                language=language,
                hand_over=HandOver(hand_over),
                created_at=created_at,
                issued=_issued(ticket, slip),
                refusal=refusal,
                reported=HandOver(reported) if reported else None,
                rated=bool(rated),
                left=bool(left),
                settled=bool(settled),
                ticket_class=TicketClass(ticket_class),
                more=tuple(more.split()),
            )
            for (
                id_,
                service,
                language,
                hand_over,
                created_at,
                ticket,
                slip,
                refusal,
                reported,
                rated,
                left,
                settled,
                ticket_class,
                more,
            ) in rows
        ]


def _issued(ticket: str | None, slip: str | None) -> IssuedTicket | None:
    if ticket is None or slip is None:
        return None
    return IssuedTicket(TicketView.model_validate_json(ticket), TicketSlip.model_validate_json(slip))


def _migrate(connection: sqlite3.Connection) -> None:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > SCHEMA_VERSION:
        raise RuntimeError(f"the kiosk's store has version {version}; this program knows {SCHEMA_VERSION}")
    for number, statements in enumerate(_MIGRATIONS[version:], start=version + 1):
        with transaction(connection):
            for statement in statements:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number}")
