"""A citizen comes back after a miss or gives up; a manager withdraws a ticket."""

from api.messages.hall_commands import Back, Cancel, Void
from api.messages.words import FINAL_TICKET_STATES, Refusal, TicketState
from hall_controller.domain.calling import next_events
from hall_controller.domain.events import EventKind
from hall_controller.domain.hall import Hall
from hall_controller.domain.lookup import require_reason, require_state, require_ticket
from hall_controller.domain.requests import Decision, Refused, Request
from hall_controller.domain.state import Order, Ticket


def back(hall: Hall, request: Request, command: Back) -> Decision:
    ticket = require_ticket(hall, command.ticket)
    require_state(ticket, TicketState.MISSED)
    if request.at - ticket.state_since > hall.rules.back_within_ms:
        raise Refused(Refusal.TOO_LATE, f"ticket {ticket.label} was missed too long ago")
    order = _place_behind_the_next(hall, ticket)
    return Decision([request.event(EventKind.TICKET_CAME_BACK, ticket=ticket.id, order=list(order))], ticket=ticket.id)


def _place_behind_the_next(hall: Hall, ticket: Ticket) -> Order:
    """Behind the next `back_after` people of the queue; the ledger's seq keeps several who come back in their order."""
    line = hall.lines.get(ticket.queue)
    behind = min(hall.rules.back_after, len(line)) if line else 0
    if line is None or behind == 0:
        return ticket.order
    reference, seq, _ = line.orders[behind - 1]
    return max((reference, seq, hall.seq + 1), ticket.order)


def cancel(hall: Hall, request: Request, command: Cancel) -> Decision:
    ticket = require_ticket(hall, command.ticket)
    require_state(ticket, TicketState.WAITING, TicketState.MISSED)
    return Decision([request.event(EventKind.TICKET_CANCELLED, ticket=ticket.id)], ticket=ticket.id)


def void(hall: Hall, request: Request, command: Void) -> Decision:
    ticket = require_ticket(hall, command.ticket)
    if ticket.state in FINAL_TICKET_STATES:
        raise Refused(Refusal.ILLEGAL_TRANSITION, f"ticket {ticket.label} is {ticket.state.value}")
    events = [request.event(EventKind.TICKET_VOIDED, ticket=ticket.id, reason=require_reason(command.reason))]
    if ticket.state is TicketState.RATING and ticket.window is not None:
        window = hall.window(ticket.window)
        if window.next_kept:
            events += next_events(hall, request, window, "kept")
    return Decision(events, ticket=ticket.id)
