"""潮汐窗口: idle windows help a queue through its peak and go back to their own work when it is over.

A window that helps still serves its own queues first: the helped ones stand last in its list. The peak of a queue is a fact
of the hall, so that it is told once, whoever dismisses the alert, and ends once.
"""

from api.messages.hall_commands import EndTidal, OpenTidal
from api.messages.words import AlertKind, Refusal, TicketClass, WindowState
from hall_controller.domain.alerts import raised, settled
from hall_controller.domain.events import Event, EventKind
from hall_controller.domain.facts import Peak, fact_body
from hall_controller.domain.hall import Hall
from hall_controller.domain.lookup import require_window
from hall_controller.domain.requests import Decision, Refused, Request
from hall_controller.domain.state import Window

_MS_PER_MIN = 60_000
_CALM_SHARE = 0.5
"""A peak isn't over before the forecast is down to this share of what began it: between the two nothing changes."""


def open_tidal(hall: Hall, request: Request, command: OpenTidal) -> Decision:
    """By a manager. Stays open until the manager ends it, the queue's peak is over or the window closes."""
    window = require_window(hall, command.window)
    rule = hall.rules.windows[window.number]
    if command.queue not in hall.rules.queues:
        raise Refused(Refusal.UNKNOWN_QUEUE, f"there is no queue {command.queue!r}")
    if command.queue not in rule.tidal:
        raise Refused(Refusal.NOT_THIS_WINDOW, f"window {window.number} doesn't name queue {command.queue} in its tidal list")
    if command.queue in rule.queues or command.queue in window.tidal:
        raise Refused(Refusal.ILLEGAL_TRANSITION, f"window {window.number} calls queue {command.queue} already")
    if window.state is WindowState.CLOSED:
        raise Refused(Refusal.WINDOW_NOT_OPEN, f"window {window.number} is closed")
    return Decision([request.event(EventKind.TIDAL_OPENED, window=window.number, queue=command.queue)])


def end_tidal(hall: Hall, request: Request, command: EndTidal) -> Decision:
    window = require_window(hall, command.window)
    if command.queue not in window.tidal:
        raise Refused(Refusal.UNKNOWN_ENTRY, f"window {window.number} doesn't help queue {command.queue}")
    return Decision([request.event(EventKind.TIDAL_ENDED, window=window.number, queue=command.queue)])


def tide(hall: Hall, request: Request) -> list[Event]:
    """What the present lines bring about: peaks that begin or end, windows that open or go back."""
    watched = hall.rules.tidal_windows
    peaks = hall.facts.of(Peak)
    events: list[Event] = []
    for queue in watched if not peaks else {**watched, **dict.fromkeys(peaks, ())}:
        events += _over(hall, request, queue) if queue in peaks else _begun(hall, request, queue)
    return events


def alert_id(queue: str) -> str:
    return f"{AlertKind.TIDAL.value}:{queue}"


def _begun(hall: Hall, request: Request, queue: str) -> list[Event]:
    rule, waiting = hall.rules.tidal, hall.waiting_in(queue)
    wait_min = _wait_min(hall, queue, request.at)
    if hall.day_closed or (waiting <= rule.waiting_max and (wait_min is None or wait_min <= rule.forecast_max_min)):
        return []
    idle = [window.number for window in _could_help(hall, queue)]
    detail = {"queue": queue, "waiting": waiting, "forecast_min": wait_min, "windows": idle, "opened": rule.open_by_itself}
    return [
        request.event(EventKind.PEAK_BEGUN, **fact_body(Peak(queue, request.at, waiting, wait_min))),
        raised(request, AlertKind.TIDAL, alert_id(queue), detail),
        *_opened(hall, request, queue),
    ]


def _over(hall: Hall, request: Request, queue: str) -> list[Event]:
    """Or still on: then whoever has become idle meanwhile helps too."""
    rule = hall.rules.tidal
    if hall.waiting_in(queue) >= rule.restore_below:
        return _opened(hall, request, queue)
    wait_min = _wait_min(hall, queue, request.at)
    if wait_min is not None and wait_min > rule.forecast_max_min * _CALM_SHARE and not hall.day_closed:
        return _opened(hall, request, queue)
    helping = [window.number for window in hall.windows.values() if queue in window.tidal]
    return [
        request.event(EventKind.PEAK_OVER, queue=queue),
        *(request.event(EventKind.TIDAL_ENDED, window=number, queue=queue) for number in sorted(helping)),
        *settled(hall, request, alert_id(queue)),
    ]


def _opened(hall: Hall, request: Request, queue: str) -> list[Event]:
    if not hall.rules.tidal.open_by_itself:
        return []
    return [request.event(EventKind.TIDAL_OPENED, window=window.number, queue=queue) for window in _could_help(hall, queue)]


def _could_help(hall: Hall, queue: str) -> list[Window]:
    """Idle ones that may and don't yet, with nobody of their own waiting."""
    windows = [hall.window(number) for number in hall.rules.tidal_windows.get(queue, ())]
    return [
        window
        for window in windows
        if window.state is WindowState.IDLE and queue not in window.tidal and not hall.waiting_for(window.number)
    ]


def _wait_min(hall: Hall, queue: str, at: int) -> int | None:
    """What a walk-in who came now would be told, minutes; None while nobody can say."""
    place = "queue", queue, ""
    promise = hall.forecasts.promise(place, TicketClass.WALK_IN, at, hall.joined[place])
    return None if promise is None else max(0, promise[1] - at) // _MS_PER_MIN
