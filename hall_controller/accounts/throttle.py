"""Repeated failures shut an account's sign-in for a while. Pure: the clock comes in with each call."""

from collections import OrderedDict
from dataclasses import dataclass

FREE_FAILURES = 5
"""Wrong passwords in a row before the first wait: people mistype."""
FIRST_WAIT_S = 30.0
LONGEST_WAIT_S = 300.0
"""Waits double up to this: twelve guesses an hour. Whoever goes on guessing shuts the account for as long as they do, so it
isn't longer: a clerk gets in within minutes after they stop."""
FORGOTTEN_AFTER_S = 900.0
NAMES_MAX = 10_000
"""Names remembered; the oldest go first, so made-up names can't fill the memory."""


@dataclass(slots=True)
class _Failures:
    count: int
    last_at: float
    shut_until: float


class Throttle:
    """By name, whether an account of that name exists or not."""

    def __init__(self) -> None:
        self._failures: OrderedDict[str, _Failures] = OrderedDict()

    def wait_s(self, name: str, now: float) -> float:
        """Seconds until the next attempt is let through; 0 when it is now. `now`: monotonic seconds."""
        failures = self._failures.get(name)
        return max(0.0, failures.shut_until - now) if failures is not None else 0.0

    def failed(self, name: str, now: float) -> None:
        failures = self._failures.get(name)
        if failures is None or now - failures.last_at > FORGOTTEN_AFTER_S:
            failures = _Failures(0, now, now)
        failures.count += 1
        failures.last_at = now
        beyond = failures.count - FREE_FAILURES
        if beyond >= 0:
            failures.shut_until = now + min(LONGEST_WAIT_S, FIRST_WAIT_S * 2.0 ** min(beyond, 10))
        self._failures[name] = failures
        self._failures.move_to_end(name)
        while len(self._failures) > NAMES_MAX:
            self._failures.popitem(last=False)

    def succeeded(self, name: str) -> None:
        self._failures.pop(name, None)
