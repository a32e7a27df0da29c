"""What happens by itself: the day changes, a paper isn't confirmed, a missed citizen stays away, a pad stays silent."""

from collections.abc import Callable
from heapq import heappop

from api.messages.hall_commands import Catalogue, Rate
from api.messages.words import AlertKind, RatingOutcome, TicketState
from hall_controller.domain import checking_in
from hall_controller.domain.alerts import raised
from hall_controller.domain.day import change_day
from hall_controller.domain.events import Event, EventKind
from hall_controller.domain.gone_windows import close_gone
from hall_controller.domain.hall import Hall, Timer
from hall_controller.domain.ratings import closed
from hall_controller.domain.requests import HALL_ACTOR, Decision, Request
from hall_controller.domain.windows import LEASE_EXPIRED, lease_alert

_NO_COMMAND = Catalogue()


def timer_request(at: int, new_id: Callable[[], str]) -> Request:
    """The hall acts on its own."""
    return Request("", HALL_ACTOR, _NO_COMMAND, at, new_id)


def due(hall: Hall, request: Request) -> Decision:
    """What the first timer that has run out at `request.at` brings about; no events when none has. Ask again when it has
    happened.

    The change of the day comes before all else, then windows that nobody can use any more.
    """
    if hall.rules.local.day(request.at) != hall.day:
        return Decision(change_day(hall, request))
    if len(hall.windows) > len(hall.rules.windows) and (gone := close_gone(hall, request)).events:
        return gone
    while hall.timers and hall.timers[0][0] <= request.at:
        decision = _decision(hall, request, hall.timers[0])
        if decision.events:
            return decision
        heappop(hall.timers)
    return Decision([])


def next_due_at(hall: Hall) -> int:
    """When to ask `due` again, at the latest."""
    midnight = hall.rules.local.day_ends_at(hall.at)
    return min(midnight, hall.timers[0][0]) if hall.timers else midnight


def _decision(hall: Hall, request: Request, timer: Timer) -> Decision:
    """No events when the timer is stale: its ticket or question has moved on."""
    due_at, _, what, ident = timer
    due_now = TIMERS[what](hall, request, ident, due_at)
    return due_now if isinstance(due_now, Decision) else Decision(due_now)


def _rating(hall: Hall, request: Request, ident: str, due_at: int) -> Decision:
    ask = hall.asks.get(ident)
    if ask is None or ask.cancelled or ask.outcome is not None:
        return Decision([])
    return closed(hall, request, ask, Rate.model_construct(ask=ident, outcome=RatingOutcome.TIMEOUT))


def _issuing(hall: Hall, request: Request, ident: str, due_at: int) -> list[Event]:
    ticket = hall.tickets.get(ident)
    if ticket is None or ticket.state is not TicketState.ISSUING:
        return []
    return [request.event(EventKind.TICKET_HANDED_OVER, ticket=ident, hand_over=None)]


def _missed(hall: Hall, request: Request, ident: str, due_at: int) -> list[Event]:
    ticket = hall.tickets.get(ident)
    if ticket is None or ticket.state is not TicketState.MISSED:
        return []
    if ticket.state_since + hall.rules.back_within_ms != due_at:
        return []
    return [request.event(EventKind.TICKET_NO_SHOW, ticket=ident)]


def _held(hall: Hall, request: Request, ident: str, due_at: int) -> list[Event]:
    """The time that a clerk gave is over: back in line, the owner's window first."""
    ticket = hall.tickets.get(ident)
    if ticket is None or ticket.state is not TicketState.HELD or ticket.back_at != due_at:
        return []
    return [request.event(EventKind.TICKET_UNHELD, ticket=ident)]


def _lease(hall: Hall, request: Request, ident: str, due_at: int) -> list[Event]:
    """Nobody at the window did anything about its call: the ticket keeps its turn, the window calls nobody else."""
    ticket = hall.tickets.get(ident)
    if ticket is None or ticket.state is not TicketState.CALLED or ticket.window is None:
        return []
    if (ticket.called_at or 0) + hall.rules.call_lease_ms != due_at:
        return []
    detail = {"window": ticket.window, "number": ticket.label, "called_at": ticket.called_at}
    return [
        request.event(EventKind.TICKET_RETURNED, ticket=ident, window=ticket.window),
        request.event(EventKind.WINDOW_PAUSED, window=ticket.window, reason=LEASE_EXPIRED, back_at=None),
        raised(request, AlertKind.LEASE_EXPIRED, lease_alert(ticket.window), detail),
    ]


def _undo_over(hall: Hall, request: Request, ident: str, due_at: int) -> list[Event]:
    """The hall is only woken: a window it calls to by itself is free from now on."""
    return []


TIMERS: dict[str, Callable[[Hall, Request, str, int], list[Event] | Decision]] = {
    "rating": _rating,
    "issuing": _issuing,
    "missed": _missed,
    "held": _held,
    "lease": _lease,
    "undo-over": _undo_over,
    "slot": checking_in.slot_reached,
    "lapse": checking_in.lapse,
    "release": checking_in.release,
}
"""What falls due, by its word in `Hall.timers`: hall, request, id, instant; no events when it is stale."""
