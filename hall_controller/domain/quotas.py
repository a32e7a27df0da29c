"""限号: how many numbers a service or a queue gives on some weekdays, in half a day or a window of time."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Quota:
    """At most so many numbers, issued in a span of the day, of some services or of a queue."""

    services: frozenset[str]
    """Counted together; empty: every service of the queue."""
    queue: str
    """Empty when it counts by service."""
    weekdays: frozenset[int]
    """Monday is 0."""
    start: int
    """Minute of the local day."""
    end: int
    """The span ends before this minute."""
    most: int

    def covers(self, service: str, queue: str) -> bool:
        return service in self.services if self.services else queue == self.queue

    def holds(self, weekday: int, minute: int) -> bool:
        """Numbers issued at this minute count in it."""
        return weekday in self.weekdays and self.start <= minute < self.end


@dataclass(frozen=True, slots=True)
class Issued:
    """One number of today, as quotas count it."""

    service: str
    queue: str
    minute: int
    """Of the local day, when it was issued."""


def used_up(quotas: Iterable[Quota], issued: Iterable[Issued], new: Issued, weekday: int) -> Quota | None:
    """The first quota that leaves no room for a new number; None when there is room in all of them."""
    mine = [quota for quota in quotas if quota.covers(new.service, new.queue) and quota.holds(weekday, new.minute)]
    if not mine:
        return None
    counts = [0] * len(mine)
    for number in issued:
        for place, quota in enumerate(mine):
            if quota.start <= number.minute < quota.end and quota.covers(number.service, number.queue):
                counts[place] += 1
    return next((quota for quota, count in zip(mine, counts, strict=True) if count >= quota.most), None)
