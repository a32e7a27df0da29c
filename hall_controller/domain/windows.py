"""A clerk comes, hands over, pauses, goes; and what supervision says a window lacks."""

from api.messages.hall_commands import CloseWindow, LogInByCard, OpenWindow, Pause, ReportWindow, Resume
from api.messages.words import AlertKind, Refusal, TicketState, WindowState
from hall_controller.domain.alerts import settled
from hall_controller.domain.events import Event, EventKind
from hall_controller.domain.hall import Hall
from hall_controller.domain.lookup import require_reason, require_window
from hall_controller.domain.requests import Decision, Refused, Request
from hall_controller.domain.state import Window

LAST_INSTANT_MS = 253_402_300_800_000
"""The end of the year 9999: what lies beyond is no instant a clerk means."""

LEASE_EXPIRED = "leaseExpired"
"""Reason of the pause after nobody at the window did anything about its call: a key of the catalogues."""
CALL_RETURNED = "callReturned"
"""Reason of the pause at a window that the hall calls to by itself, after its clerk put the number back."""
_WITHOUT_TICKET = (WindowState.IDLE, WindowState.PAUSED, WindowState.FAULT, WindowState.OFFLINE)


def lease_alert(window: int) -> str:
    """One alert for a window: it ends when somebody is at the window again."""
    return f"{AlertKind.LEASE_EXPIRED.value}:{window}"


def open_window(hall: Hall, request: Request, command: OpenWindow) -> Decision:
    window = require_window(hall, command.window)
    _require_open_day(hall)
    if window.state is not WindowState.CLOSED:
        raise Refused(Refusal.ILLEGAL_TRANSITION, f"window {window.number} is {window.state.value}")
    return Decision(_opened(hall, request, window, request.actor.name))


def log_in_by_card(hall: Hall, request: Request, command: LogInByCard) -> Decision:
    """The window opens for the card's person, or changes hands while nobody is served. Who is here already and held the card
    again is back from a pause; else nothing happens.
    """
    window = require_window(hall, command.window)
    person = hall.rules.cards.get(command.card)
    if person is None:
        raise Refused(Refusal.UNKNOWN_STAFF, "no member of staff has this card")
    _require_open_day(hall)
    result = {"clerk": person.name}
    if window.clerk == person.name:
        return Decision(_resumed(hall, request, window) if window.state is WindowState.PAUSED else [], result=result)
    if window.state is not WindowState.CLOSED and window.state not in _WITHOUT_TICKET:
        raise Refused(Refusal.WINDOW_BUSY, f"window {window.number} is {window.state.value}")
    return Decision(_opened(hall, request, window, person.name), result=result)


def close_window(hall: Hall, request: Request, command: CloseWindow) -> Decision:
    window = require_window(hall, command.window)
    if window.state is WindowState.CLOSED:
        raise Refused(Refusal.ILLEGAL_TRANSITION, f"window {window.number} is closed")
    if window.state not in _WITHOUT_TICKET:
        raise Refused(Refusal.WINDOW_BUSY, f"window {window.number} is {window.state.value}")
    return Decision(_closed(hall, request, window))


def pause(hall: Hall, request: Request, command: Pause) -> Decision:
    window = require_window(hall, command.window)
    return Decision(paused(hall, request, window, require_reason(command.reason), command.back_at))


def paused(hall: Hall, request: Request, window: Window, reason: str, back_at: int | None) -> list[Event]:
    """Who was called and isn't here yet goes back to the old place in line."""
    if window.state in (WindowState.CLOSED, WindowState.PAUSED):
        raise Refused(Refusal.WINDOW_NOT_OPEN, f"window {window.number} is {window.state.value}")
    if back_at is not None and not 0 <= back_at < LAST_INSTANT_MS:
        raise Refused(Refusal.SENSELESS, "back_at isn't an instant in UTC ms")
    events: list[Event] = []
    if window.ticket is not None:
        ticket = hall.tickets[window.ticket]
        if ticket.state is not TicketState.CALLED:
            raise Refused(Refusal.WINDOW_BUSY, f"window {window.number} is {window.state.value}")
        events.append(request.event(EventKind.TICKET_RETURNED, ticket=ticket.id, window=window.number))
    events.append(request.event(EventKind.WINDOW_PAUSED, window=window.number, reason=reason, back_at=back_at))
    return events


def resume(hall: Hall, request: Request, command: Resume) -> Decision:
    window = require_window(hall, command.window)
    if window.state is not WindowState.PAUSED:
        raise Refused(Refusal.ILLEGAL_TRANSITION, f"window {window.number} is {window.state.value}")
    return Decision(_resumed(hall, request, window))


def report_window(hall: Hall, request: Request, command: ReportWindow) -> Decision:
    """A window without a ticket changes its state at once, one with a ticket when that is settled."""
    window = require_window(hall, command.window)
    if (window.fault, window.offline) == (command.fault, command.offline):
        return Decision([])
    event = request.event(EventKind.WINDOW_REPORTED, window=window.number, fault=command.fault, offline=command.offline)
    return Decision([event])


def _require_open_day(hall: Hall) -> None:
    if hall.day_closed and not any(len(place) for place in hall.places.values()):
        # It would stand open for nobody. Whom a manager brought back after 日终 somebody must be able to serve.
        raise Refused(Refusal.SERVICE_CLOSED, "the hall has closed for today")


def _opened(hall: Hall, request: Request, window: Window, clerk: str) -> list[Event]:
    """The person comes here before leaving elsewhere, so that who waits for this person goes along."""
    events = [request.event(EventKind.WINDOW_OPENED, window=window.number, clerk=clerk)]
    for other in _elsewhere(hall, window, clerk):
        events += _closed(hall, request, other)
    return events + settled(hall, request, lease_alert(window.number))


def _elsewhere(hall: Hall, window: Window, clerk: str) -> list[Window]:
    """Windows that a member of staff left without logging out. An account that no card belongs to may be shared by several
    people, each at a window.
    """
    if clerk not in hall.rules.staff:
        return []
    others = [other for other in hall.windows.values() if other.clerk == clerk and other is not window]
    for other in others:
        if other.ticket is not None:
            raise Refused(Refusal.WINDOW_BUSY, f"this person is {other.state.value} at window {other.number}")
    return others


def _closed(hall: Hall, request: Request, window: Window) -> list[Event]:
    return [
        request.event(EventKind.WINDOW_CLOSED, window=window.number),
        *settled(hall, request, lease_alert(window.number)),
    ]


def _resumed(hall: Hall, request: Request, window: Window) -> list[Event]:
    return [
        request.event(EventKind.WINDOW_RESUMED, window=window.number),
        *settled(hall, request, lease_alert(window.number)),
    ]
