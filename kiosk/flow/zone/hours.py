"""Opening hours of the terminal's zone. Pure: local times in, local times out."""

from dataclasses import dataclass
from datetime import datetime, timedelta

DAY_MIN = 24 * 60
SEARCH_DAYS = 14
"""Further ahead nobody is told an opening."""

Spans = tuple[tuple[int, int], ...]
"""Minutes of a local day: open from the first on, before the second; in order."""


@dataclass(frozen=True, slots=True)
class ZoneHours:
    """A week's hours, Monday first; None: open day and night."""

    week: tuple[Spans, ...] | None = None
    closing_soon_min: int = 15
    """So long before the end it is said that it comes: time for one matter."""


@dataclass(frozen=True, slots=True)
class Open:
    closes: datetime | None = None
    """Only when that is soon."""


@dataclass(frozen=True, slots=True)
class Closed:
    opens: datetime | None
    """None: not within the next days."""


def state_at(hours: ZoneHours, now: datetime) -> Open | Closed:
    """
    Args:
        now: local time of the hall.
    """
    if hours.week is None:
        return Open()
    minute = now.hour * 60 + now.minute
    end = next((end for start, end in hours.week[now.weekday()] if start <= minute < end), None)
    if end is None:
        return Closed(_opens(hours.week, now))
    closes = _at(now, 0, end)
    if end == DAY_MIN and any(start == 0 for start, _ in hours.week[(now.weekday() + 1) % 7]):
        # It goes on over midnight.
        return Open()
    return Open(closes if closes - now <= timedelta(minutes=hours.closing_soon_min) else None)


def _opens(week: tuple[Spans, ...], now: datetime) -> datetime | None:
    for days in range(SEARCH_DAYS):
        for start, _ in week[(now.weekday() + days) % 7]:
            at = _at(now, days, start)
            if at > now:
                return at
    return None


def _at(now: datetime, days: int, minute: int) -> datetime:
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(days=days, minutes=minute)
