"""The next ticket for a window: whom it may call, in what order of precedence, and why this one."""

from dataclasses import dataclass
from typing import Any

from api.messages.words import CallReason, TicketClass
from hall_controller.domain.discipline import why_body
from hall_controller.domain.hall import Hall
from hall_controller.domain.state import Order, Ticket
from hall_controller.domain.waiting import WaitingLine

Named = tuple[str, TicketClass, Order]


@dataclass(frozen=True, slots=True)
class Choice:
    """A ticket and why it is called."""

    ticket: Ticket
    why: dict[str, Any]
    """A `WhyView` as plain values."""
    over: list[str]
    """Skills of the ticket's queue whose lines were compared: earlier ones there are passed over by this call."""


def choose(hall: Hall, number: int, at: int) -> Choice | None:
    """Who is next at this window; None when nobody it may call waits.

    First whom this window held before and who is back; then whom somebody moved to the top; then by the rule among the
    window's queues, level by level; last those who still let others go first after a miss.
    """
    owned = hall.owned.get(number)
    if owned:
        first = min(owned.values(), key=lambda ticket: (ticket.state_since, ticket.seq))
        return _plain(hall, first, CallReason.OWNER, at)
    access = hall.access(number)
    top: Ticket | None = None
    for _, places in access:
        for key in places:
            place = hall.places.get(key)
            if place is not None and place.front and (top is None or place.front[0].front < top.front):
                top = place.front[0]
    if top is not None:
        return _plain(hall, top, CallReason.TOP, at)
    for level, places in access:
        lines = [line for key in places if (place := hall.places.get(key)) for line in place.classes.values() if line.orders]
        if lines:
            return _by_rule(hall, number, at, level, lines)
    waiting = [place.behind[0] for _, places in access for key in places if (place := hall.places.get(key)) and place.behind]
    if not waiting:
        return None
    return _plain(hall, min(waiting, key=lambda ticket: ticket.order), CallReason.ONLY, at)


def _by_rule(hall: Hall, number: int, at: int, level: int, lines: list[WaitingLine]) -> Choice:
    discipline, streak = hall.discipline, hall.green_streaks.get(number, 0)
    overdue = [line for line in lines if line.overdue]
    if overdue:
        line = min(overdue, key=lambda line: line.orders[0])
        ticket, reason = line.tickets[0], CallReason.BOUND
        next_best = _best_other(hall, at, streak, lines, ticket)
    else:
        scored = sorted(
            [(discipline.score(line.tickets[0].ticket_class, line.orders[0], at, streak), line) for line in lines],
            key=lambda pair: pair[0],
        )
        line = scored[0][1]
        ticket = line.tickets[0]
        others = [_named(candidate.tickets[0]) for _, candidate in scored[1:2]]
        if len(line.tickets) > 1:
            second = line.tickets[1]
            if not others or discipline.score(second.ticket_class, second.order, at, streak) < scored[1][0]:
                others = [_named(second)]
        next_best = others[0] if others else None
        reason = CallReason.TURN if next_best is not None else CallReason.ONLY
    why = why_body(
        discipline, reason.value, ticket.ticket_class, ticket.order, at, level=level, passed=ticket.passed, next_best=next_best
    )
    return Choice(ticket, why, hall.skills_compared(number, ticket.queue))


def _best_other(hall: Hall, at: int, streak: int, lines: list[WaitingLine], taken: Ticket) -> Named | None:
    heads = [ticket for line in lines for ticket in line.tickets[:2] if ticket is not taken]
    if not heads:
        return None
    return _named(min(heads, key=lambda head: hall.discipline.score(head.ticket_class, head.order, at, streak)))


def _named(ticket: Ticket) -> Named:
    return ticket.label, ticket.ticket_class, ticket.order


def _plain(hall: Hall, ticket: Ticket, reason: CallReason, at: int) -> Choice:
    """Not by comparison: nobody counts as passed over, the reason is stored instead."""
    return Choice(ticket, why_outside_the_rule(hall, ticket, reason, at), [])


def why_outside_the_rule(hall: Hall, ticket: Ticket, reason: CallReason, at: int) -> dict[str, Any]:
    """For calls that a person or a promise decided."""
    return why_body(
        hall.discipline,
        reason.value,
        ticket.ticket_class,
        ticket.order,
        at,
        level=1,
        passed=ticket.passed,
        next_best=None,
    )
