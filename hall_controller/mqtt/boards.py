"""Keeps boards and call pads at the hall's present state: after a change, after a device came back, before its time ends.

Derived state, not deliveries: only the latest counts, at most once a second for each device.
"""

import asyncio
from collections.abc import Callable
from functools import partial

from api.messages.views import HallBoard
from hall_controller.config import HallConfig
from hall_controller.devices.bindings import split_address
from hall_controller.devices.registry import DeviceRegistry
from hall_controller.mqtt.fanout import WORK_S, Fanout
from hall_controller.mqtt.lane import Output
from hall_controller.mqtt.present import REFRESH_AFTER_S, Present, present_outputs

COALESCE_S = 1.0
"""A waiting count that changes more often than a person reads is sent once."""
RETRY_AFTER_S = 15.0
"""A device that didn't take it is tried again this often, which also ends its `output.mute`."""
USEFUL_MS = 5_000
"""A present output that couldn't be sent by then has long been replaced."""


class Boards:
    """Compares what devices should show with what they took last, and sends the difference."""

    def __init__(
        self,
        config: HallConfig,
        board: Callable[[], HallBoard],
        fanout: Fanout,
        registry: DeviceRegistry,
        now_ms: Callable[[], int],
        make_id: Callable[[], str],
    ) -> None:
        self._config = config
        self._board = board
        self._fanout = fanout
        self._registry = registry
        self._now_ms = now_ms
        self._make_id = make_id
        self._changed = asyncio.Event()

    def changed(self) -> None:
        """The hall or a device changed."""
        self._changed.set()

    async def run(self) -> None:
        """Until cancelled: at once after a change, then not again for COALESCE_S; and every RETRY_AFTER_S without one."""
        while True:
            try:
                async with asyncio.timeout(RETRY_AFTER_S):
                    await self._changed.wait()
            except TimeoutError:
                pass
            self._changed.clear()
            self.refresh()
            await asyncio.sleep(COALESCE_S)

    def refresh(self) -> None:
        """Send what differs now."""
        for present in present_outputs(self._config, self._board()):
            if self._fanout.busy(present.address) or self._wanted(present):
                useful_until = self._now_ms() + USEFUL_MS
                output = Output(self._make_id(), present.name, present.body, useful_until, WORK_S, durable=False)
                self._fanout.show_present(present.address, output, partial(self._wanted, present))

    def _wanted(self, present: Present) -> bool:
        """Whether the device, as far as known, shows something else."""
        if self._registry.node_session(split_address(present.address)[0]) is None:
            return False
        shown = self._fanout.last_shown(present.address)
        if shown is None:
            return True
        age_s = (self._now_ms() - shown.at) / 1000
        if not shown.done:
            return age_s >= RETRY_AFTER_S
        return not present.matches(shown.name, shown.body) or age_s >= REFRESH_AFTER_S
