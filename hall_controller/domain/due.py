"""What happens by itself: the day changes, a paper isn't confirmed, a missed citizen stays away, a pad stays silent."""

from collections.abc import Callable
from heapq import heappop

from api.messages.hall_commands import Catalogue, Rate
from api.messages.words import RatingOutcome, TicketState
from hall_controller.domain.day import change_day
from hall_controller.domain.events import Event, EventKind
from hall_controller.domain.hall import Hall, Timer
from hall_controller.domain.ratings import closing_events
from hall_controller.domain.requests import HALL_ACTOR, Request

_NO_COMMAND = Catalogue()


def timer_request(at: int, new_id: Callable[[], str]) -> Request:
    """The hall acts on its own."""
    return Request("", HALL_ACTOR, _NO_COMMAND, at, new_id)


def due(hall: Hall, at: int, new_id: Callable[[], str]) -> list[Event]:
    """The events of the first timer that has run out; empty when none has. Ask again after applying them.

    The change of the day comes before all else.
    """
    request = timer_request(at, new_id)
    if hall.rules.local.day(at) != hall.day:
        return change_day(hall, request)
    while hall.timers and hall.timers[0][0] <= at:
        events = _events(hall, request, hall.timers[0])
        if events:
            return events
        heappop(hall.timers)
    return []


def next_due_at(hall: Hall) -> int:
    """When to ask `due` again, at the latest."""
    midnight = hall.rules.local.day_ends_at(hall.at)
    return min(midnight, hall.timers[0][0]) if hall.timers else midnight


def _events(hall: Hall, request: Request, timer: Timer) -> list[Event]:
    """Empty when the timer is stale: its ticket or question has moved on."""
    due_at, _, what, ident = timer
    if what == "rating":
        ask = hall.asks.get(ident)
        if ask is None or ask.cancelled or ask.outcome is not None:
            return []
        return closing_events(hall, request, ask, Rate.model_construct(ask=ident, outcome=RatingOutcome.TIMEOUT))
    ticket = hall.tickets.get(ident)
    if ticket is None:
        return []
    if what == "issuing":
        if ticket.state is not TicketState.ISSUING:
            return []
        return [request.event(EventKind.TICKET_HANDED_OVER, ticket=ident, hand_over=None)]
    if ticket.state is not TicketState.MISSED or ticket.state_since + hall.rules.back_within_ms != due_at:
        return []
    return [request.event(EventKind.TICKET_NO_SHOW, ticket=ident)]
