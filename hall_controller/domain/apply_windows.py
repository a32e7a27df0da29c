"""What each event of a window or of the day changes."""

from collections.abc import Callable

from api.messages.words import WindowState
from hall_controller.domain.events import Event, EventKind
from hall_controller.domain.hall import Hall
from hall_controller.domain.state import Window

LATE_ANSWER_MS = 24 * 3_600_000
"""A rating that waited in a cut-off agent's outbox still finds its question this long after the question's end."""


def _window(hall: Hall, event: Event) -> Window:
    window = hall.window(event.body["window"])
    hall.changes.windows[window.number] = window
    return window


def _opened(hall: Hall, event: Event) -> None:
    window = _window(hall, event)
    window.state = WindowState.IDLE
    window.clerk = event.body["clerk"]


def _closed(hall: Hall, event: Event) -> None:
    window = _window(hall, event)
    window.state = WindowState.CLOSED
    window.clerk = None
    window.pause_reason = ""
    window.back_at = None
    window.finished = None
    line = hall.reserved.pop(window.number, None)
    if line is None:
        return
    # Nobody would call from the line of a closed window: its people go to their queue, where their reference keeps their turn.
    for ticket in line.tickets:
        ticket.reserved = None
        hall.settle(ticket)


def _paused(hall: Hall, event: Event) -> None:
    window = _window(hall, event)
    window.state = WindowState.PAUSED
    window.pause_reason = event.body["reason"]
    window.back_at = event.body["back_at"]


def _resumed(hall: Hall, event: Event) -> None:
    window = _window(hall, event)
    window.state = WindowState.IDLE
    window.pause_reason = ""
    window.back_at = None


def _next_kept(hall: Hall, event: Event) -> None:
    _window(hall, event).next_kept = True


def _day_opened(hall: Hall, event: Event) -> None:
    hall.day = event.body["day"]
    hall.day_closed = False
    hall.day_opened_at = event.at
    hall.day_opened_seq = event.seq
    hall.changes.day = True
    hall.counters.clear()
    hall.calls.clear()
    hall.tickets = {ident: ticket for ident, ticket in hall.tickets.items() if ticket.day == hall.day}
    hall.asks = {ident: ask for ident, ask in hall.asks.items() if ask.until >= event.at - LATE_ANSWER_MS}
    for window in hall.windows.values():
        if window.served or window.finished:
            window.served = 0
            window.finished = None
            hall.changes.windows[window.number] = window


def _day_closed(hall: Hall, event: Event) -> None:
    hall.day_closed = True
    hall.changes.day = True


WINDOW_EVENTS: dict[EventKind, Callable[[Hall, Event], None]] = {
    EventKind.DAY_OPENED: _day_opened,
    EventKind.DAY_CLOSED: _day_closed,
    EventKind.NEXT_KEPT: _next_kept,
    EventKind.WINDOW_OPENED: _opened,
    EventKind.WINDOW_CLOSED: _closed,
    EventKind.WINDOW_PAUSED: _paused,
    EventKind.WINDOW_RESUMED: _resumed,
}
