"""A manager brings back a ticket that was closed today."""

from dataclasses import replace

from api.messages.hall_commands import Reactivate
from api.messages.words import TicketState
from hall_controller.domain.events import EventKind
from hall_controller.domain.hall import Hall
from hall_controller.domain.legs import legs_of
from hall_controller.domain.lookup import require_reason, require_service, require_state, require_ticket
from hall_controller.domain.opening import require_served_today
from hall_controller.domain.requests import Decision, Request
from hall_controller.domain.state import Leg, Ticket


def reactivate(hall: Hall, request: Request, command: Reactivate) -> Decision:
    """A new leg with the old reference and class; a chance to come back after a miss is there again. Also after 日终, for
    those the hall closed upon: windows may then open for them.
    """
    ticket = require_ticket(hall, command.ticket)
    require_state(ticket, TicketState.DONE, TicketState.NO_SHOW, TicketState.EXPIRED)
    reason = require_reason(command.reason)
    leg, *plan = _legs(hall, ticket, command.service)
    if leg.queue in hall.rules.queues:
        require_served_today(hall, hall.rules.queues[leg.queue], leg.skill, request.at)
    event = request.event(
        EventKind.TICKET_REACTIVATED, ticket=ticket.id, leg=leg.to_json(), plan=[later.to_json() for later in plan], reason=reason
    )
    return Decision([event], ticket=ticket.id)


def _legs(hall: Hall, ticket: Ticket, service: str | None) -> list[Leg]:
    """The leg to be served and what comes after it. The same service again: also what was dropped when it ended."""
    if service is not None:
        return legs_of(hall.rules, [require_service(hall, service)])
    plan = ticket.past[-1].plan if ticket.state is TicketState.DONE and ticket.past else ticket.plan
    return [replace(ticket.leg, window=None), *plan]
