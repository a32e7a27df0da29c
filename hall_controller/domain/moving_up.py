"""A waiting ticket's place is changed by a person: postponed by the citizen, moved to the top or sent to a window by staff."""

from api.messages.hall_commands import Direct, MoveToTop, Postpone
from api.messages.words import CallReason, Refusal, TicketState, WindowState
from hall_controller.domain.calling import chosen
from hall_controller.domain.events import EventKind
from hall_controller.domain.hall import Hall
from hall_controller.domain.lookup import require_reason, require_state, require_ticket, require_window
from hall_controller.domain.requests import Decision, Refused, Request
from hall_controller.domain.state import Ticket

_MS_PER_MIN = 60_000


def postpone(hall: Hall, request: Request, command: Postpone) -> Decision:
    """延后: the reference moves on, as if the citizen had come so much later; a place before others is given up."""
    ticket = require_ticket(hall, command.ticket)
    require_state(ticket, TicketState.WAITING)
    rules = hall.rules
    if ticket.postponed >= rules.postpones_max:
        raise Refused(Refusal.POSTPONES_USED_UP, f"ticket {ticket.label} was postponed {ticket.postponed} times")
    if command.minutes > rules.postpone_max_min:
        raise Refused(Refusal.POSTPONED_TOO_FAR, f"a ticket is postponed by {rules.postpone_max_min} min at most")
    reference = ticket.reference + command.minutes * _MS_PER_MIN
    event = request.event(EventKind.TICKET_POSTPONED, ticket=ticket.id, minutes=command.minutes, reference=reference)
    return Decision([event], ticket=ticket.id)


def move_to_top(hall: Hall, request: Request, command: MoveToTop) -> Decision:
    """置顶: next at its place, for a reason that stands in the weekly list. Who was moved there first stays first."""
    ticket = require_ticket(hall, command.ticket)
    require_state(ticket, TicketState.WAITING)
    reason = require_reason(command.reason)
    _require_callable(hall, request, ticket)
    if ticket.front:
        raise Refused(Refusal.ILLEGAL_TRANSITION, f"ticket {ticket.label} stands before all others already")
    event = request.event(
        EventKind.TICKET_TOPPED, ticket=ticket.id, label=ticket.label, queue=ticket.queue, service=ticket.service, reason=reason
    )
    return Decision([event], ticket=ticket.id)


def direct(hall: Hall, request: Request, command: Direct) -> Decision:
    """To one window: an idle one calls at once, another has it as the next. So has an idle one of somebody else's: a clerk calls
    to own windows only.
    """
    ticket = require_ticket(hall, command.ticket)
    require_state(ticket, TicketState.WAITING)
    _require_callable(hall, request, ticket)
    window = require_window(hall, command.to_window)
    if window.state is WindowState.CLOSED:
        raise Refused(Refusal.WINDOW_NOT_OPEN, f"window {window.number} is closed")
    events = [request.event(EventKind.TICKET_DIRECTED, ticket=ticket.id, to_window=window.number, reason=command.reason.strip())]
    windows = request.actor.windows
    if window.state is WindowState.IDLE and (windows is None or window.number in windows):
        events.append(chosen(hall, request, window, ticket, CallReason.CHOSEN, "direct"))
    return Decision(events, ticket=ticket.id)


def _require_callable(hall: Hall, request: Request, ticket: Ticket) -> None:
    """
    Raises:
        Refused: the account is for certain windows, and none of them may call the ticket.
    """
    windows = request.actor.windows
    if windows is not None and not any(hall.may_call(number, ticket) for number in windows):
        raise Refused(Refusal.NOT_PERMITTED, f"none of this account's windows may call ticket {ticket.label}")
