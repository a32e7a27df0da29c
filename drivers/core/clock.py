"""Time as workers see it; tests bring their own."""

import threading
import time
from typing import Protocol


class Clock(Protocol):
    def monotonic_s(self) -> float:
        """Seconds that never jump; their zero means nothing."""
        ...

    def wall_ms(self) -> int:
        """UTC milliseconds since 1970."""
        ...

    def wait(self, condition: threading.Condition, timeout_s: float | None) -> None:
        """Wait on a held `condition` until notified, or until `timeout_s` have passed on this clock."""
        ...


class SystemClock:
    def monotonic_s(self) -> float:
        return time.monotonic()

    def wall_ms(self) -> int:
        return time.time_ns() // 1_000_000

    def wait(self, condition: threading.Condition, timeout_s: float | None) -> None:
        condition.wait(timeout_s)
