"""A citizen comes back after a miss or gives up; a manager withdraws a ticket."""

from api.messages.hall_commands import Abandon, Back, Cancel, Void
from api.messages.words import FINAL_TICKET_STATES, Refusal, TicketState
from hall_controller.domain import booking
from hall_controller.domain.calling import KEPT
from hall_controller.domain.events import EventKind
from hall_controller.domain.hall import Hall
from hall_controller.domain.lookup import (
    require_number_of_today,
    require_reason,
    require_state,
    require_ticket,
    require_ticket_or_booking,
)
from hall_controller.domain.permissions import require_own_ticket
from hall_controller.domain.requests import Decision, Refused, Request, ThenCall
from hall_controller.domain.state import Ticket

ABANDONED = "abandoned"
"""Reason of a no-show that a clerk declared, rather than the clock."""


def back(hall: Hall, request: Request, command: Back) -> Decision:
    ticket = _require_missed(hall, command)
    if request.at - ticket.state_since > hall.rules.back_within_ms:
        raise Refused(Refusal.TOO_LATE, f"ticket {ticket.label} was missed too long ago")
    behind = min(hall.rules.back_after, _others(hall, ticket))
    return Decision([request.event(EventKind.TICKET_CAME_BACK, ticket=ticket.id, behind=behind)], ticket=ticket.id)


def _require_missed(hall: Hall, command: Back) -> Ticket:
    """
    Raises:
        Refused: there is no such number today, or it wasn't missed; SENSELESS when the command names none.
    """
    if command.ticket is not None:
        ticket = require_ticket(hall, command.ticket)
    elif command.number.strip():
        ticket = require_number_of_today(hall, command.number)
    else:
        raise Refused(Refusal.SENSELESS, "coming back names a ticket or a number")
    require_state(ticket, TicketState.MISSED)
    return ticket


def _others(hall: Hall, ticket: Ticket) -> int:
    """Who waits at the same place: at the queue, or for the window or person that the ticket is meant for."""
    kind, name, _ = hall.place_of(ticket)
    if kind == "queue":
        return hall.waiting_in(name)
    return max([hall.waiting_for(number) for number in hall.rules.windows if hall.may_call(number, ticket)], default=0)


def abandon(hall: Hall, request: Request, command: Abandon) -> Decision:
    """弃号: somebody knows that the citizen won't come."""
    ticket = require_ticket(hall, command.ticket)
    require_state(ticket, TicketState.CALLED, TicketState.MISSED)
    require_own_ticket(request.actor, ticket)
    event = request.event(EventKind.TICKET_NO_SHOW, ticket=ticket.id, window=ticket.window, reason=ABANDONED)
    return Decision([event], ticket=ticket.id)


def cancel(hall: Hall, request: Request, command: Cancel) -> Decision:
    ticket = require_ticket_or_booking(hall, command.ticket)
    if ticket.state in (TicketState.BOOKED, TicketState.EARLY):
        return Decision(booking.cancelled(hall, request, ticket), ticket=ticket.id)
    require_state(ticket, TicketState.WAITING, TicketState.HELD, TicketState.MISSED)
    return Decision([request.event(EventKind.TICKET_CANCELLED, ticket=ticket.id)], ticket=ticket.id)


def void(hall: Hall, request: Request, command: Void) -> Decision:
    ticket = require_ticket_or_booking(hall, command.ticket)
    if ticket.state in FINAL_TICKET_STATES:
        raise Refused(Refusal.ILLEGAL_TRANSITION, f"ticket {ticket.label} is {ticket.state.value}")
    event = request.event(EventKind.TICKET_VOIDED, ticket=ticket.id, reason=require_reason(command.reason))
    window = hall.window(ticket.window) if ticket.state is TicketState.RATING and ticket.window is not None else None
    fires = window is not None and window.next_kept
    return Decision([event], ticket=ticket.id, then_call=ThenCall(window.number, KEPT) if window is not None and fires else None)
