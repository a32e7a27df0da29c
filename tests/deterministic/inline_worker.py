"""A device's worker without its thread: one job after another on the simulated loop, with the product's own drivers."""

import asyncio
import random
from collections import deque
from collections.abc import Callable
from typing import Any

from api.messages.state import Status
from api.messages.words import Action
from drivers.core.driver import Driver
from drivers.core.errors import Cancelled, DeviceError, DeviceNotReady, QueueFull
from drivers.core.job import Job
from drivers.core.lifecycle import WorkerState, status_of_error
from drivers.core.performer import Performer
from drivers.core.worker import QUEUE_LIMIT, Outputs
from tests.deterministic.devices import Cable
from tests.deterministic.party import Life

WORK_S = (0.001, 0.5)
LISTEN_S = 1.0
AGAIN_S = (0.5, 3.0)


class InlineWorker:
    """What `drivers.agent.commands.CommandDesk` needs of a worker."""

    def __init__(
        self,
        device: str,
        driver: Driver,
        cable: Cable,
        outputs: Outputs,
        life: Life,
        *,
        now_s: Callable[[], float],
        chance: random.Random,
    ) -> None:
        self.device = device
        self.driver = driver
        self.state = WorkerState.CONFIGURED
        self._cable = cable
        self._outputs = outputs
        self._life = life
        self._now_s = now_s
        self._chance = chance
        self._performer = Performer(driver, device)
        self._jobs: deque[Job] = deque()
        self._running: Job | None = None
        self._came = asyncio.Event()
        self._told: Status | None = None
        cable.on_arrival = self._came.set

    def submit(self, job: Job) -> None:
        """
        Raises:
            QueueFull, DeviceNotReady: as the real worker.
        """
        if self.state is WorkerState.BACKOFF:
            raise DeviceNotReady(f"{self.device} is down", reason="link.lost", action=Action.MAINTENANCE)
        if len(self._jobs) >= QUEUE_LIMIT:
            raise QueueFull("too many")
        self._jobs.append(job)
        self._came.set()

    def cancel(self, command_id: str) -> bool:
        if self._running is not None and self._running.id == command_id:
            self._running.cancel()
            return True
        job = next((job for job in self._jobs if job.id == command_id), None)
        if job is None:
            return False
        self._jobs.remove(job)
        job.done(Cancelled().completion(command_id))
        return True

    def reset(self) -> None:
        """The link is made anew at the next trouble; nothing else hangs here."""

    def diagnose(self) -> dict[str, Any]:
        return {"state": self.state.value}

    def keep_frames(self) -> str:
        """Nothing is kept here."""
        return ""

    async def run(self) -> None:
        """Until the process ends."""
        self._outputs.on_identity(self.driver.identity())
        while True:
            try:
                await self._serve()
            except DeviceError as error:
                self.state = WorkerState.BACKOFF
                while self._jobs:
                    job = self._jobs.popleft()
                    job.done(DeviceNotReady(error.detail, reason=error.reason).completion(job.id))
                self._tell(status_of_error(error))
                self._performer.guarded(self.driver.disconnect)
                self._cable.close()
            await asyncio.sleep(self._chance.uniform(*AGAIN_S))

    async def _serve(self) -> None:
        self._cable.open()
        self.driver.link = self._cable
        self.driver.connect(self._cable)
        self.driver.check()
        self.state = WorkerState.READY
        while True:
            self._tell(self.driver.status())
            if self._jobs:
                await self._perform(self._jobs.popleft())
                continue
            self._came.clear()
            self._performer.guarded(lambda: self.driver.listen(0.0))
            try:
                async with asyncio.timeout(LISTEN_S):
                    await self._came.wait()
            except TimeoutError:
                continue

    async def _perform(self, job: Job) -> None:
        self._running = job
        try:
            await asyncio.sleep(self._chance.uniform(*WORK_S))
            self._life.require_alive()
            completion, error = self._performer.perform(job, self._now_s())
        finally:
            self._running = None
        job.done(completion)
        if error is not None and error.breaks_link:
            raise error

    def _tell(self, status: Status) -> None:
        if status != self._told:
            self._told = status
            self._outputs.on_status(status)
