"""The coming days as a technician checks them: which are open, when, and why."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

from api.messages.views import PartHealth
from hall_controller.config_times import WEEKDAYS, text_of
from hall_controller.domain.calendar import Calendar, CalendarDay, DayReason, Spans
from hall_controller.domain.hours import OpeningHours

DAYS_SHOWN = 14

_REASONS = {
    DayReason.WEEKDAY: "",
    DayReason.PUBLIC_HOLIDAY: "public holiday",
    DayReason.SWAPPED: "swapped working day",
    DayReason.OWN: "hall's own calendar",
}


def calendar_lines(calendar: Calendar, queues: Mapping[str, OpeningHours], today: dt.date) -> Iterator[str]:
    """`2026-11-23 mon  08:30-12:00 13:30-17:30`; queues whose hours differ are named after theirs."""
    for day in calendar.days(today, DAYS_SHOWN):
        hours = _hours(day, queues) if day.open else "closed"
        because = ", ".join(
            filter(None, (_REASONS[day.reason], day.names.get("zh-CN", ""), "" if day.certain else "unknown year"))
        )
        yield f"  {day.date.isoformat()} {WEEKDAYS[day.date.weekday()]}  {hours}{f'  ({because})' if because else ''}"


def warning_lines(calendar: Calendar, today: dt.date) -> Iterator[str]:
    """What a person must do about the calendar; empty when nothing."""
    unknown = calendar.unknown_from(today)
    if unknown is not None:
        yield (
            f"public holidays of {unknown.year} are not known: from {unknown.isoformat()} on the weekday alone decides. "
            "Update Tingtang, or enter them in the override file and name the year in its `complete_years`"
        )


def calendar_part(calendar: Calendar, today: dt.date) -> PartHealth:
    """For /healthz: told some weeks ahead, unwell from the first day on that goes by its weekday alone."""
    warning = next(warning_lines(calendar, today), "")
    return PartHealth(name="calendar", well=calendar.day(today).certain, detail=warning)


def _hours(day: CalendarDay, queues: Mapping[str, OpeningHours]) -> str:
    of_queue = {queue: _text(hours.spans(day.date)) for queue, hours in queues.items()}
    kinds = list(dict.fromkeys(of_queue.values()))
    if len(kinds) == 1:
        return kinds[0]
    return "; ".join(f"{kind} [{_names(queue for queue in of_queue if of_queue[queue] == kind)}]" for kind in kinds)


def _names(queues: Iterable[str]) -> str:
    return " ".join(queues)


def _text(spans: Spans) -> str:
    return " ".join(f"{text_of(start)}-{text_of(end)}" for start, end in spans) or "closed"
