"""Whether a number may be given: everything that is asked before one is used up.

First what holds for everybody (items, days, hours, windows, time left, quotas), then the person, then the terminal.
"""

from api.messages.words import Refusal
from hall_controller.domain.bursts import require_calm
from hall_controller.domain.counting import require_quota
from hall_controller.domain.events import Event
from hall_controller.domain.hall import Hall
from hall_controller.domain.opening import require_open, require_served_today, require_time_left
from hall_controller.domain.persons import require_person
from hall_controller.domain.requests import Refused, Request
from hall_controller.domain.wishes import Wish

__all__ = ["Wish", "require_items", "require_wish"]


def require_wish(hall: Hall, request: Request, wish: Wish) -> list[Event]:
    """Events that go with the number, such as an alert to staff.

    Raises:
        Refused: a rule of the hall says no; no number is used up.
    """
    require_items(hall, wish)
    queues = hall.rules.queues
    for service in wish.services:
        require_open(hall, queues[service.queue], request.at)
        require_served_today(hall, queues[service.queue], service.skill, request.at)
    require_time_left(hall, wish, request.at)
    require_quota(hall, wish, request.at)
    return [*require_person(hall, request, wish), *require_calm(hall, request, wish)]


def require_items(hall: Hall, wish: Wish) -> None:
    """
    Raises:
        Refused: more services than one ticket holds, or two that exclude each other.
    """
    if len(wish.services) == 1:
        return
    if len(wish.services) > hall.rules.items_max:
        raise Refused(Refusal.TOO_MANY_ITEMS, f"{len(wish.services)} services, at most {hall.rules.items_max} on one ticket")
    groups = [service.conflict_group for service in wish.services if service.conflict_group is not None]
    if len(set(groups)) < len(groups):
        raise Refused(Refusal.CONFLICTING_ITEMS, "two services of one conflict group")
