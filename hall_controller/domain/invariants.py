"""The invariants of a hall, as checks on values: each returns what is wrong, in words; empty when all holds.

The property test asks after every step, the audit on a whole ledger.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from itertools import pairwise

from api.messages.words import AT_WINDOW_STATES, FINAL_TICKET_STATES, TicketState, WindowState
from hall_controller.domain.choosing import choose
from hall_controller.domain.events import Event, EventKind
from hall_controller.domain.hall import Hall
from hall_controller.domain.state import Interval, Place, Ticket, Window
from hall_controller.domain.waiting import WaitingPlace

IN_TURN = frozenset({"next", "kept", "auto"})
"""Sources of a call that the rule decided."""

_HOLDING: dict[WindowState, TicketState] = {
    WindowState.CALLING: TicketState.CALLED,
    WindowState.SERVING: TicketState.SERVING,
    WindowState.RATING: TicketState.RATING,
}
"""A window in one of these states holds a ticket in the state beside it."""


def window_problems(hall: Hall) -> list[str]:
    """At most one active ticket for a window, at most one window for a ticket, and both agree."""
    problems: list[str] = []
    holders: dict[str, int] = {}
    for window in hall.windows.values():
        problems += _one_window(hall, window)
        if window.ticket is not None:
            if window.ticket in holders:
                problems.append(f"ticket {window.ticket} is held by windows {holders[window.ticket]} and {window.number}")
            holders[window.ticket] = window.number
    problems += [
        f"ticket {ticket.label} is {ticket.state.value} at window {ticket.window}, which doesn't hold it"
        for ticket in hall.tickets.values()
        if ticket.state in AT_WINDOW_STATES and holders.get(ticket.id) != ticket.window
    ]
    return problems


def _one_window(hall: Hall, window: Window) -> list[str]:
    expected = _HOLDING.get(window.state)
    if expected is None:
        return [f"window {window.number} is {window.state.value} and holds a ticket"] if window.ticket is not None else []
    ticket = hall.tickets.get(window.ticket or "")
    if ticket is None:
        return [f"window {window.number} is {window.state.value} without a ticket"]
    problems = []
    if ticket.state is not expected or ticket.window != window.number:
        problems.append(f"window {window.number} is {window.state.value}, its ticket {ticket.label} is {ticket.state.value}")
    if (window.ask is not None) is not (window.state is WindowState.RATING):
        problems.append(f"window {window.number} is {window.state.value} with question {window.ask}")
    if window.next_kept and window.state is not WindowState.RATING:
        problems.append(f"window {window.number} keeps a next while {window.state.value}")
    return problems


def line_problems(hall: Hall) -> list[str]:
    """Every waiting ticket stands in exactly one line, its own, and lines are in order."""
    problems: list[str] = []
    standing: dict[str, int] = defaultdict(int)
    for key, place in hall.places.items():
        problems += _place_problems(key, place)
        for ticket in place.all():
            standing[ticket.id] += 1
            if key != hall.place_of(ticket):
                problems.append(f"ticket {ticket.label} stands at {key}")
    problems += [
        f"ticket {ticket.label} is {ticket.state.value} and stands in {standing[ticket.id]} lines"
        for ticket in hall.tickets.values()
        if standing[ticket.id] != (1 if ticket.state is TicketState.WAITING else 0)
    ]
    for where, counted in (("front", hall.fronts), ("behind", hall.behinds)):
        there = sum(len(getattr(place, where)) for place in hall.places.values())
        if counted != there:
            problems.append(f"{there} stand {where}, {counted} are counted")
    for name, members, state in (("held", hall.held, TicketState.HELD), ("missed", hall.missed, TicketState.MISSED)):
        if set(members) != {ticket.id for ticket in hall.tickets.values() if ticket.state is state}:
            problems.append(f"the list of {name} tickets is wrong")
    owned = {ticket.id for tickets in hall.owned.values() for ticket in tickets.values()}
    back = {ticket.id for ticket in hall.tickets.values() if ticket.state is TicketState.WAITING and ticket.owner is not None}
    if owned != back:
        problems.append(f"tickets {sorted(owned ^ back)} are in the wrong list of a window's own")
    return problems


def _place_problems(key: Place, place: WaitingPlace) -> list[str]:
    problems: list[str] = []
    for ticket_class, line in place.classes.items():
        name = f"{key} {ticket_class.value}"
        if any(first >= second for first, second in pairwise(line.orders)):
            problems.append(f"line {name} is out of order")
        if line.orders != [ticket.order for ticket in line.tickets]:
            problems.append(f"line {name} disagrees with its tickets")
        if line.bound and line.overdue != sum(ticket.passed >= line.bound for ticket in line.tickets):
            problems.append(f"line {name} counts {line.overdue} overdue")
        problems += [
            f"ticket {ticket.label} stands in line {name}"
            for ticket in line.tickets
            if ticket.ticket_class is not ticket_class or ticket.front or ticket.behind
        ]
    if len(place) != len(place.all()):
        problems.append(f"{len(place.all())} wait at {key}, {len(place)} are counted")
    problems += [f"ticket {ticket.label} stands in front at {key}" for ticket in place.front if not ticket.front]
    problems += [f"ticket {ticket.label} stands behind at {key}" for ticket in place.behind if not ticket.behind or ticket.front]
    return problems


def passing_problems(hall: Hall, event: Event) -> list[str]:
    """Before the event is applied: a call by the rule passes nobody over who was passed over as often as the class's bound
    allows. A call for another stored reason passes nobody over.
    """
    if event.kind is not EventKind.TICKET_CALLED or not event.body.get("over"):
        return []
    called = hall.tickets[event.body["ticket"]]
    places = [hall.places.get(("queue", hall.queue_of(called), skill)) for skill in event.body["over"]]
    lines = [line for place in places if place is not None for line in place.classes.values()]
    return [
        f"event {event.seq} passes over {ticket.label}, which was passed over {ticket.passed} times of {line.bound} allowed"
        for line in lines
        for ticket in line.tickets
        if line.bound and ticket.passed >= line.bound and ticket.order < called.order
    ]


def number_problems(
    issued: Iterable[tuple[str, str, int]],
    first_numbers: dict[str, int],
    skipped: AbstractSet[tuple[str, str, int]] = frozenset(),
) -> list[str]:
    """Numbers (day, prefix, number) in issue order: unique and gap-free within each day and prefix, from the first on.

    Args:
        skipped: a number right after one of these may follow any lower one: a restored hall passes over what may be given out.
    """
    problems: list[str] = []
    last: dict[tuple[str, str], int] = {}
    for day, prefix, number in issued:
        before = last.get((day, prefix), first_numbers.get(prefix, 1) - 1)
        after_skip = number > before and (day, prefix, number - 1) in skipped
        if number != before + 1 and not after_skip:
            problems.append(f"on {day} {prefix}{number} was issued after {prefix}{before}")
        last[day, prefix] = number
    return problems


def interval_problems(tickets: Iterable[Ticket], intervals: Iterable[Interval]) -> list[str]:
    """Intervals tile [issue, close] with no gap and no overlap; one at most is open (the ticket's present one)."""
    problems: list[str] = []
    of_ticket: dict[str, list[Interval]] = defaultdict(list)
    for interval in intervals:
        of_ticket[interval.ticket].append(interval)
    for ticket in tickets:
        own = sorted(of_ticket.pop(ticket.id, []), key=lambda interval: interval.ordinal)
        if [interval.ordinal for interval in own] != list(range(ticket.interval)):
            problems.append(f"ticket {ticket.label}: intervals are numbered {[interval.ordinal for interval in own]}")
        starts = [interval.started_at for interval in own] + [ticket.state_since]
        ends = [ticket.issued_at] + [interval.ended_at for interval in own]
        if starts != ends:
            problems.append(f"ticket {ticket.label}: intervals start at {starts}, the ones before end at {ends}")
        if any(interval.ended_at < interval.started_at for interval in own):
            problems.append(f"ticket {ticket.label}: an interval ends before it starts")
        problems += [
            f"ticket {ticket.label}: was {interval.state.value} at window {interval.window}"
            for interval in own
            if (interval.window is not None) is not (interval.state in AT_WINDOW_STATES)
        ]
    problems += [f"intervals of an unknown ticket {ident}" for ident in of_ticket]
    return problems


def turn_problems(hall: Hall, event: Event) -> list[str]:
    """Before the event is applied: who is called in turn is the rule's choice, for the stored reason.

    A chosen or taken-back ticket says so in its event: that is its stored reason.
    """
    if event.kind is not EventKind.TICKET_CALLED or event.body["source"] not in IN_TURN:
        return []
    choice = choose(hall, event.body["window"], event.at)
    if choice is None or choice.ticket.id != event.body["ticket"]:
        expected = choice.ticket.label if choice else "nobody"
        return [f"event {event.seq} called {event.body['label']}, but {expected} was next"]
    why = event.body.get("why")
    if why is not None and choice.why != why:
        return [f"event {event.seq} called {event.body['label']} because of {why}, it was {choice.why}"]
    return []


def closed_day_problems(hall: Hall, event: Event) -> list[str]:
    """After the event was applied: when 日终 is reached nobody is left over. (A manager may bring somebody back later.)"""
    if event.kind is not EventKind.DAY_CLOSED:
        return []
    return [
        f"ticket {ticket.label} is {ticket.state.value} after the day was closed"
        for ticket in hall.tickets.values()
        if ticket.state not in FINAL_TICKET_STATES
    ] + [
        f"window {window.number} is {window.state.value} after the day was closed"
        for window in hall.windows.values()
        if window.state is not WindowState.CLOSED
    ]


def question_problems(hall: Hall) -> list[str]:
    """A question is open exactly as long as its window asks it."""
    return [
        f"question {ask.id} of window {ask.window}: outcome {ask.outcome}, cancelled {ask.cancelled}, window asks {asking}"
        for ask in hall.asks.values()
        if (asking := hall.window(ask.window).ask == ask.id) is not (ask.outcome is None and not ask.cancelled)
    ]


def promise_problems(tickets: Iterable[Ticket], promises: Mapping[str, tuple[int, ...] | None]) -> list[str]:
    """What a ticket was promised never changes afterwards, or the report on forecasts would lie."""
    return [
        f"ticket {ticket.label} was promised {promises[ticket.id]}, now it says {ticket.forecast}"
        for ticket in tickets
        if ticket.id in promises and ticket.forecast != promises[ticket.id]
    ]
