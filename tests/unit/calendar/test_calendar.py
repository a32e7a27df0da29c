"""Which days the hall works, from plain values."""

import datetime as dt

from hall_controller.domain.calendar import WARN_AHEAD_DAYS, Calendar, DayReason, OwnDay, PublicDay, PublicDays

FRIDAY, SATURDAY, SUNDAY = dt.date(2025, 11, 21), dt.date(2025, 11, 22), dt.date(2025, 11, 23)
NAMES = {"zh-CN": "节", "en": "Feast"}


def public(years: set[int] | None = None) -> PublicDays:
    days = {FRIDAY: PublicDay(working=False, names=NAMES), SUNDAY: PublicDay(working=True, names=NAMES)}
    return PublicDays(days, years or {2025})


def test_without_anything_every_day_is_open_and_certain() -> None:
    days = list(Calendar().days(FRIDAY, 10))
    assert [day.open for day in days] == [True] * 10
    assert all(day.certain for day in days)
    assert Calendar().unknown_from(FRIDAY) is None


def test_the_weekday_decides_on_an_ordinary_day() -> None:
    calendar = Calendar(weekdays=range(5))
    assert [day.open for day in calendar.days(FRIDAY, 4)] == [True, False, False, True]


def test_a_holiday_closes_and_a_swapped_day_opens() -> None:
    holiday, ordinary, swapped = Calendar(range(5), public()).days(FRIDAY, 3)
    assert (holiday.open, holiday.reason, holiday.names) == (False, DayReason.PUBLIC_HOLIDAY, NAMES)
    assert (ordinary.open, ordinary.reason) == (False, DayReason.WEEKDAY)
    assert (swapped.open, swapped.reason) == (True, DayReason.SWAPPED)


def test_the_hall_s_own_day_wins_over_both() -> None:
    own = {FRIDAY: OwnDay(open=True, spans=((540, 720),), names=NAMES), SUNDAY: OwnDay(open=False)}
    first, _, last = Calendar(range(5), public(), own).days(FRIDAY, 3)
    assert (first.open, first.spans, first.reason) == (True, ((540, 720),), DayReason.OWN)
    assert not last.open


def test_an_unknown_year_goes_by_the_weekday_and_says_so() -> None:
    friday, saturday = Calendar(range(5), public()).days(dt.date(2026, 1, 2), 2)
    assert (friday.open, friday.certain) == (True, False)
    assert (saturday.open, saturday.certain) == (False, False)


def test_the_warning_comes_in_time_and_not_before() -> None:
    calendar, first = Calendar(range(5), public()), dt.date(2026, 1, 1)
    assert calendar.unknown_from(first - dt.timedelta(days=WARN_AHEAD_DAYS + 1)) is None
    assert calendar.unknown_from(first - dt.timedelta(days=WARN_AHEAD_DAYS)) == first
    assert calendar.unknown_from(dt.date(2026, 3, 3)) == dt.date(2026, 3, 3)


def test_a_year_that_was_entered_whole_is_known() -> None:
    calendar = Calendar(range(5), public(), {first: OwnDay(open=False) for first in [dt.date(2026, 1, 1)]}, complete_years=[2026])
    assert calendar.unknown_from(dt.date(2026, 1, 1)) is None
    assert not calendar.day(dt.date(2026, 1, 1)).open
