"""How many failures are too many: past the budget the kiosk ends itself, and systemd starts a clean one."""

from collections import deque

FAILURES_ALLOWED = 5
WINDOW_S = 600.0


class FailureBudget:
    """Counts failures in a sliding window of seconds."""

    def __init__(self, allowed: int = FAILURES_ALLOWED, window_s: float = WINDOW_S) -> None:
        self._allowed = allowed
        self._window_s = window_s
        self._times: deque[float] = deque(maxlen=allowed + 1)

    def spend(self, now_s: float) -> bool:
        """Count one failure; False when the budget is used up."""
        self._times.append(now_s)
        while self._times and now_s - self._times[0] > self._window_s:
            self._times.popleft()
        return len(self._times) <= self._allowed
