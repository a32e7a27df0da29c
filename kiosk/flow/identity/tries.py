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
        self._closed_until_s = -pause_s

    def failed(self, now_s: float) -> None:
        """Somebody else, nobody alive, or nobody known here. What failed long ago doesn't count."""
        self._failures.append(now_s)
        if len(self._failures) == self._tries and now_s - self._failures[0] < self._pause_s:
            self._closed_until_s = now_s + self._pause_s
            self._failures.clear()

    def verified(self) -> None:
        """A rightful person: what failed before was probably theirs."""
        self._failures.clear()

    def wait_s(self, now_s: float) -> float:
        """Until the next try is allowed; 0: now."""
        return max(0.0, self._closed_until_s - now_s)
