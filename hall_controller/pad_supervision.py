"""Ends rating questions whose pad is gone, shortly before the hall would take the silence for a citizen who didn't answer."""

import asyncio
from collections.abc import Callable

import structlog

from api.messages.hall_commands import Rate
from api.messages.words import RatingOutcome
from api.ports import HallPort, Submission
from hall_controller.devices.dead_pads import asks_of_dead_pads
from hall_controller.domain.hall import Hall
from hall_controller.domain.requests import HALL_ACTOR

TICK_S = 0.4
"""Twice within the time that a question's pad has left for telling late."""


class PadSupervision:
    """`hears`: the controller's own connection to the bus stands; without it no pad is known to be gone."""

    def __init__(
        self,
        port: HallPort,
        replica: Callable[[], Hall],
        is_usable: Callable[[str], bool],
        hears: Callable[[], bool],
        now_ms: Callable[[], int],
        new_id: Callable[[], str],
    ) -> None:
        self._port = port
        self._replica = replica
        self._is_usable = is_usable
        self._hears = hears
        self._now_ms = now_ms
        self._new_id = new_id
        self._log = structlog.get_logger("hall_controller.pads")

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self.review()
            await asyncio.sleep(TICK_S)

    async def review(self) -> None:
        """Once."""
        if not self._hears():
            return
        hall = self._replica()
        waited_for = [hall.asks[window.ask] for window in hall.windows.values() if window.ask in hall.asks]
        found = asks_of_dead_pads(waited_for, self._pad_of, self._is_usable, self._now_ms())
        for ask in found:
            self._log.warning("ask.padGone", window=hall.asks[ask].window)
        await self._port.submit_many(
            [Submission(self._new_id(), HALL_ACTOR, Rate(ask=ask, outcome=RatingOutcome.DEVICE_FAULT)) for ask in found]
        )

    def _pad_of(self, window: int) -> str | None:
        rule = self._replica().rules.windows.get(window)
        return rule.rating_pad if rule is not None else None
