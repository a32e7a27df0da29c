"""How often a face may be tried: five failures, then five minutes without. Knows no person.

Counted for the kiosk, not for the person who claims to be somebody: whoever stands there could claim to be another one each
time, and nothing about anybody is kept between two citizens. All other ways stay open meanwhile.
"""

from collections import deque

TRIES = 5
PAUSE_S = 300.0


class Tries:
    """Told the time in seconds of a steady clock."""

    def __init__(self, tries: int = TRIES, pause_s: float = PAUSE_S) -> None:
        self._tries = tries
        self._pause_s = pause_s
        self._failures: deque[float] = deque(maxlen=tries)

    def failed(self, now_s: float) -> None:
        """Somebody else, nobody alive, or nobody known here."""
        self._failures.append(now_s)

    def verified(self) -> None:
        self._failures.clear()

    def used(self, now_s: float) -> int:
        """Failures that count still."""
        while self._failures and now_s - self._failures[0] >= self._pause_s:
            self._failures.popleft()
        return len(self._failures)

    def wait_s(self, now_s: float) -> float:
        """Until the next try is allowed; 0: now."""
        if self.used(now_s) < self._tries:
            return 0.0
        return self._pause_s - (now_s - self._failures[-1])
