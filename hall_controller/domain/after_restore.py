"""After a restore: numbers that may have been given out since the backup are passed over, so that none is anybody's twice.

A backup can't know what was given out after it. So each series goes on beyond what the queue could have given meanwhile: twice as
many as it ever gave in so long a time, and some more; or beyond the highest number that somebody has seen on a ticket. Leased and
pre-printed ranges keep as many, and an island's number from there is taken in as if its range were known.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from api.messages.words import BlockKind
from hall_controller.domain.blocks import blocks_of, free_span
from hall_controller.domain.events import EventKind
from hall_controller.domain.facts import AFTER_RESTORE, Block, fact_body
from hall_controller.domain.hall import Hall
from hall_controller.domain.rules import QueueRule

SAFETY = 2
"""Times what the queue gave in its busiest time so far: the day of the fault may have been a busier one."""
AT_LEAST = 20
"""More: a new hall has no past, and one terminal's paper roll is used up sooner."""
HOLIDAYS = 10
"""Days of the longest holidays: so much further than twice the working days ahead a booking can lie."""
_HOUR = timedelta(hours=1)

Noted = tuple[EventKind, dict[str, Any]]
"""An event's kind and body."""


class NoRoom(Exception):
    """A series has too few numbers left to be safe; the text says which and what to tell."""


@dataclass(frozen=True, slots=True)
class Busiest:
    """Most numbers of one day's series ever, and most given in one hour."""

    day: int = 0
    hour: int = 0


@dataclass(frozen=True, slots=True)
class Away:
    """What is known of the time between the backup and now.

    Args:
        since: how long.
        busiest: by prefix, from the backup's own records.
        seen: by prefix, the highest number that somebody saw on a ticket of today; nothing is guessed there.
    """

    since: timedelta
    busiest: Mapping[str, Busiest]
    seen: Mapping[str, int] = field(default_factory=dict)


def could_be_given(since: timedelta, busiest: Busiest) -> int:
    """The most numbers of one day's series that people may hold from such a time."""
    hours = -(-since // _HOUR)
    return SAFETY * min(busiest.day, busiest.hour * hours) + AT_LEAST


def passed_over(hall: Hall, away: Away, new_id: Callable[[], str]) -> list[Noted]:
    """What the restored hall notes before it gives its next number.

    Args:
        hall: as the backup has it, today's day opened.
        new_id: a fresh ULID for each range.

    Raises:
        NoRoom: a series doesn't have so many numbers left today.
    """
    problems: list[str] = []
    noted: list[Noted] = []
    for queue in hall.rules.queues.values():
        noted += _main_series(hall, queue, away, problems)
        noted += _bookings(hall, queue, away)
        noted += _ranges(hall, queue, away, new_id)
    unknown = away.seen.keys() - {queue.prefix for queue in hall.rules.queues.values()}
    problems += [f"there is no queue with numbers {prefix}…" for prefix in sorted(unknown)]
    if problems:
        raise NoRoom("\n".join(problems))
    return noted


def _main_series(hall: Hall, queue: QueueRule, away: Away, problems: list[str]) -> Iterator[Noted]:
    given = max(hall.counters.get((hall.day, queue.prefix), 0), queue.first - 1)
    seen = away.seen.get(queue.prefix)
    last = max(given, seen) if seen is not None else given + could_be_given(away.since, _busiest(away, queue.prefix))
    if last >= queue.last:
        problems.append(
            f"queue {queue.id}: numbers up to {queue.label_of(queue.prefix, last)} may be in people's hands, and its last one is"
            f" {queue.label(queue.last)}: look for the highest number on today's tickets and say it, as --seen"
            f" {queue.label(given + 1)}"
        )
    elif last > given:
        yield _skip(hall.day, queue.prefix, last)


def _bookings(hall: Hall, queue: QueueRule, away: Away) -> Iterator[Noted]:
    """For each day that could be booked; beyond its working days lie the calendar's."""
    if queue.booking is None:
        return
    more = could_be_given(away.since, _busiest(away, queue.booking_prefix))
    today = dt.date.fromisoformat(hall.day)
    known = {day for day, prefix in hall.counters if prefix == queue.booking_prefix and day >= hall.day}
    near = {(today + dt.timedelta(days=ahead)).isoformat() for ahead in range(2 * queue.booking.days_ahead + HOLIDAYS + 1)}
    for day in sorted(known | near):
        given = hall.counters.get((day, queue.booking_prefix), 0)
        # A day whose bookings would run out keeps its last number: nothing more can be booked for it, which harms nobody twice.
        yield _skip(day, queue.booking_prefix, min(given + more, queue.highest))


def _ranges(hall: Hall, queue: QueueRule, away: Away, new_id: Callable[[], str]) -> Iterator[Noted]:
    for purpose, prefix in ((BlockKind.ISLAND, queue.island_prefix), (BlockKind.PAPER, queue.paper_prefix)):
        leased: dict[str, int] = {}
        for block in hall.facts.of(Block).values():
            if block.prefix == prefix and block.holder != AFTER_RESTORE:
                leased[block.day] = leased.get(block.day, 0) + block.last - block.first + 1
        most = SAFETY * max(leased.values(), default=0) + AT_LEAST
        span = free_span(blocks_of(hall, purpose, prefix), queue.highest, most, least=1)
        if span is not None:
            block = Block(new_id(), purpose, hall.day, queue.id, prefix, *span, AFTER_RESTORE, hall.day_opened_at)
            yield EventKind.NUMBERS_LEASED, fact_body(block)


def _busiest(away: Away, prefix: str) -> Busiest:
    return away.busiest.get(prefix, Busiest())


def _skip(day: str, prefix: str, last: int) -> Noted:
    return EventKind.NUMBERS_SKIPPED, {"day": day, "prefix": prefix, "number": last}
