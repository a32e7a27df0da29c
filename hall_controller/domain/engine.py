"""One step of the hall: decide, let it happen, say who must be told."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hall_controller.domain.apply import apply
from hall_controller.domain.calling import PRESSED, next_events
from hall_controller.domain.decide import decide
from hall_controller.domain.deliveries import Delivery
from hall_controller.domain.due import due, timer_request
from hall_controller.domain.events import Event
from hall_controller.domain.follow import slip_body
from hall_controller.domain.hall import Hall
from hall_controller.domain.outputs import deliveries
from hall_controller.domain.own_accord import own_accord
from hall_controller.domain.requests import Decision, Request
from hall_controller.domain.views import ticket_body


@dataclass(slots=True)
class Step:
    """What one command or timer brought about."""

    events: list[Event]
    deliveries: list[Delivery]
    result: dict[str, Any]


def execute(hall: Hall, request: Request) -> Step:
    """Carry out a command on the state.

    Raises:
        Refused: a rule forbids it; the state is as before.
    """
    decision = decide(hall, request)
    step = carry_out(hall, request, decision)
    result = step.result
    if decision.ticket is not None:
        ticket = hall.find(decision.ticket)
        if ticket is None:
            raise LookupError(f"decided about ticket {decision.ticket}, which isn't there")
        result["ticket"] = ticket_body(hall, ticket)
        if decision.slip:
            result["slip"] = slip_body(hall, ticket)
    return step


def run_timers(hall: Hall, at: int, new_id: Callable[[], str]) -> Step:
    """Everything that is due at `at`, and what the hall does of its own accord by then."""
    step = Step([], [], {})
    request = timer_request(at, new_id)
    while (decision := due(hall, request)).events:
        done = carry_out(hall, request, decision)
        step.deliveries += done.deliveries
        step.events += done.events
    events = _of_own_accord(hall, request)
    step.deliveries += deliveries(hall, events, new_id)
    step.events += events
    return step


def carry_out(hall: Hall, request: Request, decision: Decision) -> Step:
    """Let a decision happen, with the call that follows from it and what the hall then does by itself, and name what outputs
    must do about all of it at once.
    """
    events = decision.events
    _happen(hall, events)
    then = decision.then_call
    if then is not None:
        called = next_events(hall, request, hall.window(then.window), then.source)
        _happen(hall, called)
        events = events + called
        if called and then.source == PRESSED:
            decision.ticket = called[0].body["ticket"]
    if events:
        events = events + _of_own_accord(hall, request)
    return Step(events, deliveries(hall, events, request.new_id), decision.result)


def _of_own_accord(hall: Hall, request: Request) -> list[Event]:
    """Everything the hall does by itself in its present state; applied."""
    own = timer_request(request.at, request.new_id)
    done: list[Event] = []
    while events := own_accord(hall, own):
        _happen(hall, events)
        done += events
    return done


def _happen(hall: Hall, events: list[Event]) -> None:
    """Number the events and apply them."""
    for event in events:
        event.seq = hall.seq + 1
        apply(hall, event)
