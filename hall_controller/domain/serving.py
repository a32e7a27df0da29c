"""Between arrival and finish: hold, transfer, reject, finish and its undoing."""

from api.messages.hall_commands import Finish, Hold, Reject, Transfer, UndoFinish, Unhold
from api.messages.words import Refusal, TicketState, WindowState
from hall_controller.domain.events import Event, EventKind
from hall_controller.domain.hall import Hall
from hall_controller.domain.lookup import (
    require_reason,
    require_service,
    require_state,
    require_ticket,
    require_window,
    require_working,
    ticket_at,
)
from hall_controller.domain.requests import Decision, Refused, Request
from hall_controller.domain.rules import RATING_MARGIN_MS
from hall_controller.domain.state import Ticket, Window


def hold(hall: Hall, request: Request, command: Hold) -> Decision:
    window, ticket = ticket_at(hall, command.window, TicketState.SERVING)
    minutes_ms = command.minutes * 60_000 if command.minutes is not None else hall.rules.hold_ms
    return Decision([held(request, window, ticket, require_reason(command.reason), minutes_ms)], ticket=ticket.id)


def held(request: Request, window: Window, ticket: Ticket, reason: str, for_ms: int) -> Event:
    return request.event(
        EventKind.TICKET_HELD, ticket=ticket.id, window=window.number, reason=reason, back_at=request.at + for_ms
    )


def unhold(hall: Hall, request: Request, command: Unhold) -> Decision:
    ticket = require_ticket(hall, command.ticket)
    require_state(ticket, TicketState.HELD)
    return Decision([request.event(EventKind.TICKET_UNHELD, ticket=ticket.id)], ticket=ticket.id)


def transfer(hall: Hall, request: Request, command: Transfer) -> Decision:
    window, ticket = ticket_at(hall, command.window, TicketState.SERVING)
    return Decision([transferred(hall, request, window, ticket, command)], ticket=ticket.id)


def transferred(hall: Hall, request: Request, window: Window, ticket: Ticket, command: Transfer) -> Event:
    """A new leg. Reference and class stay, so the citizen doesn't queue from the end again."""
    if command.service is None and command.to_window is None:
        raise Refused(Refusal.MALFORMED, "a transfer names a service, a window or both")
    service, queue = ticket.service, ticket.queue
    if command.service is not None:
        rule = require_service(hall, command.service)
        service, queue = rule.id, rule.queue
    if command.to_window is None:
        if not hall.rules.queues[queue].windows:
            raise Refused(Refusal.NO_WINDOW_TODAY, f"no window serves queue {queue}")
    else:
        target = require_window(hall, command.to_window)
        if target.number == window.number:
            raise Refused(Refusal.NOT_THIS_WINDOW, "a transfer goes to another window")
        if target.state is WindowState.CLOSED:
            raise Refused(Refusal.WINDOW_NOT_OPEN, f"window {target.number} is closed")
    return request.event(
        EventKind.TICKET_TRANSFERRED,
        ticket=ticket.id,
        window=window.number,
        service=service,
        queue=queue,
        to_window=command.to_window,
        reason=command.reason.strip(),
    )


def reject(hall: Hall, request: Request, command: Reject) -> Decision:
    window, ticket = ticket_at(hall, command.window, TicketState.SERVING)
    reason = require_reason(command.reason)
    event = request.event(EventKind.TICKET_REJECTED, ticket=ticket.id, window=window.number, reason=reason)
    return Decision([event], ticket=ticket.id)


def finish(hall: Hall, request: Request, command: Finish) -> Decision:
    window, ticket = ticket_at(hall, command.window, TicketState.SERVING)
    return Decision([finished(hall, request, window, ticket)], ticket=ticket.id)


def finished(hall: Hall, request: Request, window: Window, ticket: Ticket) -> Event:
    """With a rating pad at the window the event carries the id of the question; else the ticket is done."""
    asks = hall.rules.windows[window.number].rating_pad is not None
    return request.event(
        EventKind.TICKET_FINISHED,
        ticket=ticket.id,
        window=window.number,
        ask=request.new_id() if asks else None,
        until=request.at + hall.rules.rating_ms + RATING_MARGIN_MS if asks else None,
        reason="",
    )


def undo_finish(hall: Hall, request: Request, command: UndoFinish) -> Decision:
    """Only while the rating question is open, or was never asked: one service has one rating. A dead pad asked nobody."""
    window = require_window(hall, command.window)
    require_working(window)
    if window.state not in (WindowState.IDLE, WindowState.RATING):
        raise Refused(Refusal.WINDOW_BUSY, f"window {window.number} is {window.state.value}")
    ticket = hall.tickets.get(window.finished) if window.finished else None
    if ticket is None:
        raise Refused(Refusal.TOO_LATE, f"window {window.number} has no finish that could be undone")
    if request.at - window.finished_at > hall.rules.undo_finish_ms:
        raise Refused(Refusal.TOO_LATE, f"a finish can be undone for {hall.rules.undo_finish_ms} ms")
    if ticket.state not in (TicketState.RATING, TicketState.DONE):
        raise Refused(Refusal.ILLEGAL_TRANSITION, f"ticket {ticket.label} is {ticket.state.value}")
    ask = next((ask.id for ask in hall.asks.values() if ask.ticket == ticket.id and not ask.cancelled), None)
    event = request.event(EventKind.FINISH_UNDONE, ticket=ticket.id, window=window.number, ask=ask)
    return Decision([event], ticket=ticket.id)
