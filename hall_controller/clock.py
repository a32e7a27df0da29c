"""The hall's clock: real time where it can be had, never backwards.

A jump of the machine's wall clock (a person, NTP's first step) must reorder nothing. So the wall is read at start, and time
goes on by the machine's running time, which nobody can set; it never starts before the ledger's last instant. A hall that
started before its machine knew the time moves forward once the wall has stood ahead for a while, and never back.
"""

import time
from collections.abc import Callable

_NS_PER_MS = 1_000_000

JUMP_MS = 5_000
"""A wall clock this far ahead was set; NTP slews smaller distances away by itself."""
STAYS_MS = 30_000
"""A wall clock that someone sets back within this time moved nothing."""


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
        self._seen_ahead: tuple[int, int] | None = None
        """By how much the wall was first seen ahead, and at which running time."""

    def not_before(self, at: int) -> None:
        """Continue from `at`, the ledger's last instant, if the wall clock stands before it."""
        self._offset = max(self._offset, at - self._running())

    def now_ms(self) -> int:
        return self._offset + self._running()

    def follow_wall(self) -> int:
        """Move forward to a wall clock that jumped ahead and stayed there. Returns by how many ms; 0 nearly always.

        For one thread, every few seconds. Timers see the moved time: what they wait for ends early by as much.
        """
        running, ahead = self._running(), self.drift_ms()
        if ahead <= JUMP_MS:
            self._seen_ahead = None
        elif self._seen_ahead is None or abs(ahead - self._seen_ahead[0]) > JUMP_MS:
            self._seen_ahead = ahead, running
        elif running - self._seen_ahead[1] >= STAYS_MS:
            self._seen_ahead = None
            self._offset += ahead
            return ahead
        return 0

    def drift_ms(self) -> int:
        """Wall clock minus hall clock. Large after a jump of the wall: forwards for a while, backwards to the next restart."""
        return self._wall() - self.now_ms()
