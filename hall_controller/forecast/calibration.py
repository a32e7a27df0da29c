"""Keeps the printed range honest: four of five calls within it, whatever the rollout gets wrong.

Adaptive conformal inference (Gibbs and Candès, 2021): after each call that came later than printed the late end moves out by a
step of 0.9, after each other one it moves in by a step of 0.1, so it comes to rest where one in ten is later; the early end
likewise. What is judged is what was printed, rounding included. Ends move in units of half the rollout's own range, so that one
offset fits short and long waits; and each pool and length of wait has its own, since the errors of a wait of three minutes say
nothing about one of thirty.
"""

from collections.abc import Iterable
from dataclasses import dataclass

MISSES = 0.1
"""Share of calls that may be earlier than printed, and later."""
STEP = 0.1
"""Units for a whole miss: a hundred calls of a pool settle an end, and one odd hour can't upset it."""
MOST, LEAST = 4.0, -2.0
"""An end may move out to five times the rollout's own distance from the middle, and in beyond the middle when the rollout is
always wrong in the same direction."""
LENGTHS_MS = (3 * 60_000, 8 * 60_000, 15 * 60_000)
"""Waits up to these, and beyond the last, are calibrated apart."""


@dataclass(frozen=True, slots=True)
class Offsets:
    """How far the ends stand outside the rollout's range, in units of half its width."""

    low: float
    high: float


Key = tuple[str, int]
"""Pool (a queue's id), length of wait."""

FIRST = Offsets(0.2, 0.2)
"""Of a pool that nothing is known of: rollouts know what they were told, and a hall does more than that."""


class Calibration:
    """Offsets by pool and length; one day's carry over to the next."""

    def __init__(self, offsets: Iterable[tuple[Key, Offsets]] = ()) -> None:
        self._offsets = dict(offsets)

    def of(self, pool: str, wait_ms: float) -> Offsets:
        """For a wait that is expected to take so long."""
        return self._offsets.get((pool, length_of(wait_ms)), FIRST)

    def learn(self, pool: str, wait_ms: float, kept: int) -> None:
        """A citizen who was promised `wait_ms` was called: 0 as printed, -1 earlier, 1 later."""
        key = pool, length_of(wait_ms)
        now = self._offsets.get(key, FIRST)
        # A new value instead of a changed one: another thread may be reading the old.
        self._offsets[key] = Offsets(_moved(now.low, missed=kept < 0), _moved(now.high, missed=kept > 0))

    def state(self) -> list[tuple[Key, Offsets]]:
        return sorted(self._offsets.items())


def length_of(wait_ms: float) -> int:
    """Index of the length of wait."""
    return sum(wait_ms > limit for limit in LENGTHS_MS)


def _moved(offset: float, *, missed: bool) -> float:
    return min(MOST, max(LEAST, offset + STEP * (float(missed) - MISSES)))
