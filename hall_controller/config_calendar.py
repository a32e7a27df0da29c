"""The hall's days in its files: the `[calendar]` table and the override file it names."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from api.process.settings_file import ConfigurationError, Section, load_file
from hall_controller.config_times import WEEKDAYS, Names, TimeSpans, Weekday, span_of
from hall_controller.domain.calendar import Calendar, OwnDay
from hall_controller.working_days import public_days

MOST_DAYS_OF_AN_ENTRY = 31
"""An entry's `until`: no holiday is longer, and a slip of the year would close the hall for good."""

Year = Annotated[int, Field(ge=2000, le=2200)]


class DaySection(Section):
    """One entry of the hall's own calendar: a day, or all days from `date` to `until`."""

    date: dt.date
    until: dt.date | None = None
    """Last day of the entry, itself included."""
    open: bool
    hours: TimeSpans | None = None
    """Instead of the usual hours, for every queue."""
    name: Names | None = None
    """Shown to people who ask why: `{zh-CN = "春节", en = "Spring Festival"}`."""

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if not self.open and self.hours is not None:
            raise ValueError("a day that isn't open has no hours: leave `hours` out or say `open = true`")
        if self.hours == ():
            raise ValueError("no hours on an open day: say `open = false`")
        if self.until is not None and not 0 <= (self.until - self.date).days < MOST_DAYS_OF_AN_ENTRY:
            raise ValueError(f"until must be on or after date, at most {MOST_DAYS_OF_AN_ENTRY} days in all")
        return self

    def dates(self) -> Iterator[dt.date]:
        last = self.until or self.date
        return (self.date + dt.timedelta(days=offset) for offset in range((last - self.date).days + 1))

    def value(self) -> OwnDay:
        spans = None if self.hours is None else tuple(map(span_of, self.hours))
        return OwnDay(self.open, spans, dict(self.name or {}))


class OverridesFile(Section):
    """`holidays.toml`: what the hall knows better than the calendar of public holidays."""

    complete_years: tuple[Year, ...] = ()
    """Years of which every holiday and every swapped working day stands here: the hall stops warning about them."""
    days: tuple[DaySection, ...] = ()

    @model_validator(mode="after")
    def _each_day_once(self) -> Self:
        _own_days(self.days)
        return self


class CalendarSection(Section):
    """On which days the hall works. The defaults: on every day."""

    weekdays: tuple[Weekday, ...] = WEEKDAYS
    """Working days of an ordinary week."""
    public_holidays: Literal["none", "china"] = "none"
    """`china`: closed on public holidays, open on the weekend days that are worked in exchange (调休)."""
    overrides: Path | None = None
    """The hall's own file of days, beside the hall's file; read at each start."""
    complete_years: tuple[Year, ...] = ()
    days: tuple[DaySection, ...] = ()

    @model_validator(mode="after")
    def _each_day_once(self) -> Self:
        _own_days(self.days)
        return self

    def calendar(self) -> Calendar:
        return Calendar(
            weekdays=[WEEKDAYS.index(weekday) for weekday in self.weekdays],
            public=public_days(self.public_holidays),
            own=_own_days(self.days),
            complete_years=self.complete_years,
        )

    def with_overrides(self, folder: Path) -> "CalendarSection":
        """The same with the days of the override file, whose path starts at `folder`; afterwards it names no file.

        Raises:
            ConfigurationError: the file can't be read or used, or names a day that stands here too.
        """
        if self.overrides is None:
            return self
        path = folder / self.overrides
        file = load_file(path, OverridesFile)
        days = self.days + file.days
        try:
            _own_days(days)
        except ValueError as error:
            raise ConfigurationError(f"{path}: not usable:\n  days: {error} (the hall's own file names it too)") from error
        years = tuple(dict.fromkeys(self.complete_years + file.complete_years))
        return self.model_copy(update={"days": days, "complete_years": years, "overrides": None})


def _own_days(days: tuple[DaySection, ...]) -> dict[dt.date, OwnDay]:
    """
    Raises:
        ValueError: two entries speak of the same day.
    """
    found: dict[dt.date, OwnDay] = {}
    for entry in days:
        value = entry.value()
        for day in entry.dates():
            if day in found:
                raise ValueError(f"{day.isoformat()} stands more than once")
            found[day] = value
    return found
