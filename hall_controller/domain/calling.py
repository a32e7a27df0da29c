"""叫号: who is next, and what becomes of a call."""

from api.messages.hall_commands import Arrive, Call, Miss, Next, Recall, Return
from api.messages.words import CallReason, Refusal, TicketState, WindowState
from hall_controller.domain.choosing import Choice, choose, why_outside_the_rule
from hall_controller.domain.events import Event, EventKind
from hall_controller.domain.hall import Hall
from hall_controller.domain.lookup import require_idle, require_state, require_ticket, require_window, ticket_at
from hall_controller.domain.requests import Decision, Refused, Request
from hall_controller.domain.state import Ticket, Window
from hall_controller.domain.windows import CALL_RETURNED

PRESSED = "next"
KEPT = "kept"
# Sources of a call: the key was pressed now, or during the rating before.


def called(request: Request, window: Window, choice: Choice, source: str) -> Event:
    """`source`: `next`, `kept` and `auto` are the ticket's turn; `chosen`, `held` and `direct` a person's choice."""
    ticket = choice.ticket
    return request.event(
        EventKind.TICKET_CALLED,
        ticket=ticket.id,
        label=ticket.label,
        window=window.number,
        times=ticket.calls + 1,
        source=source,
        waited_ms=max(0, request.at - ticket.reference),
        why=choice.why,
        over=choice.over,
    )


def chosen(hall: Hall, request: Request, window: Window, ticket: Ticket, reason: CallReason, source: str) -> Event:
    """A call that a person decided: the stored reason says so."""
    why = why_outside_the_rule(hall, window.number, ticket, reason, request.at)
    return called(request, window, Choice(ticket, why, []), source)


def next_events(hall: Hall, request: Request, window: Window, source: str) -> list[Event]:
    """The call of whoever is next; nothing when nobody waits. For a window that is or is about to be idle."""
    if window.fault or (window.offline and source == KEPT):
        return []
    choice = choose(hall, window.number, request.at)
    return [] if choice is None else [called(request, window, choice, source)]


def keep_next(request: Request, window: Window) -> Decision:
    """In RATING: remembered once, however often the key is pressed."""
    events = [] if window.next_kept else [request.event(EventKind.NEXT_KEPT, window=window.number)]
    return Decision(events, result={"kept": True})


def call_next(hall: Hall, request: Request, command: Next) -> Decision:
    """From a desk. A ticket that is called or served must be finished or put elsewhere first: a desk has keys for that."""
    window = require_window(hall, command.window)
    if window.state is WindowState.RATING:
        return keep_next(request, window)
    require_idle(window)
    events = next_events(hall, request, window, PRESSED)
    if not events:
        raise Refused(Refusal.NOBODY_WAITING, f"nobody waits for window {window.number}")
    return Decision(events, ticket=events[0].body["ticket"])


def call_chosen(hall: Hall, request: Request, command: Call) -> Decision:
    window = require_window(hall, command.window)
    require_idle(window)
    ticket = require_ticket(hall, command.ticket)
    require_state(ticket, TicketState.WAITING)
    if not hall.may_call(window.number, ticket):
        raise Refused(Refusal.NOT_THIS_WINDOW, f"window {window.number} may not call ticket {ticket.label}")
    return Decision([chosen(hall, request, window, ticket, CallReason.CHOSEN, "chosen")], ticket=ticket.id)


def recall(hall: Hall, request: Request, command: Recall) -> Decision:
    window, ticket = ticket_at(hall, command.window, TicketState.CALLED)
    rules = hall.rules
    if ticket.recalls >= rules.recalls_max:
        raise Refused(Refusal.RECALLS_USED_UP, f"ticket {ticket.label} was recalled {ticket.recalls} times")
    if request.at - (ticket.called_at or 0) < rules.recall_gap_ms:
        raise Refused(Refusal.TOO_SOON, f"the last call is less than {rules.recall_gap_ms} ms ago")
    event = request.event(
        EventKind.TICKET_RECALLED, ticket=ticket.id, label=ticket.label, window=window.number, times=ticket.calls + 1
    )
    return Decision([event], ticket=ticket.id)


def arrive(hall: Hall, request: Request, command: Arrive) -> Decision:
    window, ticket = ticket_at(hall, command.window, TicketState.CALLED)
    return Decision([request.event(EventKind.TICKET_ARRIVED, ticket=ticket.id, window=window.number)], ticket=ticket.id)


def return_ticket(hall: Hall, request: Request, command: Return) -> Decision:
    """A window that the hall calls to by itself pauses with it: else it would be sent the same citizen again at once."""
    window, ticket = ticket_at(hall, command.window, TicketState.CALLED)
    events = [request.event(EventKind.TICKET_RETURNED, ticket=ticket.id, window=window.number)]
    if window.number in hall.rules.auto_windows:
        events.append(request.event(EventKind.WINDOW_PAUSED, window=window.number, reason=CALL_RETURNED, back_at=None))
    return Decision(events, ticket=ticket.id)


def miss(hall: Hall, request: Request, command: Miss) -> Decision:
    """Who came back once already and is missed again doesn't get a third chance."""
    window, ticket = ticket_at(hall, command.window, TicketState.CALLED)
    events = [request.event(EventKind.TICKET_MISSED, ticket=ticket.id, window=window.number)]
    if ticket.came_back:
        events.append(request.event(EventKind.TICKET_NO_SHOW, ticket=ticket.id))
    return Decision(events, ticket=ticket.id)
