"""What `tingtang config check` says of the coming days."""

import datetime as dt

from api.messages.views import PartHealth
from hall_controller.calendar_report import DAYS_SHOWN, calendar_lines, calendar_part, warning_lines
from hall_controller.domain.calendar import Calendar, OwnDay, PublicDay, PublicDays
from hall_controller.domain.hours import OpeningHours

FRIDAY = dt.date(2025, 12, 26)
WHOLE, MORNING = ((540, 720), (780, 1020)), ((540, 720),)


def test_each_day_with_its_hours_and_why() -> None:
    public = PublicDays({dt.date(2025, 12, 29): PublicDay(working=False, names={"zh-CN": "节"})}, {2025})
    own = {dt.date(2025, 12, 27): OwnDay(open=True, spans=MORNING)}
    calendar = Calendar(range(5), public, own)
    queues = {
        "a": OpeningHours(calendar, (WHOLE,) * 7),
        "b": OpeningHours(calendar, (MORNING,) * 7),
        "c": OpeningHours(calendar, (WHOLE,) * 7),
    }
    lines = list(calendar_lines(calendar, queues, FRIDAY))
    assert len(lines) == DAYS_SHOWN
    assert lines[:4] == [
        "  2025-12-26 fri  09:00-12:00 13:00-17:00 [a c]; 09:00-12:00 [b]",
        "  2025-12-27 sat  09:00-12:00  (hall's own calendar)",
        "  2025-12-28 sun  closed",
        "  2025-12-29 mon  closed  (public holiday, 节)",
    ]
    assert lines[6] == "  2026-01-01 thu  09:00-12:00 13:00-17:00 [a c]; 09:00-12:00 [b]  (unknown year)"
    (warning,) = warning_lines(calendar, FRIDAY)
    assert "holidays of 2026 are not known: from 2026-01-01" in warning
    ahead, then = calendar_part(calendar, FRIDAY), calendar_part(calendar, dt.date(2026, 1, 1))
    assert (ahead.well, ahead.detail) == (True, warning)
    assert (then.well, then.detail) == (False, warning)


def test_a_calendar_that_knows_the_coming_days_warns_of_nothing() -> None:
    known = Calendar(range(5), PublicDays({}, {2025}))
    assert list(warning_lines(known, dt.date(2025, 6, 1))) == []
    assert calendar_part(known, dt.date(2025, 6, 1)) == PartHealth(name="calendar", well=True)
