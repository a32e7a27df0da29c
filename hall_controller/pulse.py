"""Feels the writer's pulse: a commit that changes nothing goes its whole way to the disk, every few seconds. Feeds the watchdog.

A stuck writer is a dead controller, however well the rest looks: systemd then starts a new one. One that answers that the disk
refuses is alive: a new one would find the same disk, and meanwhile nobody could read.
"""

import asyncio
from collections.abc import Callable

import structlog

from api.messages.views import PartHealth
from hall_controller.service import HallService

INTERVAL_S = 5.0
ANSWER_WITHIN_S = 10.0
"""A commit takes milliseconds; a disk that needs this long is failing."""


class Pulse:
    """`feed` is called after each beat. Args: answer_within_s: for tests of a writer that hangs."""

    def __init__(
        self,
        service: HallService,
        feed: Callable[[], None],
        interval_s: float = INTERVAL_S,
        answer_within_s: float = ANSWER_WITHIN_S,
    ) -> None:
        self._service = service
        self._feed = feed
        self._interval_s = interval_s
        self._answer_within_s = answer_within_s
        self._log = structlog.get_logger("hall_controller.pulse")
        self._beating = True

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            beating = await self.beat()
            if beating:
                self._feed()
            if beating != self._beating:
                self._beating = beating
                (self._log.info if beating else self._log.error)("writer.answers" if beating else "writer.silent")
            await asyncio.sleep(self._interval_s)

    async def beat(self) -> bool:
        """One way through the writer; False when it didn't answer."""
        try:
            async with asyncio.timeout(self._answer_within_s):
                await self._service.beat()
        except TimeoutError:
            return False
        return True

    def health(self) -> PartHealth:
        """The part `store` of /healthz."""
        if self._service.store_failing:
            return PartHealth(name="store", well=False, detail="the disk refuses writes; reads go on")
        return PartHealth(name="store", well=self._beating, detail="writes" if self._beating else "the writer doesn't answer")
