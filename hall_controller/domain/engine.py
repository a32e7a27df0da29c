"""One step of the hall: decide, let it happen, say who must be told."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hall_controller.domain.apply import apply
from hall_controller.domain.decide import decide
from hall_controller.domain.deliveries import Delivery
from hall_controller.domain.due import due
from hall_controller.domain.events import Event
from hall_controller.domain.hall import Hall
from hall_controller.domain.outputs import deliveries
from hall_controller.domain.requests import Request
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
    told = happen(hall, decision.events, request.new_id)
    result = decision.result
    if decision.ticket is not None:
        ticket = hall.find(decision.ticket)
        if ticket is None:
            raise LookupError(f"decided about ticket {decision.ticket}, which isn't there")
        result["ticket"] = ticket_body(hall, ticket)
        if decision.slip:
            result["slip"] = hall.rules.services[ticket.service].slip
    return Step(decision.events, told, result)


def run_timers(hall: Hall, at: int, new_id: Callable[[], str]) -> Step:
    """Everything that is due at `at`."""
    step = Step([], [], {})
    while events := due(hall, at, new_id):
        step.deliveries += happen(hall, events, new_id)
        step.events += events
    return step


def happen(hall: Hall, events: list[Event], new_id: Callable[[], str]) -> list[Delivery]:
    """Number the events, apply them, and name what outputs must do about them."""
    for event in events:
        event.seq = hall.seq + 1
        apply(hall, event)
    return deliveries(hall, events, new_id)
