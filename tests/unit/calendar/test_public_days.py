"""The real library: what it knows, and what happens after its last year."""

import datetime as dt

import chinese_calendar
import pytest

from hall_controller.config_calendar import CalendarSection
from hall_controller.domain.calendar import DayReason
from hall_controller.working_days import public_days

CHINA = CalendarSection(weekdays=("mon", "tue", "wed", "thu", "fri"), public_holidays="china").calendar()


@pytest.mark.parametrize(
    ("day", "is_open", "reason", "name"),
    [
        (dt.date(2026, 2, 17), False, DayReason.PUBLIC_HOLIDAY, "春节"),
        (dt.date(2026, 2, 14), True, DayReason.SWAPPED, "春节调休上班"),
        (dt.date(2026, 10, 1), False, DayReason.PUBLIC_HOLIDAY, "国庆节"),
        (dt.date(2026, 3, 3), True, DayReason.WEEKDAY, None),
        (dt.date(2026, 3, 7), False, DayReason.WEEKDAY, None),
    ],
)
def test_a_known_year(day: dt.date, is_open: bool, reason: DayReason, name: str | None) -> None:
    found = CHINA.day(day)
    assert (found.open, found.reason, found.names.get("zh-CN"), found.certain) == (is_open, reason, name, True)


def test_we_read_the_library_as_it_means_itself_day_for_day() -> None:
    first = dt.date(2024, 1, 1)
    assert [day.open for day in CHINA.days(first, 731)] == [
        chinese_calendar.is_workday(first + dt.timedelta(days=offset)) for offset in range(731)
    ]


def test_past_the_library_s_last_year_the_weekday_decides_with_a_warning() -> None:
    last = max(day.year for day in chinese_calendar.holidays)
    new_year = dt.date(last + 1, 1, 1)
    with pytest.raises(NotImplementedError):
        chinese_calendar.is_workday(new_year)
    for day in CHINA.days(new_year, 365):
        assert day.open is (day.date.weekday() < 5)
        assert not day.certain
    assert CHINA.unknown_from(dt.date(last, 12, 1)) == new_year
    assert CHINA.unknown_from(dt.date(last, 6, 1)) is None


def test_2027_crashes_nothing() -> None:
    for day in CHINA.days(dt.date(2027, 1, 1), 365):
        assert day.open in (True, False)


def test_a_hall_without_public_holidays_is_never_in_doubt() -> None:
    assert public_days("none").knows(dt.date(2100, 1, 1))
    assert CalendarSection().calendar().unknown_from(dt.date(2100, 1, 1)) is None
