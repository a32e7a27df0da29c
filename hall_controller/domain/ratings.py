"""好差评: every question gets exactly one outcome; a genuine answer that comes late replaces an assumed one, once."""

from api.messages.hall_commands import Rate, RateTerminal
from api.messages.words import RatingOutcome, Refusal
from hall_controller.domain.calling import next_events
from hall_controller.domain.events import Event, EventKind
from hall_controller.domain.hall import Hall
from hall_controller.domain.lookup import require_ticket
from hall_controller.domain.requests import Decision, Refused, Request
from hall_controller.domain.state import Ask

ASSUMED_OUTCOMES = frozenset({RatingOutcome.TIMEOUT, RatingOutcome.DEVICE_FAULT})
"""What the hall concludes when it hears nothing from the pad."""


def rate(hall: Hall, request: Request, command: Rate) -> Decision:
    ask = hall.asks.get(command.ask)
    if ask is None or ask.cancelled:
        raise Refused(Refusal.UNKNOWN_ASK, "nobody asks this question" if ask is None else "the question was withdrawn")
    if (command.level is not None) is not (command.outcome is RatingOutcome.SUBMITTED):
        raise Refused(Refusal.MALFORMED, "a level goes with SUBMITTED and only with it")
    if ask.outcome is None:
        return Decision(closing_events(hall, request, ask, command), result={"outcome": command.outcome.value})
    genuine = command.outcome is RatingOutcome.SUBMITTED and ask.outcome in ASSUMED_OUTCOMES
    if not genuine:
        raise Refused(Refusal.UNKNOWN_ASK, f"the question has its outcome: {ask.outcome.value}")
    return Decision([rated(request, ask, command, replaces=True)], result={"outcome": command.outcome.value})


def rate_terminal(hall: Hall, request: Request, command: RateTerminal) -> Decision:
    """The kiosk rates once for each ticket, under one id; the rating changes nothing of the ticket."""
    ticket = require_ticket(hall, command.ticket)
    if (command.level is not None) is not (command.outcome is RatingOutcome.SUBMITTED):
        raise Refused(Refusal.MALFORMED, "a level goes with SUBMITTED and only with it")
    event = request.event(
        EventKind.TERMINAL_RATED,
        ticket=ticket.id,
        terminal=request.actor.name,
        service=command.service,
        outcome=command.outcome.value,
        level=command.level.value if command.level else None,
    )
    return Decision([event], result={"outcome": command.outcome.value})


def closing_events(hall: Hall, request: Request, ask: Ask, command: Rate) -> list[Event]:
    """The outcome, and the kept `next` that waited for it."""
    events = [rated(request, ask, command, replaces=False)]
    window = hall.window(ask.window)
    if window.ask == ask.id and window.next_kept:
        events += next_events(hall, request, window, "kept")
    return events


def rated(request: Request, ask: Ask, command: Rate, *, replaces: bool) -> Event:
    return request.event(
        EventKind.TICKET_RATED,
        ask=ask.id,
        ticket=ask.ticket,
        window=ask.window,
        outcome=command.outcome.value,
        level=command.level.value if command.level else None,
        labels=list(command.labels),
        replaces=replaces,
    )
