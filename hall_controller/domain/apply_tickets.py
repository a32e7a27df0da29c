"""What each event of a ticket changes."""

from collections.abc import Callable

from api.messages.words import (
    GREEN_CHANNEL,
    HandOver,
    RatingLevel,
    RatingOutcome,
    RuleName,
    TicketClass,
    TicketState,
    WindowState,
)
from hall_controller.domain.events import Event, EventKind
from hall_controller.domain.hall import Hall
from hall_controller.domain.state import Ask, Call, Leg, Ticket, Window

_CLASSES = {member.value: member for member in TicketClass}
_STATES = {member.value: member for member in TicketState}
# Looked up instead of called: `TicketState("waiting")` takes ten times as long.


def _ticket(hall: Hall, event: Event) -> Ticket:
    ident = event.body["ticket"]
    return hall.tickets.get(ident) or hall.bookings[ident]


def _window(hall: Hall, number: int) -> Window:
    window = hall.window(number)
    hall.changes.windows[number] = window
    return window


def _free(hall: Hall, ticket: Ticket) -> None:
    """The window that holds the ticket, if one does, is free again."""
    if ticket.window is None:
        return
    window = hall.window(ticket.window)
    if window.ticket == ticket.id:
        hall.changes.windows[window.number] = window
        window.ticket = None
        window.why = None
        window.rest(hall.at)
        window.next_kept = False
        if window.ask is not None:
            ask = hall.asks[window.ask]
            if ask.outcome is None:
                ask.cancelled = True
                hall.changes.asks[ask.id] = ask
            window.ask = None


def new_ticket(event: Event) -> Ticket:
    """The ticket of an event that gives a number."""
    body = event.body
    forecast = body.get("forecast")
    return Ticket(
        id=body["ticket"],
        seq=event.seq,
        day=body["day"],
        prefix=body["prefix"],
        number=body["number"],
        label=body["label"],
        queue=body["queue"],
        service=body["service"],
        ticket_class=_CLASSES[body["ticket_class"]],
        language=body["language"],
        state=_STATES[body["state"]],
        order=(body["reference"], event.seq, 0),
        issued_at=event.at,
        state_since=event.at,
        handed=None if body["state"] == TicketState.ISSUING.value else HandOver.SCREEN.value,
        wanted=tuple(body.get("wanted", ())),
        items=tuple(body.get("items", ())),
        skill=body.get("skill", ""),
        plan=tuple(Leg.from_json(leg) for leg in body.get("plan", ())),
        holder=body.get("holder"),
        agent=body.get("agent"),
        terminal=body.get("terminal", ""),
        block=body.get("block"),
        marked=body.get("marked", ""),
        slot=body.get("slot"),
        forecast=tuple(forecast) if forecast else None,
    )


def _issued(hall: Hall, event: Event) -> None:
    body = event.body
    if not body.get("block"):
        # A number of a leased range counts within its block.
        key = body["day"], body["prefix"]
        hall.counters[key] = body["number"]
        hall.changes.counters.add(key)
    hall.add(new_ticket(event))


def _handed_over(hall: Hall, event: Event) -> None:
    ticket = _ticket(hall, event)
    ticket.handed = event.body["hand_over"]
    if ticket.state is TicketState.ISSUING:
        hall.move(ticket, TicketState.WAITING, event.at)
        hall.settle(ticket)
    else:
        hall.changes.touch(ticket)


def _reprinted(hall: Hall, event: Event) -> None:
    ticket = _ticket(hall, event)
    ticket.copies = event.body["copy"]
    hall.changes.touch(ticket)


def _called(hall: Hall, event: Event) -> None:
    body = event.body
    ticket = _ticket(hall, event)
    window = _window(hall, body["window"])
    hall.move(ticket, TicketState.CALLED, event.at, window=window.number, clerk=window.clerk)
    hall.pass_over(window, body.get("over", []), ticket)
    hall.count_down(ticket.queue)
    ticket.calls = body["times"]
    ticket.recalls = 0
    ticket.called_at = event.at
    if ticket.first_called_at is None:
        ticket.first_called_at = event.at
    ticket.owner = None
    ticket.front = 0
    ticket.behind = 0
    ticket.back_at = None
    window.ticket = ticket.id
    window.become(WindowState.CALLING, event.at)
    window.next_kept = False
    window.finished = None
    window.why = body.get("why")
    if hall.discipline.rule is RuleName.RATIO:
        green = ticket.ticket_class in GREEN_CHANNEL
        hall.green_streaks[window.number] = hall.green_streaks.get(window.number, 0) + 1 if green else 0
    hall.settle(ticket)
    _show_call(hall, event)


def _recalled(hall: Hall, event: Event) -> None:
    ticket = _ticket(hall, event)
    ticket.calls = event.body["times"]
    ticket.recalls += 1
    ticket.called_at = event.at
    hall.settle(ticket)
    _show_call(hall, event)


def _show_call(hall: Hall, event: Event) -> None:
    body = event.body
    hall.calls.append(Call(event.seq, body["label"], body["window"], event.at, body["times"]))


def _arrived(hall: Hall, event: Event) -> None:
    ticket = _ticket(hall, event)
    window = _window(hall, event.body["window"])
    hall.move(ticket, TicketState.SERVING, event.at, window=window.number, clerk=window.clerk)
    ticket.reserved = None
    ticket.reserved_clerk = None
    window.become(WindowState.SERVING, event.at)


def _returned(hall: Hall, event: Event) -> None:
    ticket = _ticket(hall, event)
    _free(hall, ticket)
    hall.move(ticket, TicketState.WAITING, event.at)
    hall.settle(ticket)


def _missed(hall: Hall, event: Event) -> None:
    ticket = _ticket(hall, event)
    _free(hall, ticket)
    hall.move(ticket, TicketState.MISSED, event.at)
    hall.settle(ticket)


def _came_back(hall: Hall, event: Event) -> None:
    ticket = _ticket(hall, event)
    hall.move(ticket, TicketState.WAITING, event.at)
    ticket.behind = event.body.get("behind", 0)
    ticket.came_back = True
    hall.settle(ticket)


def _held(hall: Hall, event: Event) -> None:
    ticket = _ticket(hall, event)
    _free(hall, ticket)
    hall.move(ticket, TicketState.HELD, event.at, reason=event.body["reason"])
    ticket.owner = event.body["window"]
    ticket.back_at = event.body.get("back_at")
    hall.settle(ticket)


def _unheld(hall: Hall, event: Event) -> None:
    """Its owner calls it first; whoever else may call it, by its turn."""
    ticket = _ticket(hall, event)
    hall.move(ticket, TicketState.WAITING, event.at)
    ticket.back_at = None
    hall.settle(ticket)


def _transferred(hall: Hall, event: Event) -> None:
    body = event.body
    ticket = _ticket(hall, event)
    _free(hall, ticket)
    hall.move(ticket, TicketState.WAITING, event.at, reason=body["reason"])
    ticket.legs += 1
    ticket.service = body["service"]
    ticket.queue = body["queue"]
    ticket.reserved = body["to_window"]
    hall.settle(ticket)


def _rejected(hall: Hall, event: Event) -> None:
    ticket = _ticket(hall, event)
    _free(hall, ticket)
    hall.move(ticket, TicketState.DONE, event.at, reason=event.body["reason"])
    _window(hall, event.body["window"]).served += 1


def _finished(hall: Hall, event: Event) -> None:
    body = event.body
    ticket = _ticket(hall, event)
    window = _window(hall, body["window"])
    window.served += 1
    window.finished = ticket.id
    window.finished_at = event.at
    if body["ask"] is None:
        _free(hall, ticket)
        hall.move(ticket, TicketState.DONE, event.at, reason=body["reason"])
        return
    hall.move(ticket, TicketState.RATING, event.at, window=window.number, clerk=window.clerk)
    window.become(WindowState.RATING, event.at)
    window.ask = body["ask"]
    ask = Ask(body["ask"], ticket.id, window.number, event.at, body["until"])
    hall.changes.asks[ask.id] = ask
    hall.ask(ask)


def _finish_undone(hall: Hall, event: Event) -> None:
    ticket = _ticket(hall, event)
    window = _window(hall, event.body["window"])
    _free(hall, ticket)
    ask = hall.asks.get(event.body["ask"] or "")
    if ask is not None:
        ask.cancelled = True
        hall.changes.asks[ask.id] = ask
    hall.move(ticket, TicketState.SERVING, event.at, window=window.number, clerk=window.clerk)
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
    if window.finished == ask.ticket and ask.outcome is not RatingOutcome.DEVICE_FAULT:
        # The question is over, however it ended: what a clerk can undo must not tell whether the citizen rated.
        window.finished = None
        hall.changes.windows[window.number] = window
    ticket = hall.tickets.get(ask.ticket)
    if ticket is not None and ticket.state is TicketState.RATING and window.ask == ask.id:
        _free(hall, ticket)
        hall.move(ticket, TicketState.DONE, event.at)


def _terminal_rated(hall: Hall, event: Event) -> None:
    ticket = _ticket(hall, event)
    ticket.terminal_rated = True
    hall.changes.touch(ticket)


def _closed_with(state: TicketState) -> Callable[[Hall, Event], None]:
    def close(hall: Hall, event: Event) -> None:
        ticket = _ticket(hall, event)
        _free(hall, ticket)
        hall.move(ticket, state, event.at, reason=event.body.get("reason", ""))

    return close


TICKET_EVENTS: dict[EventKind, Callable[[Hall, Event], None]] = {
    EventKind.TICKET_ISSUED: _issued,
    EventKind.TICKET_HANDED_OVER: _handed_over,
    EventKind.TICKET_REPRINTED: _reprinted,
    EventKind.TICKET_CALLED: _called,
    EventKind.TICKET_RECALLED: _recalled,
    EventKind.TICKET_ARRIVED: _arrived,
    EventKind.TICKET_RETURNED: _returned,
    EventKind.TICKET_MISSED: _missed,
    EventKind.TICKET_CAME_BACK: _came_back,
    EventKind.TICKET_NO_SHOW: _closed_with(TicketState.NO_SHOW),
    EventKind.TICKET_HELD: _held,
    EventKind.TICKET_UNHELD: _unheld,
    EventKind.TICKET_TRANSFERRED: _transferred,
    EventKind.TICKET_REJECTED: _rejected,
    EventKind.TICKET_FINISHED: _finished,
    EventKind.FINISH_UNDONE: _finish_undone,
    EventKind.TICKET_RATED: _rated,
    EventKind.TERMINAL_RATED: _terminal_rated,
    EventKind.TICKET_CANCELLED: _closed_with(TicketState.CANCELLED),
    EventKind.TICKET_VOIDED: _closed_with(TicketState.VOID),
    EventKind.TICKET_EXPIRED: _closed_with(TicketState.EXPIRED),
}
