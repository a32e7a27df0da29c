"""The queue and the paper path of an emulated A4 printer: sheet by sheet, stopping for whatever is wrong, going on when it is put
right, as real ones do.
"""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field

from PIL import Image

PENDING, PROCESSING, STOPPED, CANCELED, ABORTED, COMPLETED = 3, 5, 6, 7, 8, 9
ENDED = (CANCELED, ABORTED, COMPLETED)
KEPT_JOBS = 20


@dataclass(slots=True)
class Job:
    number: int
    state: int = PENDING
    sheets: int = 0
    pages: list[Image.Image] | None = field(default=None, repr=False)
    """None: its document hasn't come yet."""
    cancel: bool = False


class JobQueue:
    """Args:
    blocked: why no sheet can move now; None: one can.
    sheet_s: how long a sheet takes.
    on_sheet: a sheet came out; `False` says that it never got out.
    """

    def __init__(
        self,
        blocked: Callable[[], str | None],
        *,
        sheet_s: float,
        on_sheet: Callable[[Image.Image], bool],
    ) -> None:
        self._blocked = blocked
        self._sheet_s = sheet_s
        self._on_sheet = on_sheet
        self._jobs: dict[int, Job] = {}
        self._next = 1
        self._changed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._run(), name="emulated document printer")

    async def stop(self) -> None:
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    def forget_all(self) -> None:
        """Its power was cut."""
        for job in self._jobs.values():
            job.cancel = True
        self._jobs = {}
        self.wake()

    def wake(self) -> None:
        """Something changed that may let sheets move, or a job was added or cancelled."""
        self._changed.set()

    def create(self) -> Job:
        job = Job(self._next)
        self._next += 1
        self._jobs[job.number] = job
        for number in [old.number for old in self._jobs.values() if old.state in ENDED][:-KEPT_JOBS]:
            del self._jobs[number]
        return job

    def find(self, number: int) -> Job | None:
        return self._jobs.get(number)

    def all(self) -> list[Job]:
        return list(self._jobs.values())

    def waiting(self) -> list[Job]:
        return [job for job in self._jobs.values() if job.state not in ENDED]

    def give(self, job: Job, pages: list[Image.Image]) -> None:
        job.pages = pages
        self.wake()

    def cancel(self, job: Job) -> None:
        """It ends behind the sheet that moves now."""
        job.cancel = True
        if job.pages is None or job.state in (PENDING, STOPPED):
            self._end(job, CANCELED)
        self.wake()

    def _end(self, job: Job, state: int) -> None:
        job.state = state
        job.pages = []

    async def _run(self) -> None:
        while True:
            job = next((one for one in self.waiting() if one.pages is not None), None)
            if job is None:
                await self._wait()
                continue
            await self._print(job)

    async def _print(self, job: Job) -> None:
        job.state = PROCESSING
        for page in list(job.pages or []):
            while not job.cancel and (why := self._blocked()) is not None:
                job.state = STOPPED if why else PROCESSING
                await self._wait()
            if job.cancel or job.state in ENDED:
                break
            job.state = PROCESSING
            if self._sheet_s:
                await asyncio.sleep(self._sheet_s)
            if self._on_sheet(page):
                job.sheets += 1
        if job.state not in ENDED:
            self._end(job, CANCELED if job.cancel else COMPLETED)

    async def _wait(self) -> None:
        self._changed.clear()
        await self._changed.wait()
