"""What the agent says of itself on the bus: how many devices it drives, and what is wrong with its settings."""

from collections.abc import Callable

from api.bus.port import BusPort
from api.messages.state import Describe, Faults, Status
from api.messages.topics import NODE_DEVICE
from api.messages.words import Action, DeviceState
from drivers.core.faults import FaultBook

BAD_FILE = "agent.configuration"
"""The changed configuration file can't be used; the agent goes on with the one before."""
RESTART_NEEDED = "agent.restartNeeded"
"""The file changes what only a restart can."""


class NodeReport:
    """Used on the loop's thread."""

    def __init__(self, bus: BusPort, wall_ms: Callable[[], int]) -> None:
        self._bus = bus
        self._devices = 0
        self._faults = FaultBook(wall_ms, self._changed)

    def begin(self, devices: int, place: str) -> None:
        describe = Describe(kind="node", driver="drivers.agent", place=place, commands=("diagnose",))
        self._bus.set_state(NODE_DEVICE, "describe", describe)
        self.drives(devices)

    def drives(self, devices: int) -> None:
        self._devices = devices
        self._changed(self._faults.view())

    def set_fault(self, code: str, *, present: bool) -> None:
        if present:
            self._faults.open(code, Action.CONFIGURATION)
        else:
            self._faults.close(code)

    def faults(self) -> tuple[str, ...]:
        """What is held against the agent's own settings."""
        return tuple(fault.code for fault in self._faults.view().faults)

    def _changed(self, faults: Faults) -> None:
        self._bus.set_state(NODE_DEVICE, "fault", faults)
        first = faults.faults[0] if faults.faults else None
        self._bus.set_state(
            NODE_DEVICE,
            "status",
            Status(
                device=DeviceState.ONLINE,
                action=first.action if first else Action.NONE,
                reason=first.code if first else "ok",
                detail={"devices": self._devices},
            ),
        )
