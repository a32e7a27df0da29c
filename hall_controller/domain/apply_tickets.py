"""What each event of a ticket changes."""

from collections.abc import Callable

from api.messages.words import GREEN_CHANNEL, HandOver, RuleName, TicketClass, TicketState, WindowState
from hall_controller.domain.apply_blocks import use_number
from hall_controller.domain.applying import changed_window, free, ticket_of, use_up
from hall_controller.domain.events import BY_ITSELF, Event, EventKind
from hall_controller.domain.hall import Hall
from hall_controller.domain.state import Call, Leg, Ticket

_CLASSES = {member.value: member for member in TicketClass}
_STATES = {member.value: member for member in TicketState}
_ISSUING, _SCREEN = TicketState.ISSUING.value, HandOver.SCREEN.value
# Looked up instead of called: `TicketState("waiting")` takes ten times as long.


def new_ticket(event: Event) -> Ticket:
    """The ticket of an event that gives a number."""
    body = event.body
    told = body.get
    forecast, plan = told("forecast"), told("plan")
    begun_at = told("issued_at", event.at)
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
        issued_at=begun_at,
        state_since=begun_at,
        reason=told("reason", ""),
        handed=told("handed") or (None if body["state"] == _ISSUING else _SCREEN),
        wanted=tuple(told("wanted", ())),
        items=tuple(told("items", ())),
        skill=told("skill", ""),
        plan=tuple(map(Leg.from_json, plan)) if plan else (),
        holder=told("holder"),
        agent=told("agent"),
        terminal=told("terminal", ""),
        block=told("block"),
        marked=told("marked", ""),
        slot=told("slot"),
        forecast=tuple(forecast) if forecast else None,
    )


def _issued(hall: Hall, event: Event) -> None:
    body = event.body
    block = body.get("block")
    if block:
        # A number of a range counts within its block.
        use_number(hall, block, body["number"], body["issued_at"])
    else:
        key = body["day"], body["prefix"]
        hall.counters[key] = body["number"]
        hall.changes.counters.add(key)
    hall.add(new_ticket(event))


def _skipped(hall: Hall, event: Event) -> None:
    key = event.body["day"], event.body["prefix"]
    hall.counters[key] = max(hall.counters.get(key, 0), event.body["number"])
    hall.changes.counters.add(key)


def _handed_over(hall: Hall, event: Event) -> None:
    ticket = ticket_of(hall, event)
    ticket.handed = event.body["hand_over"]
    if ticket.state is TicketState.ISSUING:
        hall.move(ticket, TicketState.WAITING, event.at)
        hall.settle(ticket)
    else:
        hall.changes.touch(ticket)


def _reprinted(hall: Hall, event: Event) -> None:
    ticket = ticket_of(hall, event)
    ticket.copies = event.body["copy"]
    hall.changes.touch(ticket)


def _called(hall: Hall, event: Event) -> None:
    body = event.body
    ticket = ticket_of(hall, event)
    window = changed_window(hall, body["window"])
    hall.move(ticket, TicketState.CALLED, event.at, window=window.number, clerk=window.clerk)
    hall.pass_over(window, body.get("over", []), ticket)
    hall.count_down(hall.queue_of(ticket), window)
    ticket.calls = body["times"]
    ticket.recalls = 0
    ticket.called_at = event.at
    if ticket.first_called_at is None:
        ticket.first_called_at = event.at
    ticket.behind = 0
    ticket.back_at = None
    window.ticket = ticket.id
    window.become(WindowState.CALLING, event.at)
    window.next_kept = False
    window.finished = None
    window.why = body.get("why")
    if body["source"] != BY_ITSELF:
        # Whoever called is there, whatever was reported of the connection.
        window.offline = False
    if hall.discipline.rule is RuleName.RATIO:
        green = ticket.ticket_class in GREEN_CHANNEL
        hall.green_streaks[window.number] = hall.green_streaks.get(window.number, 0) + 1 if green else 0
    hall.settle(ticket)
    _show_call(hall, event)


def _recalled(hall: Hall, event: Event) -> None:
    ticket = ticket_of(hall, event)
    ticket.calls = event.body["times"]
    ticket.recalls += 1
    ticket.called_at = event.at
    hall.settle(ticket)
    _show_call(hall, event)


def _show_call(hall: Hall, event: Event) -> None:
    body = event.body
    hall.calls.append(Call(event.seq, body["label"], body["window"], event.at, body["times"]))


def _returned(hall: Hall, event: Event) -> None:
    """No penalty: a place before others is there again, and the claim of the window that held it before, if it is open still."""
    ticket = ticket_of(hall, event)
    free(hall, ticket)
    hall.move(ticket, TicketState.WAITING, event.at)
    if ticket.owner is not None and hall.window(ticket.owner).state is WindowState.CLOSED:
        ticket.owner = None
    hall.settle(ticket)


def _missed(hall: Hall, event: Event) -> None:
    ticket = ticket_of(hall, event)
    free(hall, ticket)
    hall.move(ticket, TicketState.MISSED, event.at)
    use_up(ticket)
    hall.settle(ticket)


def _came_back(hall: Hall, event: Event) -> None:
    ticket = ticket_of(hall, event)
    hall.move(ticket, TicketState.WAITING, event.at)
    ticket.behind = event.body.get("behind", 0)
    ticket.came_back = True
    hall.settle(ticket)


def _closed_with(state: TicketState) -> Callable[[Hall, Event], None]:
    def close(hall: Hall, event: Event) -> None:
        ticket = ticket_of(hall, event)
        free(hall, ticket)
        if ticket.state is TicketState.CALLED:
            use_up(ticket)
        hall.move(ticket, state, event.at, reason=event.body.get("reason", ""))

    return close


TICKET_EVENTS: dict[EventKind, Callable[[Hall, Event], None]] = {
    EventKind.TICKET_ISSUED: _issued,
    EventKind.NUMBERS_SKIPPED: _skipped,
    EventKind.TICKET_HANDED_OVER: _handed_over,
    EventKind.TICKET_REPRINTED: _reprinted,
    EventKind.TICKET_CALLED: _called,
    EventKind.TICKET_RECALLED: _recalled,
    EventKind.TICKET_RETURNED: _returned,
    EventKind.TICKET_MISSED: _missed,
    EventKind.TICKET_CAME_BACK: _came_back,
    EventKind.TICKET_NO_SHOW: _closed_with(TicketState.NO_SHOW),
    EventKind.TICKET_CANCELLED: _closed_with(TicketState.CANCELLED),
    EventKind.TICKET_VOIDED: _closed_with(TicketState.VOID),
    EventKind.TICKET_EXPIRED: _closed_with(TicketState.EXPIRED),
}
