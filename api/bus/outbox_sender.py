"""Tells the hall what waits in the outbox, one entry after another, until each has its completion.

In order and one at a time: what a person did second must not be judged first. A link or receiver that is away holds all of it
back; an entry that the receiver's software fails on is parked after a few attempts so that it doesn't hold back the rest.
"""

import asyncio
import logging
from collections.abc import Callable

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

    def start(self) -> None:
        """Take up what is left from before, then wait for `wake`."""
        if self._task is None:
            self._outbox.unpark()
            self._task = asyncio.create_task(self._run(), name=f"outbox-{self._bus.node}")

    def wake(self) -> None:
        """An entry was committed."""
        self._added.set()

    async def stop(self) -> None:
        """What isn't answered yet stays in the outbox."""
        if self._task is None:
            return
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        self._task = None

    async def _run(self) -> None:
        while True:
            self._added.clear()
            entries = self._outbox.pending()
            for entry in entries:
                await self._tell(entry)
            if not entries:
                await self._added.wait()

    async def _tell(self, entry: OutboxEntry) -> None:
        rests = pauses(RETRY_FIRST_S, RETRY_LIMIT_S, RETRY_FACTOR, self._jitter)
        internal_errors = 0
        while True:
            completion = await self._answer(entry)
            if not _not_now(completion):
                break
            internal_errors += completion.code is CompletionCode.INTERNAL_ERROR
            if internal_errors >= INTERNAL_ERRORS_UNTIL_PARKED:
                self._park(entry)
                return
            await asyncio.sleep(next(rests))
        try:
            with transaction(self._outbox.connection):
                self._on_done(entry, completion)
                self._outbox.remove(entry.id)
        except Exception:
            log.exception("the owner of outbox entry %s failed on its completion", entry.id)
            self._park(entry)

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
                log.warning("outbox entry %s still has no answer", entry.id)

    def _park(self, entry: OutboxEntry) -> None:
        self._outbox.park(entry.id)
        log.error("outbox entry %s is parked", entry.id)
        if self._on_parked is not None:
            self._on_parked(entry)


def _not_now(completion: Completion) -> bool:
    """Nothing was stored and the same id may come again."""
    return (
        completion.code in (CompletionCode.INTERNAL_ERROR, CompletionCode.DEVICE_NOT_READY)
        or completion.error_code == Refusal.STORE_UNAVAILABLE.value
    )
