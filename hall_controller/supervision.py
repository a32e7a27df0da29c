"""Tells the hall what its windows lack, as soon as that differs from what the hall knows."""

import asyncio
from collections.abc import Callable

import structlog

from api.messages.hall_commands import ReportWindow
from api.ports import HallPort, Submission
from hall_controller.devices.window_lacks import WindowLacks
from hall_controller.domain.events import Event, EventKind
from hall_controller.domain.hall import Hall
from hall_controller.domain.requests import HALL_ACTOR
from hall_controller.store.hall_store import Committed

TICK_S = 1.0

_NOT_AT_THE_WINDOW = frozenset({EventKind.WINDOW_REPORTED, EventKind.TIDAL_OPENED, EventKind.TIDAL_ENDED, EventKind.TICKET_RATED})
"""Events of a window that nobody at it brought about, or only the citizen."""


class WindowSupervision:
    """`hears`: the controller's own connection to the bus stands."""

    def __init__(
        self,
        port: HallPort,
        replica: Callable[[], Hall],
        lacks: WindowLacks,
        hears: Callable[[], bool],
        monotonic_s: Callable[[], float],
        new_id: Callable[[], str],
    ) -> None:
        self._port = port
        self._replica = replica
        self._lacks = lacks
        self._hears = hears
        self._monotonic_s = monotonic_s
        self._new_id = new_id
        self._log = structlog.get_logger("hall_controller.windows")

    def follow(self, committed: Committed) -> None:
        """Who does something at a window is there."""
        now = self._monotonic_s()
        for event in committed.events:
            if _is_sign_of_life(event):
                self._lacks.heard(event.body["window"], now)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self.review()
            await asyncio.sleep(TICK_S)

    async def review(self) -> None:
        """Once. What the hall can't store now is found again at the next."""
        found = self._lacks.differing(self._replica().windows, hears=self._hears(), now=self._monotonic_s())
        submissions = [
            Submission(self._new_id(), HALL_ACTOR, ReportWindow(window=number, fault=lack.fault, offline=lack.offline))
            for number, lack in found.items()
        ]
        if not submissions:
            return
        for number, lack in found.items():
            self._log.warning("window.lacks", window=number, device=lack.fault, offline=lack.offline)
        await self._port.submit_many(submissions)


def _is_sign_of_life(event: Event) -> bool:
    return bool(event.command) and event.kind not in _NOT_AT_THE_WINDOW and isinstance(event.body.get("window"), int)
