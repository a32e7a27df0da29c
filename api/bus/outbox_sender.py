"""Tells the hall what waits in the outbox, one entry after another, until each has its completion.

In order and one at a time: what a person did second must not be judged first. A link or receiver that is away holds all of it
back; an entry that can't be sent, or that the receiver's software fails on a few times, is parked so that it doesn't hold back
the rest. While this node's own disk refuses, nothing is settled: the same entry is told again when the disk is well.
"""

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Iterator

from api.bus.backoff import Jitter, pauses, system_jitter
from api.bus.database import transaction
from api.bus.outbox import Outbox, OutboxEntry
from api.bus.port import BusPort, NotAnswered
from api.messages.completion import Completion
from api.messages.words import CompletionCode, Refusal

log = logging.getLogger(__name__)

ATTEMPT_S = 30.0
"""One request's time-out; then the same id goes out anew. Resends within it are the bus's."""
RETRY_FIRST_S, RETRY_LIMIT_S, RETRY_FACTOR = 0.5, 30.0, 2.0
"""Pauses after an answer that says: not now."""
INTERNAL_ERRORS_UNTIL_PARKED = 5
OUT_OF_TIME_UNTIL_BELIEVED = 3
"""A receiver that stood still first answers the old copies it finds: what was sent since is in time. Only one that goes on
saying so means it, such as to a node whose clock is wrong.
"""

OnDone = Callable[[OutboxEntry, Completion], None]


class OutboxSender:
    """One task on the event loop. `on_done` runs in the transaction that removes the entry: both happen or neither."""

    def __init__(
        self,
        bus: BusPort,
        outbox: Outbox,
        on_done: OnDone,
        *,
        on_parked: Callable[[OutboxEntry], None] | None = None,
        resend_s: float = 1.5,
        jitter: Jitter = system_jitter,
    ) -> None:
        self._bus = bus
        self._outbox = outbox
        self._on_done = on_done
        self._on_parked = on_parked
        self._resend_s = resend_s
        self._jitter = jitter
        self._added = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._asking: tuple[str, asyncio.Task[Completion]] | None = None

    def start(self) -> None:
        """Take up what is left from before, then wait for `wake`."""
        if self._task is None:
            self._task = asyncio.create_task(self._run(), name=f"outbox-{self._bus.node}")

    def wake(self) -> None:
        """An entry was committed."""
        self._added.set()

    def withdraw(self, entry_id: str) -> None:
        """Tell it no more, as part of the caller's transaction. What is on the way may be carried out all the same."""
        self._outbox.remove(entry_id)
        if self._asking is not None and self._asking[0] == entry_id:
            self._asking[1].cancel()

    async def stop(self) -> None:
        """What isn't answered yet stays in the outbox."""
        if self._task is None:
            return
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        self._task = None

    async def _run(self) -> None:
        rests, refused, taken_up = self._rests(), False, False
        while True:
            self._added.clear()
            try:
                if not taken_up:
                    self._outbox.unpark()
                    taken_up = True
                entries = self._outbox.pending()
                for entry in entries:
                    await self._tell_or_park(entry)
            except sqlite3.Error as error:
                if not refused:
                    log.error("the outbox of node %s waits for its own disk: %s", self._bus.node, error)
                refused = True
                await asyncio.sleep(next(rests))
                continue
            if refused:
                log.info("the outbox of node %s goes on", self._bus.node)
                rests, refused = self._rests(), False
            if not entries:
                await self._added.wait()

    async def _tell_or_park(self, entry: OutboxEntry) -> None:
        try:
            await self._tell(entry)
        except sqlite3.OperationalError:
            # The disk is full or held by another: no fault of this entry, and parking it would need the disk too.
            raise
        except Exception:
            log.exception("outbox entry can't be sent, or its owner failed on its completion", extra=_ids(entry))
            self._park(entry)

    async def _tell(self, entry: OutboxEntry) -> None:
        rests = self._rests()
        internal_errors = out_of_time = 0
        while True:
            completion = await self._ask(entry)
            if completion is None:
                return
            internal_errors += completion.code is CompletionCode.INTERNAL_ERROR
            out_of_time += completion.code is CompletionCode.TIME_OUT
            if internal_errors >= INTERNAL_ERRORS_UNTIL_PARKED:
                self._park(entry)
                return
            if not _not_now(completion) or out_of_time >= OUT_OF_TIME_UNTIL_BELIEVED:
                break
            await asyncio.sleep(next(rests))
        with transaction(self._outbox.connection):
            self._on_done(entry, completion)
            self._outbox.remove(entry.id)

    def _rests(self) -> Iterator[float]:
        return pauses(RETRY_FIRST_S, RETRY_LIMIT_S, RETRY_FACTOR, self._jitter)

    async def _ask(self, entry: OutboxEntry) -> Completion | None:
        """None: it was withdrawn before or meanwhile."""
        if self._outbox.get(entry.id) is None:
            return None
        asking = asyncio.create_task(self._answer(entry), name=f"ask-{entry.id}")
        self._asking = entry.id, asking
        try:
            await asyncio.wait({asking})
            return None if asking.cancelled() else asking.result()
        finally:
            self._asking = None
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)

    async def _answer(self, entry: OutboxEntry) -> Completion:
        while True:
            try:
                return await self._bus.request(
                    entry.topic,
                    entry.body,
                    command_id=entry.id,
                    by=entry.by,
                    timeout_s=ATTEMPT_S,
                    resend_s=self._resend_s,
                )
            except NotAnswered:
                log.warning("outbox entry still has no answer", extra=_ids(entry))

    def _park(self, entry: OutboxEntry) -> None:
        self._outbox.park(entry.id)
        log.error("outbox entry is parked", extra=_ids(entry))
        if self._on_parked is not None:
            self._on_parked(entry)


def _not_now(completion: Completion) -> bool:
    """Nothing was stored and the same id may come again."""
    return (
        completion.code in (CompletionCode.INTERNAL_ERROR, CompletionCode.DEVICE_NOT_READY, CompletionCode.TIME_OUT)
        or completion.error_code == Refusal.STORE_UNAVAILABLE.value
    )


def _ids(entry: OutboxEntry) -> dict[str, str]:
    """For the log: what it is, never what stands in it."""
    return {"entry": entry.id, "topic": entry.topic}
