"""The hall on the event loop: commands go to the writer's thread, answers come back after their commit."""

import asyncio
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

import structlog

from api.messages.completion import Completion
from api.messages.hall_commands import Catalogue
from api.messages.words import Refusal
from api.ports import Submission
from api.process.readings import Durations
from hall_controller.check_tries import CheckTries
from hall_controller.clock import HallClock
from hall_controller.config import HallConfig
from hall_controller.domain.deliveries import Delivery
from hall_controller.domain.forecasts import Forecasts
from hall_controller.domain.hall import Hall
from hall_controller.domain.reads import READS, read
from hall_controller.domain.requests import Refused
from hall_controller.metrics import COMMAND_BOUNDS_S
from hall_controller.projection import Projection
from hall_controller.store import answers
from hall_controller.store.hall_store import Answers, Committed
from hall_controller.store.reader import StoreReader
from hall_controller.store.transaction import Beat, Note, Settlement
from hall_controller.store.writer import HallWriter

BEAT = "0" * 26
"""The id that every beat has; nothing is stored under it."""


class Writer(Protocol):
    """`HallWriter`, or what a simulation without threads puts in its place."""

    @property
    def failing(self) -> bool: ...
    def open(self) -> Hall: ...
    def begin(self) -> None: ...
    def promise_by(self, forecasts: Forecasts) -> None: ...
    def submit(self, submission: Submission, token: Any) -> None: ...
    def settle(self, settlement: Settlement, token: Any) -> None: ...
    def note(self, note: Note, token: Any) -> None: ...
    def beat(self, beat: Beat, token: Any) -> None: ...
    def wake(self) -> None: ...
    def close(self) -> None: ...


MakeWriter = Callable[
    [Path, HallConfig, HallClock, Callable[[], str], Callable[[Committed | None, Answers], None]],
    Writer,
]
"""Path, configuration, clock, fresh ids, where batches are told."""


class HallService:
    """Implements `api.ports.HallPort`.

    `projection` and `ledger` are there from `open` on. Whoever wants to follow the hall adds itself with `listen`: it is
    called on the loop for each commit, after the projection has taken it in and before the commands' answers go out.
    """

    def __init__(
        self,
        path: Path,
        config: HallConfig,
        clock: HallClock,
        new_id: Callable[[], str],
        make_writer: MakeWriter = HallWriter,
        monotonic_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._clock = clock
        self._writer = make_writer(path, config, clock, new_id, self._from_writer)
        self._listeners: list[Callable[[Committed], None]] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closing = False
        self._tries = CheckTries()
        self._monotonic_s = monotonic_s
        self.durations = Durations(COMMAND_BOUNDS_S)
        """From arrival to answer, for `/metrics`."""
        self.ledger = StoreReader(path)
        self.projection: Projection

    async def open(self) -> list[Delivery]:
        """Lock, load and start. Returns the deliveries that devices still owe, oldest first.

        Raises:
            HallIsTaken: another controller works on this hall.
            NewerDatabase: the file is of a newer version.
            sqlite3.Error: the file can't be opened.
        """
        self._loop = asyncio.get_running_loop()
        opening = self._loop.run_in_executor(None, self._writer.open)
        self.projection = Projection(await opening, self._clock)
        try:
            owed = await self.ledger.pending_deliveries()
        except BaseException:
            await self.close()
            raise
        self._writer.begin()
        return owed

    async def close(self) -> None:
        """What was submitted before is still carried out and answered; what comes later is answered as not stored."""
        self._closing = True
        await asyncio.get_running_loop().run_in_executor(None, self._writer.close)
        # The writer's last answers stand in the loop's queue; they go out before whoever waits for this call goes on.
        await asyncio.sleep(0)
        await self.ledger.close()

    def promise_by(self, forecasts: Forecasts) -> None:
        """What numbers and screens may say about the wait."""
        self._writer.promise_by(forecasts)
        self.projection.hall.forecasts = forecasts

    def listen(self, listener: Callable[[Committed], None]) -> None:
        self._listeners.append(listener)

    @property
    def store_failing(self) -> bool:
        """The disk refused the last write: for `/healthz`."""
        return self._writer.failing

    async def submit(self, submission: Submission) -> Completion:
        """Apply the command once and answer after it is durable."""
        begun_s = self._monotonic_s()
        completion = await self._enter(submission)
        self.durations.took(self._monotonic_s() - begun_s)
        return completion

    async def submit_many(self, submissions: Sequence[Submission]) -> list[Completion]:
        """Each on its own; they share a commit as far as they fit."""
        begun_s = self._monotonic_s()
        completions = list(await asyncio.gather(*[self._enter(submission) for submission in submissions]))
        self.durations.took(self._monotonic_s() - begun_s, len(completions))
        return completions

    async def settle_delivery(self, delivery_id: str, *, succeeded: bool, detail: str = "") -> Completion:
        """How a device ended a delivery: durable when this returns. `detail` is the device's reason key when it failed.

        A failure goes into the ledger; if it was a rating question, its outcome is DEVICE_FAULT.
        """
        future = self._future()
        if self._closing:
            return answers.store_unavailable(delivery_id)
        self._writer.settle(Settlement(delivery_id, succeeded, detail), future)
        return await future

    async def note(self, note: Note) -> Completion:
        """Put something down in the ledger: durable when this returns. Answered with the note's body, or with that of the first
        note under the same id.
        """
        future = self._future()
        if self._closing:
            return answers.store_unavailable(note.id)
        self._writer.note(note, future)
        return await future

    async def beat(self) -> bool:
        """Once through the writer and to the disk, with nothing to store. False when the disk refused; a writer that hangs never
        answers.
        """
        future = self._future()
        self._writer.beat(Beat(BEAT), future)
        return (await future).succeeded

    def wake(self) -> None:
        """Let the hall look at its timers now; it does so by itself when they are due."""
        self._writer.wake()

    def _enter(self, submission: Submission) -> asyncio.Future[Completion]:
        future = self._future()
        command = submission.command
        if self._closing:
            future.set_result(answers.store_unavailable(submission.id))
        elif isinstance(command, Catalogue):
            future.set_result(self._catalogue(submission.id, command))
        elif type(command) in READS:
            future.set_result(self._read(submission))
        else:
            self._writer.submit(submission, future)
        return future

    def _catalogue(self, ident: str, command: Catalogue) -> Completion:
        """A read. Who has this version already gets `catalogue: null`, and how many wait in each queue now.

        `at` is the hall's clock: kiosks measure theirs by it.
        """
        catalogue = self.projection.catalogue()
        known = catalogue.version == command.have_version
        body = None if known else catalogue.model_dump(mode="json")
        result: dict[str, object] = {"version": catalogue.version, "catalogue": body, "at": self._clock.now_ms()}
        if known:
            result["queues"] = [queue.model_dump(mode="json") for queue in catalogue.queues]
        return answers.success(ident, result)

    def _read(self, submission: Submission) -> Completion:
        at = self._clock.now_ms()
        try:
            self._tries.require_left(submission, at)
            return answers.success(submission.id, read(self.projection.hall, submission.command, at))
        except Refused as refused:
            if refused.refusal is Refusal.WRONG_CHECK_CODE:
                self._tries.wrong(submission, at)
            return answers.refusal(submission.id, refused)

    def _future(self) -> asyncio.Future[Completion]:
        if self._loop is None:
            raise RuntimeError("the hall isn't open")
        return self._loop.create_future()

    def _from_writer(self, committed: Committed | None, given: Answers) -> None:
        """In the writer's thread: one call to the loop for the whole batch."""
        if self._loop is None:
            raise RuntimeError("the hall isn't open")
        self._loop.call_soon_threadsafe(self._on_loop, committed, given)

    def _on_loop(self, committed: Committed | None, given: Answers) -> None:
        if committed is not None:
            self.projection.feed(committed.events)
            for listener in self._listeners:
                try:
                    listener(committed)
                except Exception:
                    # The commit stands: one listener's fault must not keep the answers from the people who wait for them.
                    structlog.get_logger().exception("hall listener failed")
        for future, completion in given:
            if not future.done():
                future.set_result(completion)
