"""The hall's database and the state in memory, for one thread: give it a batch, and it is on disk when `process` returns.

When the disk refuses, the batch is answered as not stored, the state in memory is read back from the tables, and the next batch
is tried as usual. No thread, no waiting: `writer` brings both.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog

from api.messages.completion import Completion
from hall_controller.clock import HallClock
from hall_controller.domain.deliveries import Delivery
from hall_controller.domain.due import next_due_at
from hall_controller.domain.events import Event
from hall_controller.domain.forecasts import Forecasts, NoForecasts
from hall_controller.domain.hall import Hall
from hall_controller.domain.rules import Rules
from hall_controller.domain.state import Place
from hall_controller.store import answers
from hall_controller.store.batch import Batch
from hall_controller.store.load import last_hash, load_hall
from hall_controller.store.prune import prune
from hall_controller.store.rebuild import rebuild_if_due
from hall_controller.store.schema import Connect, connect, migrate, write_one_page
from hall_controller.store.transaction import Beat, Item, Transaction

LONGEST_WAIT_S = 30.0
"""The timers are looked at at least this often, whatever the clock says."""
RETRY_S = 1.0
"""After the disk refused, timers and a write are tried again this much later; commands at once."""

_FAULTS_OF_OURS = (
    sqlite3.IntegrityError,
    sqlite3.ProgrammingError,
    sqlite3.InterfaceError,
    sqlite3.DataError,
    sqlite3.NotSupportedError,
)
"""The statement was wrong, not the disk."""


@dataclass(frozen=True, slots=True)
class Committed:
    """What one durable commit held."""

    events: tuple[Event, ...]
    deliveries: tuple[Delivery, ...]


Answers = list[tuple[Any, Completion]]
"""Tokens of the waiting ones and their answers."""


class HallStore:
    """Made, opened, used and closed by one thread.

    Args:
        path: the database file; its folder exists.
        new_id: a fresh ULID for each call.
        on_batch: called after each commit, with None when nothing happened in it or it failed.
        chance: evenly spread over [0, 1), for what nobody shall foresee.
    """

    def __init__(
        self,
        path: Path,
        rules: Rules,
        clock: HallClock,
        new_id: Callable[[], str],
        on_batch: Callable[[Committed | None, Answers], None],
        chance: Callable[[], float],
        connect: Connect = sqlite3.connect,
    ) -> None:
        self._path = path
        self._rules = rules
        self._clock = clock
        self._new_id = new_id
        self._chance = chance
        self._on_batch = on_batch
        self._connect = connect
        self._connection: sqlite3.Connection | None = None
        self._hall: Hall | None = None
        self._hash = b""
        self._failing = False
        self._pruned_day = ""
        self._forecasts: Forecasts = NoForecasts()
        self._joined: Mapping[Place, int] | None = None
        """`Hall.joined` of the replica that `open` returned, with all commits since: forecasts are made by the replica's."""

    @property
    def failing(self) -> bool:
        """The last write was refused by the disk."""
        return self._failing

    def open(self) -> Hall:
        """Bring the schema up to date, load the state, carry out what ran out meanwhile. Returns a replica of the state.

        Raises:
            NewerDatabase: the file is of a newer version.
            sqlite3.Error: the file can't be opened.
        """
        connection = self._connection = connect(self._path, self._connect)
        migrate(connection)
        rebuild_if_due(connection, self._rules)
        self._catch_up(connection)
        replica = load_hall(connection, self._rules)
        self._joined = dict(replica.joined)
        if self._hall is not None:
            self._hall.joined = defaultdict(int, self._joined)
        return replica

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def promise_by(self, forecasts: Forecasts) -> None:
        """What the hall may promise from now on. Any thread, at any time: the store takes it over whenever it reads the state."""
        self._forecasts = forecasts
        if self._hall is not None:
            self._hall.forecasts = forecasts

    def process(self, items: list[Item]) -> None:
        """One batch and whatever is due by now: durable, and told to `on_batch`, when this returns."""
        self._follow_wall()
        self._process(self._open_connection(), items)

    def wait_s(self) -> float:
        """How long nothing is due, at most."""
        if self._hall is None or self._failing:
            return RETRY_S
        wait_s = (next_due_at(self._hall) - self._clock.now_ms()) / 1000
        return min(LONGEST_WAIT_S, max(0.0, wait_s))

    def prune(self) -> None:
        """While nobody waits, some old rows after each batch, until the day's share is done."""
        self._prune(self._open_connection())

    def _open_connection(self) -> sqlite3.Connection:
        if self._connection is None:
            raise RuntimeError("the hall's store isn't open")
        return self._connection

    def _catch_up(self, connection: sqlite3.Connection) -> None:
        """Timers that ran out while nobody was here, the change of the day above all: part of the state that `open` returns.
        Their deliveries are found among the pending ones. On a full disk the hall starts all the same, to be read.
        """
        self._restore(connection)
        try:
            self._commit(connection, [])
        except (sqlite3.OperationalError, OSError) as error:
            self._forget(connection)
            structlog.get_logger().error("hall store refuses writes", path=str(self._path), error=str(error))
            self._failing = True

    def _follow_wall(self) -> None:
        if moved_ms := self._clock.follow_wall():
            structlog.get_logger().warning("hall clock moved forward to the machine's", moved_ms=moved_ms)

    def _process(self, connection: sqlite3.Connection, items: list[Item]) -> None:
        try:
            committed, given = self._commit(connection, items)
        except _FAULTS_OF_OURS:
            self._one_by_one(connection, items)
            return
        except (sqlite3.Error, OSError, MemoryError) as error:
            self._forget(connection)
            if not self._failing:
                self._failing = True
                structlog.get_logger().error("hall store refuses writes", path=str(self._path), error=str(error))
            self._tell(None, [(item.token, answers.store_unavailable(item.wish.id)) for item in items])
            return
        except Exception:
            self._one_by_one(connection, items)
            return
        if committed is not None or given:
            self._tell(committed, given)

    def _commit(self, connection: sqlite3.Connection, items: list[Item]) -> tuple[Committed | None, Answers]:
        hall = self._hall if self._hall is not None else self._restore(connection)
        batch = Batch(self._hash)
        given = Transaction(connection, hall, batch, self._clock.now_ms(), self._new_id, self._chance).run(items)
        if not batch.empty:
            batch.write(connection, hall)
            self._hash = batch.hash
            if self._joined is not None and batch.events:
                self._joined = dict(hall.joined)
            self._wrote()
        elif (self._failing and not items) or any(isinstance(item.wish, Beat) for item in items):
            write_one_page(connection)
            self._wrote()
        return Committed(tuple(batch.events), tuple(batch.deliveries)) if batch.events else None, given

    def _wrote(self) -> None:
        """Something reached the disk. A batch that needed no write proves nothing."""
        if self._failing:
            self._failing = False
            structlog.get_logger().info("hall store takes writes again", path=str(self._path))

    def _one_by_one(self, connection: sqlite3.Connection, items: list[Item]) -> None:
        """A fault of ours in one command must not cost the others of its batch. Called while the exception is handled."""
        self._forget(connection)
        if len(items) > 1:
            for item in items:
                self._process(connection, [item])
            return
        failed = items[0].wish if items else None
        kind = type(failed).__name__ if failed is not None else "timers"
        structlog.get_logger().exception("hall command failed", kind=kind, command=failed.id if failed is not None else "")
        self._tell(None, [(item.token, answers.internal_error(item.wish.id)) for item in items])

    def _tell(self, committed: Committed | None, given: Answers) -> None:
        try:
            self._on_batch(committed, given)
        except Exception:
            # Nobody hears the answers any more, such as after the loop was closed. What is stored is stored; the hall goes on.
            structlog.get_logger().exception("hall answers found nobody")

    def _forget(self, connection: sqlite3.Connection) -> None:
        """The state in memory is ahead of the tables: read it again before the next batch."""
        self._hall = None
        if connection.in_transaction:
            try:
                connection.execute("ROLLBACK")
            except sqlite3.Error as error:
                structlog.get_logger().error("hall store rollback failed", error=str(error))

    def _restore(self, connection: sqlite3.Connection) -> Hall:
        """The state after the last commit."""
        hall = load_hall(connection, self._rules)
        self._clock.not_before(hall.at)
        self._hash = last_hash(connection)
        hall.forecasts = self._forecasts
        if self._joined is not None:
            hall.joined = defaultdict(int, self._joined)
        self._hall = hall
        return hall

    def _prune(self, connection: sqlite3.Connection) -> None:
        now = self._clock.now_ms()
        today = self._rules.local.day(now)
        if today == self._pruned_day or self._failing:
            return
        try:
            if not prune(connection, now):
                self._pruned_day = today
        except sqlite3.Error as error:
            # Tomorrow is early enough: old rows cost room, and a disk that refuses says so with the next command.
            self._pruned_day = today
            self._forget(connection)
            structlog.get_logger().warning("hall store couldn't be pruned", error=str(error))
