"""What each event of a range of numbers changes."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from api.messages.words import BlockKind
from hall_controller.domain.events import Event, EventKind
from hall_controller.domain.facts import Block, fact_of
from hall_controller.domain.hall import Hall

LATE_MERGE_DAYS = 7
"""A kiosk that was cut off for so many days can still tell which numbers it gave out; later the range is forgotten."""


def use_number(hall: Hall, block: str, number: int, taken_at: int) -> None:
    """A number of the range was entered."""
    known = hall.facts.get(Block, block)
    if known is not None:
        hall.facts.put(replace(known, used=(*known.used, number), taken_until=max(known.taken_until, taken_at)))


def forget_blocks(hall: Hall) -> None:
    """With a new day: leased ranges too old for a late merge, and paper that is used up or destroyed."""
    oldest = (dt.date.fromisoformat(hall.day) - dt.timedelta(days=LATE_MERGE_DAYS)).isoformat()
    for block in list(hall.facts.of(Block).values()):
        over = block.returned_at is not None or len(block.used) == block.last - block.first + 1
        if block.day < oldest if block.purpose is BlockKind.ISLAND else over:
            hall.facts.drop(Block, block.id)


def _leased(hall: Hall, event: Event) -> None:
    hall.load_fact(fact_of(Block, event.body))


def _returned(hall: Hall, event: Event) -> None:
    block = hall.facts.get(Block, event.body["block"])
    if block is not None:
        hall.facts.put(replace(block, returned_at=event.at, reusable=event.body["reusable"]))


BLOCK_EVENTS: dict[EventKind, Callable[[Hall, Event], None]] = {
    EventKind.NUMBERS_LEASED: _leased,
    EventKind.NUMBERS_RETURNED: _returned,
}
