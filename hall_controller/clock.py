"""The hall's clock: real time where it can be had, never backwards.

A jump of the machine's wall clock (a person, NTP's first step) must reorder nothing. So the wall is read once, at start,
and time goes on by the machine's running time, which nobody can set; it never starts before the ledger's last instant.
"""

import time
from collections.abc import Callable

_NS_PER_MS = 1_000_000


def wall_ms() -> int:
    """The machine's idea of UTC, ms since 1970."""
    return time.time_ns() // _NS_PER_MS


def running_ms() -> int:
    """Milliseconds since the machine started, its sleep included."""
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // _NS_PER_MS


class HallClock:
    """Non-decreasing UTC milliseconds."""

    def __init__(self, wall: Callable[[], int] = wall_ms, running: Callable[[], int] = running_ms) -> None:
        self._wall = wall
        self._running = running
        self._offset = wall() - running()

    def not_before(self, at: int) -> None:
        """Continue from `at`, the ledger's last instant, if the wall clock stands before it."""
        self._offset = max(self._offset, at - self._running())

    def now_ms(self) -> int:
        return self._offset + self._running()

    def drift_ms(self) -> int:
        """Wall clock minus hall clock. Large after a jump of the wall: a restart follows it, forwards only."""
        return self._wall() - self.now_ms()
