"""The one writer of the hall: a thread, one transaction for whatever has gathered while the last one went to disk.

Answers leave only after their commit.
"""

import queue
import secrets
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import structlog

from api.ports import Submission
from hall_controller.clock import HallClock
from hall_controller.config import HallConfig
from hall_controller.domain.forecasts import Forecasts
from hall_controller.domain.hall import Hall
from hall_controller.domain.rules import Rules
from hall_controller.store.hall_store import Answers, Committed, HallStore
from hall_controller.store.ids import IdBlocks
from hall_controller.store.lock import HallLock
from hall_controller.store.transaction import Beat, Item, Note, Settlement

BATCH_MAX = 512
"""Commands in one transaction: beyond this the commit's share of each is below a microsecond and waiting only grows."""

_SYSTEM_CHANCE = secrets.SystemRandom()


class HallWriter:
    """Owns the database. `submit` and `settle` may be called from any thread.

    Args:
        path: the database file; its folder exists.
        on_batch: called in the writer's thread after each commit, with None when nothing happened in it or it failed. It
            must not block.
        chance: evenly spread over [0, 1), for what nobody shall foresee.
    """

    def __init__(
        self,
        path: Path,
        config: HallConfig,
        clock: HallClock,
        new_id: Callable[[], str],
        on_batch: Callable[[Committed | None, Answers], None],
        chance: Callable[[], float] = _SYSTEM_CHANCE.random,
    ) -> None:
        self._rules = Rules(config)
        ids = IdBlocks(new_id)
        self._store = HallStore(path, self._rules, clock, ids.next, on_batch, chance)
        self._lock = HallLock(path)
        self._queue: queue.SimpleQueue[Item | bool | None] = queue.SimpleQueue()
        self._opened: Future[Hall] = Future()
        self._begun = threading.Event()
        self._thread = threading.Thread(target=self._run, name="hall-writer", daemon=True)

    @property
    def rules(self) -> Rules:
        return self._rules

    @property
    def failing(self) -> bool:
        """The last write was refused by the disk."""
        return self._store.failing

    def open(self) -> Hall:
        """Take the lock, bring the schema up to date, load the state. Returns a replica of the state; nothing changes
        until `begin`, so the caller can get ready to follow from there.

        Raises:
            HallIsTaken: another controller works on this hall.
            NewerDatabase: the file is of a newer version.
            sqlite3.Error: the file can't be opened.
        """
        self._lock.acquire()
        self._thread.start()
        try:
            return self._opened.result()
        except BaseException:
            self._thread.join()
            self._lock.release()
            raise

    def promise_by(self, forecasts: Forecasts) -> None:
        """What the hall may promise from now on. Any thread may call this."""
        self._store.promise_by(forecasts)

    def begin(self) -> None:
        """Carry out commands and timers from now on."""
        self._begun.set()

    def submit(self, submission: Submission, token: Any) -> None:
        """The answer comes to `on_batch` with this token."""
        self._queue.put(Item(submission, token))

    def settle(self, settlement: Settlement, token: Any) -> None:
        """How a delivery ended; durable when the answer comes."""
        self._queue.put(Item(settlement, token))

    def note(self, note: Note, token: Any) -> None:
        """In the ledger when the answer comes."""
        self._queue.put(Item(note, token))

    def beat(self, beat: Beat, token: Any) -> None:
        """Something was written to the disk when the answer comes."""
        self._queue.put(Item(beat, token))

    def wake(self) -> None:
        """Look at the timers now."""
        self._queue.put(True)

    def close(self) -> None:
        """What was submitted before is still carried out."""
        if self._thread.is_alive():
            self._queue.put(None)
            self._begun.set()
            self._thread.join()
        self._lock.release()

    def _run(self) -> None:
        try:
            try:
                replica = self._store.open()
            except BaseException as error:
                self._opened.set_exception(error)
                return
            self._opened.set_result(replica)
            self._begun.wait()
            self._work()
        except Exception:
            # Nobody joins this thread before the end: the log says at once what the pulse will only notice.
            structlog.get_logger().exception("hall writer ended")
            raise
        finally:
            self._store.close()

    def _work(self) -> None:
        going = True
        while going:
            items, going = self._gather()
            self._store.process(items)
            if self._queue.empty():
                self._store.prune()

    def _gather(self) -> tuple[list[Item], bool]:
        """Wait for the first, take what else is there. False at the end."""
        items: list[Item] = []
        try:
            entry = self._queue.get(timeout=self._store.wait_s())
        except queue.Empty:
            return items, True
        while True:
            if entry is None:
                return items, False
            if isinstance(entry, Item):
                items.append(entry)
            if len(items) >= BATCH_MAX:
                return items, True
            try:
                entry = self._queue.get_nowait()
            except queue.Empty:
                return items, True
