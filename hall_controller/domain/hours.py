"""When a queue gives numbers: several spans a day (lunch breaks), by weekday, on the days the hall works."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from hall_controller.domain.calendar import Calendar, DayReason, Spans

SEARCH_DAYS = 60
"""Further ahead than this nobody is told a next opening; the longest holidays are a few weeks."""

Week = tuple[Spans, ...]
"""Seven days' spans, Monday first."""


@dataclass(frozen=True, slots=True)
class Opening:
    """The next time a queue opens."""

    date: dt.date
    minute: int
    """Of the local day."""


class OpeningHours:
    """One queue's hours on the hall's calendar.

    `extensions` is what a manager has lengthened by hand: for a date the minute until which the day goes on. It lengthens the
    day's last span, also after that has ended, and never opens a closed day.
    """

    def __init__(self, calendar: Calendar, week: Week) -> None:
        self._calendar = calendar
        self._week = week
        self._working_day = next((spans for spans in week if spans), ())
        self._memo: tuple[dt.date, Spans] | None = None

    def spans(self, day: dt.date, extended_until: int | None = None) -> Spans:
        """In which minutes of this day numbers are given; empty when the queue is closed all day."""
        usual = self._usual(day)
        if extended_until is None or not usual or extended_until <= usual[-1][1]:
            return usual
        return (*usual[:-1], (usual[-1][0], extended_until))

    def _usual(self, day: dt.date) -> Spans:
        # Asked for the present day at each take: one day is remembered, replaced whole because two threads ask.
        memo = self._memo
        if memo is not None and memo[0] == day:
            return memo[1]
        entry = self._calendar.day(day)
        if not entry.open:
            spans: Spans = ()
        elif entry.spans is not None:
            spans = entry.spans
        else:
            spans = self._week[day.weekday()]
            if entry.reason is DayReason.SWAPPED or (not spans and entry.reason is DayReason.OWN):
                # A weekend day that is worked in exchange is a whole working day, whatever the hall's usual weekend hours.
                spans = self._working_day
        self._memo = (day, spans)
        return spans

    def is_open(self, day: dt.date, minute: int, extended_until: int | None = None) -> bool:
        for start, end in self.spans(day, extended_until):  # noqa: SIM110 (each take asks: a generator costs more than the spans)
            if start <= minute < end:
                return True
        return False

    def closes(self, day: dt.date, extended_until: int | None = None) -> int | None:
        """The minute in which the day's work ends; None when it is closed all day. A lunch break isn't an end."""
        spans = self.spans(day, extended_until)
        return spans[-1][1] if spans else None

    def opens_next(self, day: dt.date, minute: int, extensions: Mapping[dt.date, int] | None = None) -> Opening | None:
        """The first opening after this minute; None when there is none within `SEARCH_DAYS`."""
        for offset in range(SEARCH_DAYS + 1):
            on = day + dt.timedelta(days=offset)
            for start, _ in self.spans(on, (extensions or {}).get(on)):
                if offset or start > minute:
                    return Opening(on, start)
        return None
