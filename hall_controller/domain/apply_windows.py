"""What each event of a window or of the day changes."""

from collections.abc import Callable

from api.messages.words import TicketState, WindowState
from hall_controller.domain.apply_blocks import forget_blocks
from hall_controller.domain.booked import Booked
from hall_controller.domain.events import Event, EventKind
from hall_controller.domain.facts import Alert, LongerHours, Peak, RuleInForce, TerminalCleared, fact_of
from hall_controller.domain.hall import Hall
from hall_controller.domain.state import Ticket, Window

LATE_ANSWER_MS = 24 * 3_600_000
"""A rating that waited in a cut-off agent's outbox still finds its question this long after the question's end."""


_AT_REST = (WindowState.IDLE, WindowState.FAULT, WindowState.OFFLINE)


def _window(hall: Hall, event: Event) -> Window:
    window = hall.window(event.body["window"])
    hall.changes.windows[window.number] = window
    return window


def _opened(hall: Hall, event: Event) -> None:
    """Also a change of hands: what the one before meant to do here is forgotten."""
    window = _window(hall, event)
    before = window.clerk
    window.clerk = event.body["clerk"]
    window.pause_reason = ""
    window.back_at = None
    window.finished = None
    window.offline = False
    window.rest(event.at)
    hall.forget_access(window.number)
    if before is not None:
        _release(hall, None, before)


def _closed(hall: Hall, event: Event) -> None:
    window = _window(hall, event)
    clerk = window.clerk
    window.become(WindowState.CLOSED, event.at)
    window.clerk = None
    window.pause_reason = ""
    window.back_at = None
    window.finished = None
    window.tidal = ()
    window.offline = False
    hall.forget_access(window.number)
    for ticket in list(hall.owned.get(window.number, {}).values()):
        # Nobody here calls it first any more: it has its turn like all others.
        hall.lift(ticket)
        ticket.owner = None
        hall.settle(ticket)
    _release(hall, window.number, clerk)


def _release(hall: Hall, window: int | None, clerk: str | None) -> None:
    """A window closed, a clerk left it: whom nobody would call any more goes to the queue."""
    gone = clerk if clerk is not None and all(other.clerk != clerk for other in hall.windows.values()) else None
    if window is None and gone is None:
        return
    for ticket in [t for t in hall.tickets.values() if _waits_for(t, window, gone)]:
        _unreserve(hall, ticket)


def _waits_for(ticket: Ticket, window: int | None, clerk: str | None) -> bool:
    """Reserved for that window or that clerk."""
    return (window is not None and ticket.reserved == window) or (clerk is not None and ticket.reserved_clerk == clerk)


def _unreserve(hall: Hall, ticket: Ticket) -> None:
    """The ticket goes to its queue, where its reference keeps its turn. A place before others was one at that window."""
    if ticket.state is not TicketState.WAITING:
        ticket.reserved = ticket.reserved_clerk = None
        hall.changes.touch(ticket)
        return
    hall.lift(ticket)
    ticket.reserved = ticket.reserved_clerk = None
    ticket.front = 0
    hall.settle(ticket)


def _paused(hall: Hall, event: Event) -> None:
    window = _window(hall, event)
    window.become(WindowState.PAUSED, event.at)
    window.pause_reason = event.body["reason"]
    window.back_at = event.body["back_at"]


def _resumed(hall: Hall, event: Event) -> None:
    window = _window(hall, event)
    window.rest(event.at)
    window.pause_reason = ""
    window.back_at = None


def _reported(hall: Hall, event: Event) -> None:
    """A window with a ticket keeps its state until that is settled, a paused one until the clerk is back."""
    window = _window(hall, event)
    window.fault = event.body["fault"]
    window.offline = event.body["offline"]
    if window.state in _AT_REST:
        before, since = window.state, window.since
        window.rest(event.at)
        if window.state is before:
            window.since = since


def _tidal_opened(hall: Hall, event: Event) -> None:
    window = _window(hall, event)
    window.tidal = (*window.tidal, event.body["queue"])
    hall.forget_access(window.number)


def _tidal_ended(hall: Hall, event: Event) -> None:
    window = _window(hall, event)
    window.tidal = tuple(queue for queue in window.tidal if queue != event.body["queue"])
    hall.forget_access(window.number)


def _peak_begun(hall: Hall, event: Event) -> None:
    hall.facts.put(fact_of(Peak, event.body))


def _peak_over(hall: Hall, event: Event) -> None:
    hall.facts.drop(Peak, event.body["queue"])


def _rule_set(hall: Hall, event: Event) -> None:
    hall.facts.put(fact_of(RuleInForce, event.body))


def _next_kept(hall: Hall, event: Event) -> None:
    _window(hall, event).next_kept = True


def _day_opened(hall: Hall, event: Event) -> None:
    hall.day = event.body["day"]
    hall.day_closed = False
    hall.day_opened_at = event.at
    hall.day_opened_seq = event.seq
    hall.changes.day = True
    hall.counters = {key: number for key, number in hall.counters.items() if key[0] >= hall.day}
    hall.calls.clear()
    hall.indexes.clear()
    hall.tickets.clear()
    booked = [ticket for ticket in hall.bookings.values() if ticket.day <= hall.day]
    for ticket in booked:
        del hall.bookings[ticket.id]
        if ticket.day == hall.day:
            hall.take_in(ticket)
    forget_blocks(hall)
    hall.booked = Booked([*hall.tickets.values(), *hall.bookings.values()])
    hall.asks = {ident: ask for ident, ask in hall.asks.items() if ask.until >= event.at - LATE_ANSWER_MS}
    for window in hall.windows.values():
        if window.served or window.finished:
            window.served = 0
            window.finished = None
            hall.changes.windows[window.number] = window
    for of_the_day in (LongerHours, Alert, Peak, TerminalCleared):
        for key in list(hall.facts.of(of_the_day)):
            hall.facts.drop(of_the_day, key)


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
    EventKind.WINDOW_REPORTED: _reported,
    EventKind.TIDAL_OPENED: _tidal_opened,
    EventKind.TIDAL_ENDED: _tidal_ended,
    EventKind.PEAK_BEGUN: _peak_begun,
    EventKind.PEAK_OVER: _peak_over,
    EventKind.RULE_SET: _rule_set,
}
