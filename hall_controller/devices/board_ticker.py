"""Tells the live feed when the device board changed, and looks for hall screens that don't show a call."""

import asyncio
from collections.abc import Callable

import structlog

from hall_controller.devices.registry import DeviceRegistry
from hall_controller.devices.screens import ScreenWatch

INTERVAL_S = 0.25
"""The live feed sends the board at most five times a second."""


class BoardTicker:
    """Compares revisions: the sources needn't know who looks at them."""

    def __init__(self, registry: DeviceRegistry, screens: ScreenWatch, changed: Callable[[], None]) -> None:
        self._registry = registry
        self._screens = screens
        self._changed = changed
        self._told = (0, 0)
        self._log = structlog.get_logger("hall_controller.devices")

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            self.tick()
            await asyncio.sleep(INTERVAL_S)

    def tick(self) -> None:
        for screen in self._screens.check():
            self._log.warning("screen.mute", screen=screen)
        present = (self._registry.revision, self._screens.revision)
        if present != self._told:
            self._told = present
            self._changed()
