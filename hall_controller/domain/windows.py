"""A clerk comes, pauses, goes."""

from api.messages.hall_commands import CloseWindow, OpenWindow, Pause, Resume
from api.messages.words import Refusal, WindowState
from hall_controller.domain.events import EventKind
from hall_controller.domain.hall import Hall
from hall_controller.domain.lookup import require_idle, require_reason, require_window
from hall_controller.domain.requests import Decision, Refused, Request
from hall_controller.domain.state import Window

LAST_INSTANT_MS = 253_402_300_800_000
"""The end of the year 9999: what lies beyond is no instant a clerk means."""


def open_window(hall: Hall, request: Request, command: OpenWindow) -> Decision:
    window = require_window(hall, command.window)
    if hall.day_closed:
        # It would stand open, with this clerk, when the next day begins.
        raise Refused(Refusal.SERVICE_CLOSED, "the hall has closed for today")
    if window.state is not WindowState.CLOSED:
        raise Refused(Refusal.ILLEGAL_TRANSITION, f"window {window.number} is {window.state.value}")
    return Decision([request.event(EventKind.WINDOW_OPENED, window=window.number, clerk=request.actor.name)])


def close_window(hall: Hall, request: Request, command: CloseWindow) -> Decision:
    window = require_window(hall, command.window)
    if window.state is WindowState.CLOSED:
        raise Refused(Refusal.ILLEGAL_TRANSITION, f"window {window.number} is closed")
    if window.state not in (WindowState.IDLE, WindowState.PAUSED):
        raise Refused(Refusal.WINDOW_BUSY, f"window {window.number} is {window.state.value}")
    return Decision([request.event(EventKind.WINDOW_CLOSED, window=window.number)])


def pause(hall: Hall, request: Request, command: Pause) -> Decision:
    window = require_window(hall, command.window)
    return paused(request, window, require_reason(command.reason), command.back_at)


def paused(request: Request, window: Window, reason: str, back_at: int | None) -> Decision:
    require_idle(window)
    if back_at is not None and not 0 <= back_at < LAST_INSTANT_MS:
        raise Refused(Refusal.MALFORMED, "back_at isn't an instant in UTC ms")
    return Decision([request.event(EventKind.WINDOW_PAUSED, window=window.number, reason=reason, back_at=back_at)])


def resume(hall: Hall, request: Request, command: Resume) -> Decision:
    window = require_window(hall, command.window)
    if window.state is not WindowState.PAUSED:
        raise Refused(Refusal.ILLEGAL_TRANSITION, f"window {window.number} is {window.state.value}")
    return Decision([request.event(EventKind.WINDOW_RESUMED, window=window.number)])
