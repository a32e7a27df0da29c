"""Numbers that the dead unit had leased: their ranges are closed, so nobody gives them out again.

A number of such a range that a citizen holds already is honoured all the same: staff enter it (`docs/operating/outage.md`).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from api.messages.views import BlockView
from api.messages.words import BlockKind
from tingtang.paper.sources import HttpSource


@dataclass(frozen=True, slots=True)
class Closed:
    ranges: int
    unused: int
    """Numbers in them that were never given out."""
    used: int
    """Numbers in them that the hall knows of."""


def leased_by(blocks: Iterable[BlockView], node: str) -> list[BlockView]:
    return [block for block in blocks if block.kind is BlockKind.ISLAND and block.holder == node]


def close_numbers(hall: HttpSource, node: str) -> Closed:
    """Doing it again closes nothing twice.

    Raises:
        NoRange, httpx.HTTPError: the hall says no or can't be reached; the ranges before are closed.
    """
    ranges = leased_by(hall.blocks(), node)
    unused = sum(hall.close(block.id) for block in ranges)
    return Closed(len(ranges), unused, sum(block.used for block in ranges))
