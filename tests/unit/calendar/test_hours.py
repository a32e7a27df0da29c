"""Spans of a day: lunch breaks, weekdays, longer hours, special days."""

import datetime as dt

import pytest

from hall_controller.domain.calendar import Calendar, OwnDay, PublicDay, PublicDays
from hall_controller.domain.hours import SEARCH_DAYS, Opening, OpeningHours

FRIDAY, SATURDAY, SUNDAY, MONDAY = (dt.date(2025, 11, day) for day in (21, 22, 23, 24))
NINE, NOON, HALF_PAST_ONE, FIVE, SEVEN = 9 * 60, 12 * 60, 13 * 60 + 30, 17 * 60, 19 * 60
WHOLE = ((NINE, NOON), (HALF_PAST_ONE, FIVE))
MORNING = ((NINE, NOON),)
WEEK = (*[WHOLE] * 5, MORNING, ())


def hours(**calendar: object) -> OpeningHours:
    return OpeningHours(Calendar(**calendar), WEEK)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("minute", "is_open"),
    [(NINE - 1, False), (NINE, True), (NOON - 1, True), (NOON, False), (HALF_PAST_ONE, True), (FIVE - 1, True), (FIVE, False)],
)
def test_the_first_minute_is_in_and_the_last_is_out(minute: int, is_open: bool) -> None:
    assert hours().is_open(FRIDAY, minute) is is_open


def test_the_day_ends_with_its_last_span() -> None:
    assert hours().closes(FRIDAY) == FIVE
    assert hours().closes(SATURDAY) == NOON
    assert hours().closes(SUNDAY) is None


@pytest.mark.parametrize(
    ("day", "minute", "opening"),
    [
        (FRIDAY, 0, Opening(FRIDAY, NINE)),
        (FRIDAY, NOON + 5, Opening(FRIDAY, HALF_PAST_ONE)),
        (FRIDAY, FIVE, Opening(SATURDAY, NINE)),
        (SATURDAY, NOON, Opening(MONDAY, NINE)),
    ],
)
def test_the_next_opening(day: dt.date, minute: int, opening: Opening) -> None:
    assert hours().opens_next(day, minute) == opening


def test_who_never_opens_has_no_next_opening() -> None:
    assert hours(weekdays=()).opens_next(FRIDAY, 0) is None
    assert OpeningHours(Calendar(), ((),) * 7).opens_next(FRIDAY, 0) is None


def test_the_search_ends() -> None:
    last = FRIDAY + dt.timedelta(days=SEARCH_DAYS)
    own = {FRIDAY + dt.timedelta(days=offset): OwnDay(open=False) for offset in range(SEARCH_DAYS)}
    assert hours(own=own).opens_next(FRIDAY, 0) == Opening(last, WEEK[last.weekday()][0][0])
    assert hours(own={**own, last: OwnDay(open=False)}).opens_next(FRIDAY, 0) is None


def test_longer_hours_lengthen_the_last_span_and_open_no_closed_day() -> None:
    assert hours().is_open(FRIDAY, FIVE + 30, extended_until=SEVEN)
    assert not hours().is_open(FRIDAY, SEVEN, extended_until=SEVEN)
    assert not hours().is_open(FRIDAY, NOON + 30, extended_until=SEVEN), "the lunch break stays"
    assert hours().closes(FRIDAY, extended_until=SEVEN) == SEVEN
    assert hours().closes(FRIDAY, extended_until=NOON) == FIVE, "never shorter"
    assert not hours().is_open(SUNDAY, FIVE, extended_until=SEVEN)


def test_a_day_s_own_hours_hold() -> None:
    special = hours(own={SUNDAY: OwnDay(open=True, spans=((600, 660),)), MONDAY: OwnDay(open=False)})
    assert special.spans(SUNDAY) == ((600, 660),)
    assert special.spans(MONDAY) == ()


def test_a_swapped_weekend_day_is_a_whole_working_day() -> None:
    swapped = PublicDay(working=True, names={})
    worked = hours(weekdays=range(5), public=PublicDays({SATURDAY: swapped, SUNDAY: swapped}, {2025}))
    assert worked.spans(SATURDAY) == WHOLE
    assert worked.spans(SUNDAY) == WHOLE


def test_an_own_day_without_hours_has_the_usual_ones_or_a_working_day_s() -> None:
    opened = hours(own={SATURDAY: OwnDay(open=True), SUNDAY: OwnDay(open=True)})
    assert opened.spans(SATURDAY) == MORNING
    assert opened.spans(SUNDAY) == WHOLE


def test_days_asked_in_turn_don_t_mix() -> None:
    mixed = hours()
    assert [mixed.spans(day) for day in (FRIDAY, SATURDAY, FRIDAY, SUNDAY, FRIDAY)] == [WHOLE, MORNING, WHOLE, (), WHOLE]
