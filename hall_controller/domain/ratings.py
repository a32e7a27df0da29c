"""好差评: every question gets exactly one outcome; a genuine answer that comes late replaces an assumed one, once."""

from api.messages.hall_commands import Rate, RateTerminal
from api.messages.words import RatingOutcome, Refusal
from hall_controller.domain.calling import KEPT
from hall_controller.domain.events import Event, EventKind
from hall_controller.domain.hall import Hall
from hall_controller.domain.lookup import require_ticket
from hall_controller.domain.requests import Decision, Refused, Request, ThenCall
from hall_controller.domain.state import Ask
from hall_controller.domain.visits import begun

ASSUMED_OUTCOMES = frozenset({RatingOutcome.TIMEOUT, RatingOutcome.DEVICE_FAULT})
"""What the hall concludes when it hears nothing from the pad."""


def rate(hall: Hall, request: Request, command: Rate) -> Decision:
    ask = hall.asks.get(command.ask)
    if ask is None or ask.cancelled:
        raise Refused(Refusal.UNKNOWN_ASK, "nobody asks this question" if ask is None else "the question was withdrawn")
    if (command.level is not None) is not (command.outcome is RatingOutcome.SUBMITTED):
        raise Refused(Refusal.SENSELESS, "a level goes with SUBMITTED and only with it")
    if ask.outcome is None:
        decision = closed(hall, request, ask, command)
        decision.result = {"outcome": command.outcome.value}
        return decision
    if ask.outcome not in ASSUMED_OUTCOMES or command.outcome in ASSUMED_OUTCOMES:
        raise Refused(Refusal.UNKNOWN_ASK, "the question has its outcome")
    return Decision([rated(request, ask, command, replaces=True)], result={"outcome": command.outcome.value})


def rate_terminal(hall: Hall, request: Request, command: RateTerminal) -> Decision:
    """One outcome for each ticket, under whatever id it comes again; the ticket's place and state stay."""
    ticket = require_ticket(hall, command.ticket)
    if ticket.terminal_rated:
        raise Refused(Refusal.TOO_LATE, f"the terminal's rating with ticket {ticket.label} is in already")
    if (command.level is not None) is not (command.outcome is RatingOutcome.SUBMITTED):
        raise Refused(Refusal.SENSELESS, "a level goes with SUBMITTED and only with it")
    event = request.event(
        EventKind.TERMINAL_RATED,
        ticket=ticket.id,
        terminal=request.actor.name,
        service=command.service,
        outcome=command.outcome.value,
        level=command.level.value if command.level else None,
    )
    return Decision([event], result={"outcome": command.outcome.value})


def closed(hall: Hall, request: Request, ask: Ask, command: Rate) -> Decision:
    """The outcome of an open question: the visit goes on or is over, and the kept `next` that waited for it fires."""
    window = hall.window(ask.window)
    ticket = hall.tickets.get(ask.ticket) if window.ask == ask.id else None
    goes_on = ticket is not None and bool(ticket.plan)
    events = [rated(request, ask, command, replaces=False, goes_on=goes_on)]
    if ticket is not None and goes_on:
        events.append(begun(hall, request, ticket.id, ticket.plan))
    fires = window.ask == ask.id and window.next_kept
    return Decision(events, then_call=ThenCall(window.number, KEPT) if fires else None)


def rated(request: Request, ask: Ask, command: Rate, *, replaces: bool, goes_on: bool = False) -> Event:
    return request.event(
        EventKind.TICKET_RATED,
        ask=ask.id,
        ticket=ask.ticket,
        window=ask.window,
        outcome=command.outcome.value,
        level=command.level.value if command.level else None,
        labels=list(command.labels),
        # Only beside labels: a code means something within its set.
        **({"label_set": command.label_set} if command.labels else {}),
        replaces=replaces,
        goes_on=goes_on,
    )
