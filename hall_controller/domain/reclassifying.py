"""A claim to a priority class is checked: at the window, or by a guide before it."""

from api.messages.hall_commands import Reclassify
from api.messages.words import Refusal, TicketClass, TicketState
from hall_controller.domain.events import EventKind
from hall_controller.domain.hall import Hall
from hall_controller.domain.lookup import require_reason, require_state, require_ticket
from hall_controller.domain.permissions import require_own_ticket
from hall_controller.domain.requests import Decision, Refused, Request


def reclassify(hall: Hall, request: Request, command: Reclassify) -> Decision:
    """Reference and age stay: whose claim fails stands where a walk-in who came at the same time stands, no worse."""
    ticket = require_ticket(hall, command.ticket)
    require_state(ticket, TicketState.WAITING, TicketState.CALLED, TicketState.SERVING)
    require_own_ticket(request.actor, ticket)
    reason = require_reason(command.reason)
    if ticket.ticket_class is command.ticket_class:
        raise Refused(Refusal.CLASS_UNCHANGED, f"ticket {ticket.label} is {ticket.ticket_class.value} already")
    if command.ticket_class is TicketClass.APPOINTMENT and ticket.slot is None:
        raise Refused(Refusal.SENSELESS, f"ticket {ticket.label} has no booking")
    bound = hall.rules.overtakes_max.get(command.ticket_class)
    events = [
        request.event(
            EventKind.TICKET_RECLASSIFIED,
            ticket=ticket.id,
            from_class=ticket.ticket_class.value,
            ticket_class=command.ticket_class.value,
            passed=ticket.passed if bound is None else min(ticket.passed, bound),
            reason=reason,
        )
    ]
    if not command.serve and ticket.state is not TicketState.WAITING:
        events.append(request.event(EventKind.TICKET_RETURNED, ticket=ticket.id, window=ticket.window))
    return Decision(events, ticket=ticket.id)
