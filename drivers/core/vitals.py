"""How a worker is: written by its thread, read by any other."""

from collections.abc import Callable

from drivers.core.errors import DeviceError
from drivers.core.lifecycle import WorkerState


class Vitals:
    """State, counters, and when its thread last showed that it is alive."""

    def __init__(self, monotonic_s: Callable[[], float]) -> None:
        self._monotonic_s = monotonic_s
        self.state = WorkerState.CONFIGURED
        self.down: DeviceError | None = None
        """Why the device is down; None while it is well or nothing has failed yet."""
        self.counts = {"connected": 0, "lost": 0, "performed": 0, "failed": 0, "refused": 0}
        self._last_tick_s = monotonic_s()

    def tick(self) -> None:
        self._last_tick_s = self._monotonic_s()

    @property
    def silent_s(self) -> float:
        """Since the last tick."""
        return self._monotonic_s() - self._last_tick_s
