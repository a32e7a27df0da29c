"""办结, 退办 and what can be taken back of it."""

from api.messages.hall_commands import Finish, Reject, UndoFinish
from api.messages.words import Refusal, ServiceOutcome, TicketState, WindowState
from hall_controller.domain.events import Event, EventKind
from hall_controller.domain.hall import Hall
from hall_controller.domain.lookup import require_reason, require_window, require_working, ticket_at
from hall_controller.domain.requests import Decision, Refused, Request
from hall_controller.domain.rules import RATING_MARGIN_MS
from hall_controller.domain.state import Ticket, Window
from hall_controller.domain.visits import begun, legs_left, results_of


def finish(hall: Hall, request: Request, command: Finish) -> Decision:
    window, ticket = ticket_at(hall, command.window, TicketState.SERVING)
    return Decision(finished(hall, request, window, ticket, command), ticket=ticket.id)


def finished(hall: Hall, request: Request, window: Window, ticket: Ticket, command: Finish) -> list[Event]:
    """With a rating pad at the window the event carries the id of the question, and the visit goes on when it is over; without
    one the next leg begins at once, or the ticket is done.
    """
    results = results_of(ticket, command)
    plan = legs_left(hall.rules, ticket, results)
    asks = hall.rules.windows[window.number].rating_pad is not None
    events = [
        request.event(
            EventKind.TICKET_FINISHED,
            ticket=ticket.id,
            window=window.number,
            ask=request.new_id() if asks else None,
            until=request.at + hall.rules.rating_ms + RATING_MARGIN_MS if asks else None,
            # As pairs: a JSON object of the ledger has its keys in the alphabet's order, not in that of the items.
            results=[[item, outcome] for item, outcome in results.items()],
            plan=[leg.to_json() for leg in plan],
            reason="",
        )
    ]
    if plan and not asks:
        events.append(begun(hall, request, ticket.id, plan))
    return events


def reject(hall: Hall, request: Request, command: Reject) -> Decision:
    """The whole visit ends here, whatever was to come."""
    window, ticket = ticket_at(hall, command.window, TicketState.SERVING)
    reason = require_reason(command.reason)
    event = request.event(
        EventKind.TICKET_REJECTED,
        ticket=ticket.id,
        window=window.number,
        results=[[item, ServiceOutcome.REJECTED.value] for item in ticket.leg.items],
        reason=reason,
    )
    return Decision([event], ticket=ticket.id)


def undo_finish(hall: Hall, request: Request, command: UndoFinish) -> Decision:
    """Only while the rating question is open, or was never asked: one service has one rating. A dead pad asked nobody. A leg
    that has begun is taken back too, unless somebody has called the citizen to it.
    """
    window = require_window(hall, command.window)
    if window.state is not WindowState.FAULT:
        require_working(window)
    if window.state in (WindowState.CALLING, WindowState.SERVING):
        raise Refused(Refusal.WINDOW_BUSY, f"window {window.number} is {window.state.value}")
    ticket = hall.tickets.get(window.finished) if window.finished else None
    if ticket is None:
        raise Refused(Refusal.TOO_LATE, f"window {window.number} has no finish that could be undone")
    if request.at - window.finished_at > hall.rules.undo_finish_ms:
        raise Refused(Refusal.TOO_LATE, f"a finish can be undone for {hall.rules.undo_finish_ms} ms")
    if not is_as_finished(ticket, window):
        raise Refused(Refusal.ILLEGAL_TRANSITION, f"ticket {ticket.label} is {ticket.state.value}")
    last = ticket.id, window.number, window.finished_at
    ask = next((ask.id for ask in reversed(hall.asks.values()) if (ask.ticket, ask.window, ask.asked_at) == last), None)
    event = request.event(
        EventKind.FINISH_UNDONE, ticket=ticket.id, window=window.number, ask=ask, leg_begun=ticket.state is TicketState.WAITING
    )
    return Decision([event], ticket=ticket.id)


def is_as_finished(ticket: Ticket, window: Window) -> bool:
    """Nobody has called or closed it since this window finished it: a later leg is another window's to undo."""
    untouched = bool(ticket.past) and ticket.past[-1].window == window.number and ticket.past[-1].calls == ticket.calls
    return untouched and ticket.state in (TicketState.WAITING, TicketState.RATING, TicketState.DONE)
