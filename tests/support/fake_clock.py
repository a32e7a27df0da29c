"""A clock that stands still until a test moves it."""

import threading


class FakeClock:
    """`drivers.core.clock.Clock`; waits end when they are notified or when `advance` passes their end."""

    def __init__(self) -> None:
        self._now_s = 1_000.0
        self._lock = threading.Lock()
        self._waiting: dict[threading.Condition, float] = {}

    def monotonic_s(self) -> float:
        return self._now_s

    def wall_ms(self) -> int:
        return int(self._now_s * 1000)

    def wait(self, condition: threading.Condition, timeout_s: float | None) -> None:
        with self._lock:
            self._waiting[condition] = float("inf") if timeout_s is None else self._now_s + timeout_s
        condition.wait(30)
        with self._lock:
            self._waiting.pop(condition, None)

    def advance(self, seconds: float) -> None:
        self._now_s += seconds
        with self._lock:
            waiting = list(self._waiting)
        for condition in waiting:
            with condition:
                condition.notify_all()

    def next_wait_s(self) -> float | None:
        """How long the earliest waiter still has to wait; None when nobody waits."""
        with self._lock:
            ends = [end_s for end_s in self._waiting.values() if end_s != float("inf")]
        return min(ends) - self._now_s if ends else None
