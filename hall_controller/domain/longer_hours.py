"""延时服务: a manager lets a queue give numbers until later, today."""

from api.messages.hall_commands import ExtendHours
from api.messages.words import Refusal
from hall_controller.domain.events import EventKind
from hall_controller.domain.facts import LongerHours, fact_body
from hall_controller.domain.hall import Hall
from hall_controller.domain.lookup import require_reason
from hall_controller.domain.opening import MINUTES_A_DAY, extended_until
from hall_controller.domain.requests import Decision, Refused, Request


def extend(hall: Hall, request: Request, command: ExtendHours) -> Decision:
    """
    Raises:
        Refused: it doesn't make today longer, or the queue doesn't work today.
    """
    queue = hall.rules.queues.get(command.queue)
    if queue is None:
        raise Refused(Refusal.UNKNOWN_QUEUE, f"there is no queue {command.queue!r}")
    if hall.day_closed:
        raise Refused(Refusal.SERVICE_CLOSED, "the hall has closed for today")
    reason = require_reason(command.reason)
    hours, minutes = command.until.split(":")
    until = int(hours) * 60 + int(minutes)
    if until > MINUTES_A_DAY:
        raise Refused(Refusal.SENSELESS, "a day ends at 24:00")
    day = hall.rules.local.date_of(request.at)
    closes = queue.hours.closes(day, extended_until(hall, queue.id, day))
    if closes is None:
        raise Refused(Refusal.CLOSED_TODAY, f"queue {queue.id} is closed on {day.isoformat()}")
    if until <= max(closes, hall.rules.local.minute_of_day(request.at)):
        raise Refused(Refusal.TOO_LATE, f"queue {queue.id} is open until then anyway, or the time has passed")
    longer = LongerHours(queue.id, day.isoformat(), until)
    return Decision([request.event(EventKind.HOURS_EXTENDED, **fact_body(longer), reason=reason)])
