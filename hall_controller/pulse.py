"""Feels the writer's pulse: an empty transaction through its whole way, every few seconds. The watchdog is fed by it.

A stuck writer is a dead controller, however well the rest looks: systemd then starts a new one.
"""

import asyncio
from collections.abc import Callable

import structlog

from api.messages.views import PartHealth
from hall_controller.service import HallService

INTERVAL_S = 5.0
ANSWER_WITHIN_S = 10.0
"""A commit takes milliseconds; a disk that needs this long is failing."""
NO_DELIVERY = "0" * 26
"""Settling a delivery that doesn't exist goes the way of every command and changes no row."""


class Pulse:
    """`feed` is called after each beat. While the disk refuses writes no transaction is tried for its own sake: an empty one
    would pass and hide that.
    """

    def __init__(self, service: HallService, feed: Callable[[], None], interval_s: float = INTERVAL_S) -> None:
        self._service = service
        self._feed = feed
        self._interval_s = interval_s
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
        if self._service.store_failing:
            return True
        try:
            async with asyncio.timeout(ANSWER_WITHIN_S):
                await self._service.settle_delivery(NO_DELIVERY, succeeded=True)
        except TimeoutError:
            return False
        return True

    def health(self) -> PartHealth:
        """The part `store` of /healthz."""
        if self._service.store_failing:
            return PartHealth(name="store", well=False, detail="the disk refuses writes; reads go on")
        return PartHealth(name="store", well=self._beating, detail="writes" if self._beating else "the writer doesn't answer")
