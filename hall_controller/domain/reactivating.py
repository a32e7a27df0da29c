"""A manager brings back a ticket that was closed today."""

from api.messages.hall_commands import Reactivate
from api.messages.words import TicketState
from hall_controller.domain.events import EventKind
from hall_controller.domain.hall import Hall
from hall_controller.domain.lookup import require_reason, require_service, require_state, require_ticket
from hall_controller.domain.opening import require_served_today
from hall_controller.domain.requests import Decision, Request
from hall_controller.domain.state import Leg


def reactivate(hall: Hall, request: Request, command: Reactivate) -> Decision:
    """A new leg with the old reference and class; a chance to come back after a miss is there again. Also after 日终, for
    those the hall closed upon: windows may then open for them.
    """
    ticket = require_ticket(hall, command.ticket)
    require_state(ticket, TicketState.DONE, TicketState.NO_SHOW, TicketState.EXPIRED)
    reason = require_reason(command.reason)
    if command.service is None:
        here = ticket.leg
        leg = Leg(here.service, here.queue, here.items, here.skill)
    else:
        rule = require_service(hall, command.service)
        leg = Leg(rule.id, rule.queue, (rule.id,), rule.skill)
    if leg.queue in hall.rules.queues:
        require_served_today(hall, hall.rules.queues[leg.queue], leg.skill, request.at)
    event = request.event(EventKind.TICKET_REACTIVATED, ticket=ticket.id, leg=leg.to_json(), reason=reason)
    return Decision([event], ticket=ticket.id)
