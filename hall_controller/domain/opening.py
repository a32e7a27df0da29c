"""Is this queue open, does anybody serve it today, and is there time left for one more?"""

import datetime as dt

from api.messages.words import Refusal, WindowState
from hall_controller.domain.facts import LongerHours
from hall_controller.domain.hall import Hall
from hall_controller.domain.requests import Refused
from hall_controller.domain.rules import QueueRule, WindowRule
from hall_controller.domain.wishes import Wish

MINUTES_A_DAY = 24 * 60
_MS_PER_MIN = 60_000


def require_open(hall: Hall, queue: QueueRule, at: int) -> None:
    """
    Raises:
        Refused: no working day, or outside the queue's hours.
    """
    if hall.day_closed:
        raise Refused(Refusal.SERVICE_CLOSED, "the hall has closed for today")
    local = hall.rules.local
    day, minute = local.date_of(at), local.minute_of_day(at)
    extended = extended_until(hall, queue.id, day)
    if queue.hours.is_open(day, minute, extended):
        return
    if not queue.hours.spans(day):
        raise Refused(Refusal.CLOSED_TODAY, f"queue {queue.id} is closed on {day.isoformat()}")
    raise Refused(Refusal.SERVICE_CLOSED, f"queue {queue.id} is closed at this hour")


def require_served_today(hall: Hall, queue: QueueRule, skill: str, at: int) -> None:
    """
    Raises:
        Refused: nobody serves it today, so that waiting would be in vain.
    """
    for number in queue.windows:
        if _serves_today(hall, hall.rules.windows[number], skill, queue, at):
            return
    if any(queue.id in window.tidal for window in hall.windows.values()):
        return
    skilled = f" with skill {skill}" if skill else ""
    raise Refused(Refusal.NO_WINDOW_TODAY, f"no window{skilled} serves queue {queue.id} today")


def _serves_today(hall: Hall, rule: WindowRule, skill: str, queue: QueueRule, at: int) -> bool:
    """A closed window counts: its clerk may still come. One that is paused until after closing doesn't."""
    if hall.rules.local.date_of(at).weekday() not in rule.weekdays:
        return False
    if skill and skill not in rule.skills and not any(skill in person.skills for person in hall.rules.staff.values()):
        return False
    window = hall.window(rule.number)
    if window.state is not WindowState.PAUSED or window.back_at is None:
        return True
    closes = closes_at(hall, queue, at)
    return closes is None or window.back_at < closes


def require_time_left(hall: Hall, wish: Wish, at: int) -> None:
    """
    Raises:
        Refused: the hall would close before this person's turn at the first queue is over.
    """
    rule = hall.rules.guards.last_ticket
    if rule.forecast == "none" and not rule.minutes_before:
        return
    queue, promise = hall.rules.queues[wish.services[0].queue], wish.promise
    closes = closes_at(hall, queue, at)
    if closes is None:
        return
    if at >= closes - rule.minutes_before * _MS_PER_MIN:
        raise Refused(Refusal.CLOSING_SOON, f"queue {queue.id} gives no number in the last {rule.minutes_before} min")
    if promise is None or rule.forecast == "none":
        return
    _, expected, high = promise
    ready = high if rule.judged_by == "high" else expected
    if rule.forecast == "end":
        ready += sum(service.minutes for service in wish.services if service.queue == queue.id) * _MS_PER_MIN
    if ready > closes:
        late_min = (ready - closes) // _MS_PER_MIN
        raise Refused(Refusal.CLOSING_SOON, f"queue {queue.id} closes {late_min} min before the forecast {rule.forecast}")


def extended_until(hall: Hall, queue: str, day: dt.date) -> int | None:
    """The minute until which a manager lengthened the queue's day."""
    longer = hall.facts.get(LongerHours, queue)
    return longer.until if longer is not None and longer.day == day.isoformat() else None


def closes_at(hall: Hall, queue: QueueRule, at: int) -> int | None:
    """When the queue's working day ends, UTC ms; None when it doesn't work today."""
    local = hall.rules.local
    day = local.date_of(at)
    minute = queue.hours.closes(day, extended_until(hall, queue.id, day))
    return None if minute is None else local.instant(day, minute)


def gives_until(hall: Hall, queue: QueueRule, at: int) -> int | None:
    """While it is open: when the present span ends, UTC ms; else None."""
    if hall.day_closed:
        return None
    local = hall.rules.local
    day, minute = local.date_of(at), local.minute_of_day(at)
    spans = queue.hours.spans(day, extended_until(hall, queue.id, day))
    end = next((end for start, end in spans if start <= minute < end), None)
    return None if end is None else local.instant(day, end)


def opens_at(hall: Hall, queue: QueueRule, at: int) -> int | None:
    """While it is closed: when it next gives numbers, UTC ms; None when that is too far to say."""
    local = hall.rules.local
    day, minute = local.date_of(at), local.minute_of_day(at)
    if hall.day_closed:
        # 日终 was declared: what is left of today's hours doesn't count any more.
        minute = MINUTES_A_DAY
    opening = queue.hours.opens_next(day, minute)
    return None if opening is None else local.instant(opening.date, opening.minute)
