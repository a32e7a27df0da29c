"""Whether a number may be given: everything that is asked before one is used up."""

from dataclasses import dataclass

from api.messages.words import Refusal
from api.ports import Actor
from hall_controller.domain.events import Event
from hall_controller.domain.hall import Hall
from hall_controller.domain.requests import Refused, Request
from hall_controller.domain.rules import ServiceRule


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants a number for."""

    services: list[ServiceRule]
    holder: str | None
    agent: str | None
    supervised: str
    """A manager's reason to go beyond a ceiling."""
    anonymous_at: Actor
    """The terminal, or the account at the counter, where it is taken."""


def require_wish(hall: Hall, request: Request, wish: Wish) -> list[Event]:
    """Events that go with the number, such as an alert to staff.

    Raises:
        Refused: a rule of the hall says no; no number is used up.
    """
    rules = hall.rules
    if hall.day_closed:
        raise Refused(Refusal.SERVICE_CLOSED, "the hall has closed for today")
    for service in wish.services:
        queue = rules.queues[service.queue]
        if not queue.is_open(rules.local.minute_of_day(request.at)):
            raise Refused(Refusal.SERVICE_CLOSED, f"queue {queue.id} is closed at this hour")
        if not queue.windows:
            raise Refused(Refusal.NO_WINDOW_TODAY, f"no window serves queue {queue.id}")
    return []
