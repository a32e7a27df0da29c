"""Keys of a window's call pad (呼叫器), by the window's state.

A pad has no key for "the citizen is here": while a ticket is called, the keys that end or move a service imply the arrival.
So `next` means "the present one is finished, the next please": it finishes, asks for the rating where there is a pad, and
the call follows at once or when the rating ends. A `next` within the recall gap of a call is a bounced key and refused.
"""

from collections.abc import Callable

from api.messages.hall_commands import Finish, Miss, Next, PressKey, Recall, Resume, TakeBack, Transfer
from api.messages.words import PadKey, Refusal, TicketState, WindowState
from hall_controller.domain import calling, finishing, holding, transferring, windows
from hall_controller.domain.events import Event, EventKind
from hall_controller.domain.hall import Hall
from hall_controller.domain.lookup import require_window, ticket_at
from hall_controller.domain.requests import Decision, Refused, Request, ThenCall
from hall_controller.domain.state import Ticket, Window

PRESSED_ON_PAD = "callPad"
"""Reason where a key can't give one: a key of the catalogues."""


def press_key(hall: Hall, request: Request, command: PressKey) -> Decision:
    window = require_window(hall, command.window)
    return _KEYS[PadKey(command.key)](hall, request, window, command.digits)


def _next(hall: Hall, request: Request, window: Window, digits: str) -> Decision:
    if window.state is WindowState.RATING:
        return calling.keep_next(request, window)
    if window.ticket is None:
        return calling.call_next(hall, request, Next(window=window.number))
    ticket = hall.tickets[window.ticket]
    if ticket.state is TicketState.CALLED and request.at - (ticket.called_at or 0) < hall.rules.recall_gap_ms:
        raise Refused(Refusal.TOO_SOON, f"ticket {ticket.label} was called a moment ago")
    events, _ = _arrived(hall, request, window)
    finished = finishing.finished(hall, request, window, ticket, Finish(window=window.number))
    events += finished
    if finished[0].body["ask"] is not None:
        events.append(request.event(EventKind.NEXT_KEPT, window=window.number))
        return Decision(events, ticket=ticket.id, result={"kept": True})
    return Decision(events, then_call=ThenCall(window.number, calling.PRESSED))


def _recall(hall: Hall, request: Request, window: Window, digits: str) -> Decision:
    return calling.recall(hall, request, Recall(window=window.number))


def _evaluate(hall: Hall, request: Request, window: Window, digits: str) -> Decision:
    events, ticket = _arrived(hall, request, window)
    return Decision([*events, *finishing.finished(hall, request, window, ticket, Finish(window=window.number))], ticket=ticket.id)


def _pause(hall: Hall, request: Request, window: Window, digits: str) -> Decision:
    """The same key resumes."""
    if window.state is WindowState.PAUSED:
        return windows.resume(hall, request, Resume(window=window.number))
    return Decision(windows.paused(hall, request, window, PRESSED_ON_PAD, None))


def _transfer(hall: Hall, request: Request, window: Window, digits: str) -> Decision:
    """Digits, then the key: to that window."""
    events, ticket = _arrived(hall, request, window)
    command = Transfer(window=window.number, to_window=int(digits) if digits else None, reason=PRESSED_ON_PAD)
    return Decision([*events, transferring.transferred(hall, request, window, ticket, command)], ticket=ticket.id)


def _miss(hall: Hall, request: Request, window: Window, digits: str) -> Decision:
    return calling.miss(hall, request, Miss(window=window.number))


def _hold(hall: Hall, request: Request, window: Window, digits: str) -> Decision:
    events, ticket = _arrived(hall, request, window)
    return Decision([*events, holding.held(request, window, ticket, PRESSED_ON_PAD, hall.rules.hold_ms)], ticket=ticket.id)


def _take_back(hall: Hall, request: Request, window: Window, digits: str) -> Decision:
    """The ticket with these digits among those the window holds; without digits the one it held last."""
    own = [ticket for ticket in hall.held.values() if ticket.owner == window.number]
    if digits:
        own = [ticket for ticket in own if ticket.number == int(digits)]
    if not own:
        raise Refused(Refusal.UNKNOWN_TICKET, f"window {window.number} holds no such ticket")
    last = max(own, key=lambda ticket: (ticket.state_since, ticket.seq))
    return holding.take_back(hall, request, TakeBack(window=window.number, ticket=last.id))


def _unknown(hall: Hall, request: Request, window: Window, digits: str) -> Decision:
    raise Refused(Refusal.UNKNOWN_COMMAND, "the pad's key has no meaning here")


def _arrived(hall: Hall, request: Request, window: Window) -> tuple[list[Event], Ticket]:
    """The present ticket, called or served, and the arrival where it is still due."""
    _, ticket = ticket_at(hall, window.number, TicketState.CALLED, TicketState.SERVING)
    if ticket.state is TicketState.SERVING:
        return [], ticket
    return [request.event(EventKind.TICKET_ARRIVED, ticket=ticket.id, window=window.number)], ticket


_KEYS: dict[PadKey, Callable[[Hall, Request, Window, str], Decision]] = {
    PadKey.NEXT: _next,
    PadKey.RECALL: _recall,
    PadKey.EVALUATE: _evaluate,
    PadKey.PAUSE: _pause,
    PadKey.TRANSFER: _transfer,
    PadKey.MISS: _miss,
    PadKey.HOLD: _hold,
    PadKey.TAKE_BACK: _take_back,
    PadKey.UNKNOWN: _unknown,
}
