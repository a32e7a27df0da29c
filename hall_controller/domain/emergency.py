"""An emergency of the whole hall: declared and lifted by a manager, kept over restarts. Pure.

What boards and loudspeakers do about it isn't delivered once like a call: it follows from the state, so that a board or speaker
that comes back in the middle of it joins in, and one that was away when it was lifted is told later.
"""

from collections.abc import Callable, Iterator
from typing import Any

from api.messages.hall_commands import BeginEmergency, EndEmergency
from api.messages.views import EmergencyView
from hall_controller.domain.events import Event, EventKind
from hall_controller.domain.facts import Emergency, fact_body, fact_of
from hall_controller.domain.hall import Hall
from hall_controller.domain.requests import Decision, Request

LAYOUT = "emergency"
"""Of the boards: stands above everything until it is lifted by name."""
TTL_S = 86_400
"""A board keeps it at most a day without a word from the hall; the hall repeats it every few minutes."""
LIFTED_FOR_MS = TTL_S * 1_000
"""Past this no board can still show it by itself."""


def begin(hall: Hall, request: Request, command: BeginEmergency) -> Decision:
    now = hall.emergency
    text = " ".join(command.text.split())
    if now is not None and now.text == text:
        return Decision([])
    since = request.at if now is None else now.since
    return Decision([request.event(EventKind.EMERGENCY_BEGUN, **fact_body(Emergency(since, text)))])


def end(hall: Hall, request: Request, command: EndEmergency) -> Decision:
    if hall.emergency is None:
        return Decision([])
    return Decision([request.event(EventKind.EMERGENCY_ENDED)])


def emergency_view(hall: Hall) -> EmergencyView | None:
    now = hall.emergency
    return EmergencyView(since=now.since, text=now.text) if now is not None else None


def emergency_boards(hall: Hall, at: int) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """What every board should do about it now: show it, or, for a day after its end, be sure that it is lifted."""
    known = hall.facts.get(Emergency, "hall")
    if known is None:
        return
    if known.ended_at is None:
        body = {"layout": LAYOUT, "data": {"text": known.text} if known.text else {}, "ttl_s": TTL_S}
        yield from ((board, "show", body) for board in hall.rules.all_boards)
    elif at - known.ended_at < LIFTED_FOR_MS:
        yield from ((board, "blank", {"layout": LAYOUT}) for board in hall.rules.all_boards)


def _begun(hall: Hall, event: Event) -> None:
    hall.facts.put(fact_of(Emergency, event.body))


def _ended(hall: Hall, event: Event) -> None:
    known = hall.facts.get(Emergency, "hall")
    if known is not None:
        hall.facts.put(Emergency(known.since, known.text, event.at))


EMERGENCY_EVENTS: dict[EventKind, Callable[[Hall, Event], None]] = {
    EventKind.EMERGENCY_BEGUN: _begun,
    EventKind.EMERGENCY_ENDED: _ended,
}
