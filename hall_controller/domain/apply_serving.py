"""What each event between arrival and the end of a visit changes."""

from collections.abc import Callable
from typing import Any

from api.messages.words import RatingLevel, RatingOutcome, TicketState, WindowState
from hall_controller.domain.applying import changed_window, free, ticket_of, use_up
from hall_controller.domain.events import Event, EventKind
from hall_controller.domain.hall import Hall
from hall_controller.domain.state import Ask, Leg, PastLeg, Ticket


def _arrived(hall: Hall, event: Event) -> None:
    ticket = ticket_of(hall, event)
    window = changed_window(hall, event.body["window"])
    hall.move(ticket, TicketState.SERVING, event.at, window=window.number, clerk=window.clerk)
    ticket.reserved = None
    ticket.reserved_clerk = None
    use_up(ticket)
    window.become(WindowState.SERVING, event.at)


def _held(hall: Hall, event: Event) -> None:
    ticket = ticket_of(hall, event)
    free(hall, ticket)
    hall.move(ticket, TicketState.HELD, event.at, reason=event.body["reason"])
    ticket.owner = event.body["window"]
    ticket.back_at = event.body.get("back_at")
    hall.settle(ticket)


def _unheld(hall: Hall, event: Event) -> None:
    """Its owner calls it first; whoever else may call it, by its turn. An owner that closed meanwhile has no claim."""
    ticket = ticket_of(hall, event)
    hall.move(ticket, TicketState.WAITING, event.at)
    ticket.back_at = None
    if ticket.owner is not None and hall.window(ticket.owner).state is WindowState.CLOSED:
        ticket.owner = None
    hall.settle(ticket)


def _rejected(hall: Hall, event: Event) -> None:
    body = event.body
    ticket = ticket_of(hall, event)
    free(hall, ticket)
    hall.move(ticket, TicketState.DONE, event.at, reason=body["reason"])
    _leg_over(ticket, body, ())
    changed_window(hall, body["window"]).served += 1


def _finished(hall: Hall, event: Event) -> None:
    body = event.body
    ticket = ticket_of(hall, event)
    window = changed_window(hall, body["window"])
    window.served += 1
    window.finished = ticket.id
    window.finished_at = event.at
    if window.number in hall.rules.auto_windows:
        hall.wake(event.at + hall.rules.undo_finish_ms + 1, event.seq, "undo-over", str(window.number))
    plan = tuple(Leg.from_json(leg) for leg in body.get("plan", ()))
    _leg_over(ticket, body, plan)
    if body["ask"] is None:
        free(hall, ticket)
        if plan:
            # Of the same decision the next event begins the next leg.
            hall.changes.touch(ticket)
        else:
            hall.move(ticket, TicketState.DONE, event.at, reason=body["reason"])
        return
    hall.move(ticket, TicketState.RATING, event.at, window=window.number, clerk=window.clerk)
    window.become(WindowState.RATING, event.at)
    window.ask = body["ask"]
    ask = Ask(body["ask"], ticket.id, window.number, event.at, body["until"])
    hall.changes.asks[ask.id] = ask
    hall.ask(ask)


def _leg_over(ticket: Ticket, body: dict[str, Any], plan: tuple[Leg, ...]) -> None:
    over = PastLeg(ticket.leg, ticket.plan, body["window"], ticket.calls, dict(body.get("results", ())))
    ticket.past = (*ticket.past, over)
    ticket.plan = plan


def _leg_begun(hall: Hall, event: Event) -> None:
    leg = Leg.from_json(event.body["leg"])
    ticket = ticket_of(hall, event)
    hall.move(ticket, TicketState.WAITING, event.at)
    ticket.legs += 1
    ticket.plan = ticket.plan[1:]
    if leg.queue != ticket.queue:
        ticket.passed = 0
    ticket.begin(leg)
    hall.settle(ticket)


def _finish_undone(hall: Hall, event: Event) -> None:
    body = event.body
    ticket = ticket_of(hall, event)
    window = changed_window(hall, body["window"])
    free(hall, ticket)
    ask = hall.asks.get(body["ask"] or "")
    if ask is not None:
        ask.cancelled = True
        hall.changes.asks[ask.id] = ask
    hall.move(ticket, TicketState.SERVING, event.at, window=window.number, clerk=window.clerk)
    if ticket.past:
        over = ticket.past[-1]
        ticket.past = ticket.past[:-1]
        ticket.begin(over.leg)
        ticket.plan = over.plan
    if body.get("leg_begun"):
        ticket.legs -= 1
    ticket.front = ticket.behind = 0
    window.become(WindowState.SERVING, event.at)
    window.ticket = ticket.id
    window.served -= 1
    window.finished = None


def _rated(hall: Hall, event: Event) -> None:
    body = event.body
    ask = hall.asks[body["ask"]]
    hall.changes.asks[ask.id] = ask
    ask.outcome = RatingOutcome(body["outcome"])
    ask.level = RatingLevel(body["level"]) if body["level"] else None
    ask.labels = tuple(body["labels"])
    ask.rated_at = event.at
    ask.rated_seq = event.seq
    ask.replaced = body["replaces"]
    window = hall.window(ask.window)
    of_the_last = (window.finished, window.finished_at) == (ask.ticket, ask.asked_at)
    if of_the_last and ask.outcome is not RatingOutcome.DEVICE_FAULT:
        # The question is over, however it ended: what a clerk can undo must not tell whether the citizen rated.
        window.finished = None
        hall.changes.windows[window.number] = window
    ticket = hall.tickets.get(ask.ticket)
    if ticket is not None and ticket.state is TicketState.RATING and window.ask == ask.id:
        free(hall, ticket)
        if body.get("goes_on"):
            # Of the same decision the next event begins the next leg.
            hall.changes.touch(ticket)
        else:
            hall.move(ticket, TicketState.DONE, event.at)


def _terminal_rated(hall: Hall, event: Event) -> None:
    ticket = ticket_of(hall, event)
    ticket.terminal_rated = True
    hall.changes.touch(ticket)


SERVING_EVENTS: dict[EventKind, Callable[[Hall, Event], None]] = {
    EventKind.TICKET_ARRIVED: _arrived,
    EventKind.TICKET_HELD: _held,
    EventKind.TICKET_UNHELD: _unheld,
    EventKind.TICKET_REJECTED: _rejected,
    EventKind.TICKET_FINISHED: _finished,
    EventKind.LEG_BEGUN: _leg_begun,
    EventKind.FINISH_UNDONE: _finish_undone,
    EventKind.TICKET_RATED: _rated,
    EventKind.TERMINAL_RATED: _terminal_rated,
}
