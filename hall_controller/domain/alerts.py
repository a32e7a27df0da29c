"""What staff should look at, until one of them says that they have."""

from typing import Any

from api.messages.hall_commands import DismissAlert
from api.messages.words import AlertKind, Refusal
from hall_controller.domain.events import Event, EventKind
from hall_controller.domain.facts import Alert, fact_body
from hall_controller.domain.hall import Hall
from hall_controller.domain.requests import Decision, Refused, Request


def raised(request: Request, about: AlertKind, ident: str, detail: dict[str, Any]) -> Event:
    """
    Args:
        ident: a later alert of the same id takes this one's place.
        detail: plain values for the text; never a person.
    """
    return request.event(EventKind.ALERT_RAISED, **fact_body(Alert(ident, about, request.at, detail)))


def settled(hall: Hall, request: Request, ident: str) -> list[Event]:
    """What it was about is over: nobody need look any more. Nothing when somebody has."""
    if hall.facts.get(Alert, ident) is None:
        return []
    return [request.event(EventKind.ALERT_DISMISSED, alert=ident)]


def dismiss(hall: Hall, request: Request, command: DismissAlert) -> Decision:
    if hall.facts.get(Alert, command.alert) is None:
        raise Refused(Refusal.UNKNOWN_ENTRY, "there is no such alert")
    return Decision([request.event(EventKind.ALERT_DISMISSED, alert=command.alert)])
