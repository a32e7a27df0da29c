"""日历: on which days the hall works. Pure values: what the library and the hall's own file say comes in.

A day's own entry in the hall's calendar decides; else a public holiday or a swapped working day (调休); else the weekday.
"""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

WARN_AHEAD_DAYS = 45
"""From so many days before the first day whose public holidays aren't known, people are told: time to enter them."""

Spans = tuple[tuple[int, int], ...]
"""Minutes of a local day in which numbers are given: from the first on, before the second; in order, apart from each other."""


class DayReason(StrEnum):
    """Why a day is open or closed."""

    WEEKDAY = "weekday"
    PUBLIC_HOLIDAY = "publicHoliday"
    SWAPPED = "swapped"
    """调休: a weekend day worked in exchange for a holiday."""
    OWN = "own"
    """The hall's own calendar says so."""


@dataclass(frozen=True, slots=True)
class PublicDay:
    """A holiday, or a working day in exchange for one."""

    working: bool
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PublicDays:
    """What the country has decided."""

    days: Mapping[dt.date, PublicDay]
    known_years: Collection[int] | None
    """Years whose notice is known; None: the hall keeps no public holidays, so nothing is ever unknown."""

    def knows(self, day: dt.date) -> bool:
        return self.known_years is None or day.year in self.known_years


NO_PUBLIC_DAYS = PublicDays({}, None)


@dataclass(frozen=True, slots=True)
class OwnDay:
    """One day of the hall's own calendar."""

    open: bool
    spans: Spans | None = None
    """Hours of that day for every queue; None: the usual ones."""
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """What the calendar says of one day."""

    date: dt.date
    open: bool
    reason: DayReason
    names: Mapping[str, str]
    """Of the holiday or of the hall's own entry; empty for an ordinary day."""
    spans: Spans | None
    """Hours that hold for every queue on this day; None: each queue's own."""
    certain: bool
    """False: public holidays of that year aren't known, the weekday alone decided."""


class Calendar:
    """The hall's days."""

    def __init__(
        self,
        weekdays: Collection[int] = range(7),
        public: PublicDays = NO_PUBLIC_DAYS,
        own: Mapping[dt.date, OwnDay] | None = None,
        complete_years: Collection[int] = (),
    ) -> None:
        """
        Args:
            weekdays: working days of the week, Monday is 0.
            own: the hall's own entries.
            complete_years: years whose holidays all stand in `own`, so that nothing about them is unknown.
        """
        self._weekdays = frozenset(weekdays)
        self._public = public
        self._own = dict(own or {})
        self._complete = frozenset(complete_years)

    def day(self, day: dt.date) -> CalendarDay:
        own = self._own.get(day)
        if own is not None:
            return CalendarDay(day, own.open, DayReason.OWN, own.names, own.spans, certain=True)
        public = self._public.days.get(day)
        if public is not None:
            reason = DayReason.SWAPPED if public.working else DayReason.PUBLIC_HOLIDAY
            return CalendarDay(day, public.working, reason, public.names, None, certain=True)
        certain = self._public.knows(day) or day.year in self._complete
        return CalendarDay(day, day.weekday() in self._weekdays, DayReason.WEEKDAY, {}, None, certain)

    def days(self, first: dt.date, count: int) -> Iterator[CalendarDay]:
        """`count` days from `first` on."""
        return (self.day(first + dt.timedelta(days=offset)) for offset in range(count))

    def unknown_from(self, today: dt.date) -> dt.date | None:
        """The first of the coming days whose public holidays nobody knows; None while all of them are known."""
        ahead = self.days(today, WARN_AHEAD_DAYS + 1)
        return next((day.date for day in ahead if not day.certain), None)
