"""The machine's clock, read here for the bus and nowhere else in it."""

import time
from collections.abc import Callable

Clock = Callable[[], int]
"""UTC milliseconds since 1970."""


def system_clock() -> int:
    """UTC ms now."""
    return time.time_ns() // 1_000_000
