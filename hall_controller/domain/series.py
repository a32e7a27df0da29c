"""A manager withdraws the anonymous numbers that one terminal gave out too fast."""

from api.messages.hall_commands import VoidSeries
from api.messages.words import Refusal, TicketState
from hall_controller.domain.events import EventKind
from hall_controller.domain.hall import Hall
from hall_controller.domain.lookup import require_reason
from hall_controller.domain.requests import Decision, Refused, Request

_NOT_SERVED_YET = (TicketState.ISSUING, TicketState.WAITING, TicketState.MISSED)
"""Whoever stands at a window is a person whom the clerk sees; so is who was served there and waits for another leg."""


def void_series(hall: Hall, request: Request, command: VoidSeries) -> Decision:
    """People who said who they are keep their numbers.

    Raises:
        Refused: no reason, or the terminal gave no such number since then.
    """
    reason = require_reason(command.reason)
    events = [
        request.event(EventKind.TICKET_VOIDED, ticket=ticket.id, reason=reason)
        for ticket in hall.indexes.by_terminal.get(command.terminal, [])
        if ticket.holder is None and ticket.issued_at >= command.since and ticket.state in _NOT_SERVED_YET and ticket.legs == 1
    ]
    if not events:
        raise Refused(Refusal.UNKNOWN_ENTRY, f"{command.terminal} gave no anonymous number since then that still waits")
    return Decision(events, result={"voided": len(events)})
