"""Whether a platform is worth asking. Pure: the clock's readings come from outside."""

FAILURES_UNTIL_AWAY = 3
"""In a row: one lost answer is no outage."""
AWAY_S = 30.0
"""So long nobody is kept waiting; then one question finds out."""


class Breaker:
    """Closed, open for AWAY_S after failures in a row, then half open: one more failure opens it again at once."""

    def __init__(self) -> None:
        self._failures = 0
        self._away_until_s = 0.0

    def ready(self, now_s: float) -> bool:
        return self._failures < FAILURES_UNTIL_AWAY or now_s >= self._away_until_s

    def worked(self) -> None:
        self._failures = 0

    def failed(self, now_s: float) -> None:
        self._failures += 1
        if self._failures >= FAILURES_UNTIL_AWAY:
            self._away_until_s = now_s + AWAY_S
