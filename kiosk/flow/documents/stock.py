"""The counted stock of certificate blanks: numbered paper that staff put in by hand and answer for. Pure."""

from dataclasses import dataclass
from enum import StrEnum

MOST = 5_000
"""More blanks than any tray holds: a slip of the finger."""


class StockLevel(StrEnum):
    PLENTY = "plenty"
    LOW = "low"
    """Staff should bring more."""
    OUT = "out"


@dataclass(frozen=True, slots=True)
class Stock:
    left: int
    low_at: int
    """So many or fewer are low."""

    @property
    def level(self) -> StockLevel:
        if self.left <= 0:
            return StockLevel.OUT
        return StockLevel.LOW if self.left <= self.low_at else StockLevel.PLENTY


def left_after(left: int, expected: int, came_out: int | None) -> int:
    """What is left when a document's blanks, taken off before it was printed, are settled.

    Args:
        left: with `expected` taken off already.
        came_out: None: nobody knows, and all of them count as used, so that a blank too few is expected rather than one too many.
    """
    return left if came_out is None else max(0, left + expected - came_out)
