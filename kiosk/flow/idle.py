"""Is anybody still there? Quiet → warning with count-down → expired; any touch starts it again.

Times from the accessibility rules for public terminals: 60 s (elderly mode 120 s), then 20 s to answer.
"""

from dataclasses import dataclass, replace

GONE_AFTER_S = 15.0
"""Nothing moved and nothing was touched for so long: they have left. People who read a page shift their weight more often."""


@dataclass(frozen=True, slots=True)
class IdleTiming:
    quiet_s: float = 60.0
    warning_s: float = 20.0

    def unhurried(self) -> "IdleTiming":
        """For people who need longer: twice the quiet before the kiosk asks, and the same time to answer."""
        return replace(self, quiet_s=2 * self.quiet_s)


@dataclass(frozen=True, slots=True)
class Warned:
    """Nobody has touched the screen for long; the session is wiped in `left_s` whole seconds."""

    left_s: int


@dataclass(frozen=True, slots=True)
class Expired:
    """The warning wasn't answered."""


class IdleTimer:
    """Pure: told the time, in seconds of any steady clock."""

    def __init__(self, timing: IdleTiming, now_s: float) -> None:
        self._timing = timing
        self._since_s = now_s

    def take(self, timing: IdleTiming) -> None:
        """Other times from here on; how long it has been quiet stays known."""
        self._timing = timing

    def hurry(self, now_s: float) -> None:
        """Nobody seems to be there any more: ask at once, if nothing was touched lately either."""
        if now_s - self._since_s >= GONE_AFTER_S:
            self._since_s = min(self._since_s, now_s - self._timing.quiet_s)

    def stand_still(self, seconds: float) -> None:
        """So long nobody could be expected to answer: the kiosk was speaking."""
        self._since_s += seconds

    def touch(self, now_s: float) -> None:
        self._since_s = now_s

    def state(self, now_s: float) -> Warned | Expired | None:
        """None while somebody seems to be there."""
        quiet_s = now_s - self._since_s
        if quiet_s < self._timing.quiet_s:
            return None
        left_s = self._timing.quiet_s + self._timing.warning_s - quiet_s
        if left_s <= 0:
            return Expired()
        return Warned(left_s=int(left_s) + 1 if left_s % 1 else int(left_s))
