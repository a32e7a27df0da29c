"""What the controller says of itself on the bus: `ctl/hall` describe and status, retained."""

import asyncio
from collections.abc import Callable

from api.bus.port import BusPort
from api.messages.state import Describe, Status
from api.messages.topics import HALL_DEVICE
from api.messages.views import HallBoard
from api.messages.words import DeviceState
from hall_controller.mqtt.requests import COMMANDS

STATUS_INTERVAL_S = 1.0
"""Waiting counts for whoever shows them; more often nobody reads."""


class OwnState:
    """Publishes at start-up and then on change, at most once a second."""

    def __init__(self, bus: BusPort, board: Callable[[], HallBoard], version: str) -> None:
        self._bus = bus
        self._board = board
        self._version = version
        self._changed = asyncio.Event()
        self._published: Status | None = None

    def changed(self) -> None:
        self._changed.set()

    def describe(self) -> None:
        """Once, before the bus starts."""
        describe = Describe(kind="hall-controller", driver=self._version, commands=tuple(sorted(COMMANDS)))
        self._bus.set_state(HALL_DEVICE, "describe", describe)
        self.publish()

    def publish(self) -> None:
        board = self._board()
        detail: dict[str, object] = {
            "waiting": {queue.id: queue.waiting for queue in board.queues},
            "open_windows": {queue.id: queue.open_windows for queue in board.queues},
        }
        if board.emergency is not None:
            # Retained: a terminal that is cut off, or starts anew, still tells people to leave.
            detail["emergency"] = {"since": board.emergency.since, "text": board.emergency.text}
        status = Status(device=DeviceState.ONLINE, detail=detail)
        if status != self._published:
            self._published = status
            self._bus.set_state(HALL_DEVICE, "status", status)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            self.publish()
            await asyncio.sleep(STATUS_INTERVAL_S)
