"""挂起: the citizen fetches something and comes back to whoever began."""

from api.messages.hall_commands import Hold, TakeBack, Unhold
from api.messages.words import CallReason, Refusal, TicketState, WindowState
from hall_controller.domain.calling import chosen
from hall_controller.domain.events import Event, EventKind
from hall_controller.domain.hall import Hall
from hall_controller.domain.lookup import (
    require_idle,
    require_reason,
    require_state,
    require_ticket,
    require_window,
    ticket_at,
)
from hall_controller.domain.requests import Decision, Refused, Request
from hall_controller.domain.state import Ticket, Window

_MS_PER_MIN = 60_000


def hold(hall: Hall, request: Request, command: Hold) -> Decision:
    window, ticket = ticket_at(hall, command.window, TicketState.SERVING)
    for_ms = command.minutes * _MS_PER_MIN if command.minutes is not None else hall.rules.hold_ms
    return Decision([held(request, window, ticket, require_reason(command.reason), for_ms)], ticket=ticket.id)


def held(request: Request, window: Window, ticket: Ticket, reason: str, for_ms: int) -> Event:
    return request.event(
        EventKind.TICKET_HELD, ticket=ticket.id, window=window.number, reason=reason, back_at=request.at + for_ms
    )


def unhold(hall: Hall, request: Request, command: Unhold) -> Decision:
    """The citizen is back before the time is over: in line again, first at the window that held the ticket."""
    ticket = require_ticket(hall, command.ticket)
    require_state(ticket, TicketState.HELD)
    return Decision([request.event(EventKind.TICKET_UNHELD, ticket=ticket.id)], ticket=ticket.id)


def take_back(hall: Hall, request: Request, command: TakeBack) -> Decision:
    """By the window that held it; by any that may call it while nobody works at that one."""
    window = require_window(hall, command.window)
    require_idle(window)
    ticket = require_ticket(hall, command.ticket)
    require_state(ticket, TicketState.HELD)
    if not may_take_back(hall, window.number, ticket):
        raise Refused(Refusal.NOT_THIS_WINDOW, f"ticket {ticket.label} is held by window {ticket.owner}")
    return Decision([chosen(hall, request, window, ticket, CallReason.HELD, "held")], ticket=ticket.id)


def may_take_back(hall: Hall, number: int, ticket: Ticket) -> bool:
    """The window held this ticket; or nobody works at the one that did, and this one may call it."""
    if ticket.owner == number:
        return True
    left_alone = ticket.owner is None or hall.window(ticket.owner).state is WindowState.CLOSED
    return left_alone and hall.may_call(number, ticket)
