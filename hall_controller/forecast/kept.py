"""How often printed promises were kept."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kept:
    printed: int
    share: float
    """Called within what was printed."""
    earlier: float
    later: float
    width_min: float
    """Mean width of the range, minutes."""

    @staticmethod
    def of(results: Iterable[tuple[int, float]]) -> "Kept":
        """From (0 kept, -1 earlier, 1 later; width in minutes) of each."""
        found = list(results)
        if not found:
            return Kept(0, 0.0, 0.0, 0.0, 0.0)
        number, counts = len(found), Counter(result for result, _ in found)
        width_min = sum(width for _, width in found) / number
        return Kept(number, counts[0] / number, counts[-1] / number, counts[1] / number, width_min)
