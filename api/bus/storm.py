"""Two machines with one client id throw each other out for ever; noticed by how often it happens."""

from collections import deque

STORM_COUNT = 3
STORM_WINDOW_MS = 60_000
STORM_PAUSE_S = 15.0
"""While it lasts this side comes back seldom, so that the other one can work."""


class TakeOverStorm:
    def __init__(self) -> None:
        self._at: deque[int] = deque(maxlen=STORM_COUNT)
        self._now_ms = 0

    def taken_over(self, now_ms: int) -> bool:
        """Note one take-over; True when the last three fell into one minute."""
        self._at.append(now_ms)
        return self.rages(now_ms)

    def rages(self, now_ms: int) -> bool:
        return len(self._at) == STORM_COUNT and now_ms - self._at[0] < STORM_WINDOW_MS

    def pause_s(self, now_ms: int) -> float:
        """Least pause before the next connection."""
        return STORM_PAUSE_S if self.rages(now_ms) else 0.0
