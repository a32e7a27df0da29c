"""Finding what a command names, or refusing it."""

from api.messages.words import Refusal, TicketState, WindowState
from hall_controller.domain.hall import Hall
from hall_controller.domain.requests import Refused
from hall_controller.domain.rules import QueueRule, ServiceRule
from hall_controller.domain.state import Ticket, Window


def require_window(hall: Hall, number: int) -> Window:
    if number not in hall.rules.windows:
        raise Refused(Refusal.UNKNOWN_WINDOW, f"there is no window {number}")
    return hall.window(number)


def require_working(window: Window) -> None:
    """A clerk is at the window, it isn't paused and lacks nothing. Whoever gives a command is there, whatever was reported of
    the connection.
    """
    if window.state is WindowState.FAULT:
        raise Refused(Refusal.WINDOW_FAULT, f"window {window.number} can't work without {window.fault}")
    if window.state in (WindowState.CLOSED, WindowState.PAUSED):
        raise Refused(Refusal.WINDOW_NOT_OPEN, f"window {window.number} is {window.state.value}")


def require_idle(window: Window) -> None:
    require_working(window)
    if window.state not in (WindowState.IDLE, WindowState.OFFLINE):
        raise Refused(Refusal.WINDOW_BUSY, f"window {window.number} is {window.state.value}")


def require_ticket(hall: Hall, ident: str) -> Ticket:
    ticket = hall.tickets.get(ident)
    if ticket is None:
        raise Refused(Refusal.UNKNOWN_TICKET, "there is no such ticket today")
    return ticket


def require_ticket_or_booking(hall: Hall, ident: str) -> Ticket:
    """Also a booking of a day to come."""
    ticket = hall.find(ident)
    if ticket is None:
        raise Refused(Refusal.UNKNOWN_TICKET, "there is no such ticket today, and no such booking")
    return ticket


def of_number(hall: Hall, number: str) -> list[Ticket]:
    """Today's tickets, then bookings of days to come, that carry this printed number; however it was typed."""
    wanted = number.strip().upper()
    return [ticket for ticket in (*hall.tickets.values(), *hall.bookings.values()) if ticket.label == wanted]


def require_number_of_today(hall: Hall, number: str) -> Ticket:
    """No number is given twice on one day."""
    found = of_number(hall, number)
    if not found:
        raise Refused(Refusal.UNKNOWN_TICKET, "there is no such number")
    today = next((ticket for ticket in found if ticket.day == hall.day), None)
    if today is None:
        raise Refused(Refusal.NOT_TODAY, "this number is for another day")
    return today


def require_state(ticket: Ticket, *states: TicketState) -> None:
    if ticket.state not in states:
        raise Refused(Refusal.ILLEGAL_TRANSITION, f"ticket {ticket.label} is {ticket.state.value}")


def ticket_at(hall: Hall, number: int, *states: TicketState) -> tuple[Window, Ticket]:
    """The window and the ticket it holds, which must be in one of the states."""
    window = require_window(hall, number)
    require_working(window)
    if window.ticket is None:
        raise Refused(Refusal.ILLEGAL_TRANSITION, f"window {number} is {window.state.value}")
    ticket = hall.tickets[window.ticket]
    require_state(ticket, *states)
    return window, ticket


def require_queue(hall: Hall, ident: str) -> QueueRule:
    queue = hall.rules.queues.get(ident)
    if queue is None:
        raise Refused(Refusal.UNKNOWN_QUEUE, f"there is no queue {ident!r}")
    return queue


def require_service(hall: Hall, ident: str) -> ServiceRule:
    service = hall.rules.services.get(ident)
    if service is None:
        raise Refused(Refusal.UNKNOWN_SERVICE, f"there is no service {ident!r}")
    return service


def require_reason(reason: str) -> str:
    stripped = reason.strip()
    if not stripped:
        raise Refused(Refusal.REASON_REQUIRED, "a reason must be given")
    return stripped
