"""What events change that give a ticket another place: transferred, postponed, moved to the top, directed, reclassified, brought
back.
"""

from collections.abc import Callable
from typing import Any

from api.messages.words import TicketClass, TicketState, TransferPlace
from hall_controller.domain.applying import free, ticket_of, use_up
from hall_controller.domain.events import Event, EventKind
from hall_controller.domain.hall import Hall
from hall_controller.domain.state import Leg, Ticket


def _transferred(hall: Hall, event: Event) -> None:
    body = event.body
    leg = _leg_of(body)
    ticket = ticket_of(hall, event)
    free(hall, ticket)
    hall.move(ticket, TicketState.WAITING, event.at, reason=body["reason"])
    ticket.legs += 1
    if leg.queue != ticket.queue:
        ticket.passed = 0
    ticket.begin(leg)
    ticket.reserved_clerk = body.get("to_clerk")
    ticket.plan = tuple(Leg.from_json(later) for later in body.get("plan", ()))
    if body.get("place") == TransferPlace.FIRST.value:
        ticket.front = event.seq
    elif body.get("reference") is not None:
        _refer(ticket, event)
    hall.settle(ticket)


def _leg_of(body: dict[str, Any]) -> Leg:
    """The first version's events name service, queue and window."""
    if "leg" in body:
        return Leg.from_json(body["leg"])
    return Leg(body["service"], body["queue"], (body["service"],), window=body["to_window"])


def _refer(ticket: Ticket, event: Event) -> None:
    """Behind everyone who has the same reference already."""
    ticket.order = (event.body["reference"], event.seq, 0)


def _postponed(hall: Hall, event: Event) -> None:
    ticket = ticket_of(hall, event)
    hall.lift(ticket)
    _refer(ticket, event)
    ticket.postponed += 1
    ticket.passed = 0
    ticket.front = 0
    ticket.owner = None
    hall.settle(ticket)


def _topped(hall: Hall, event: Event) -> None:
    ticket = ticket_of(hall, event)
    hall.lift(ticket)
    ticket.front = event.seq
    ticket.behind = 0
    hall.settle(ticket)


def _directed(hall: Hall, event: Event) -> None:
    ticket = ticket_of(hall, event)
    hall.lift(ticket)
    ticket.reserved = event.body["to_window"]
    ticket.reserved_clerk = None
    ticket.owner = None
    ticket.front = event.seq
    ticket.behind = 0
    hall.settle(ticket)


def _reclassified(hall: Hall, event: Event) -> None:
    body = event.body
    ticket = ticket_of(hall, event)
    waits = ticket.state is TicketState.WAITING
    if waits:
        hall.lift(ticket)
    ticket.ticket_class = TicketClass(body["ticket_class"])
    ticket.passed = body["passed"]
    if waits:
        hall.settle(ticket)
    else:
        # If it goes back into line, then to its fair place there.
        use_up(ticket)
        hall.changes.touch(ticket)


def _reactivated(hall: Hall, event: Event) -> None:
    """The time in which it was closed is an interval like any other."""
    ticket = ticket_of(hall, event)
    hall.move(ticket, TicketState.WAITING, event.at, reason=event.body["reason"])
    for window in hall.windows.values():
        if window.finished == ticket.id:
            window.finished = None
            hall.changes.windows[window.number] = window
    ticket.legs += 1
    ticket.begin(Leg.from_json(event.body["leg"]))
    ticket.plan = tuple(Leg.from_json(later) for later in event.body["plan"])
    ticket.passed = ticket.front = ticket.behind = 0
    ticket.owner = ticket.back_at = None
    ticket.came_back = False
    hall.settle(ticket)


MOVE_EVENTS: dict[EventKind, Callable[[Hall, Event], None]] = {
    EventKind.TICKET_TRANSFERRED: _transferred,
    EventKind.TICKET_POSTPONED: _postponed,
    EventKind.TICKET_TOPPED: _topped,
    EventKind.TICKET_DIRECTED: _directed,
    EventKind.TICKET_RECLASSIFIED: _reclassified,
    EventKind.TICKET_REACTIVATED: _reactivated,
}
