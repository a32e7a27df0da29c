"""The next ticket for a window: whom it may call, in what order of precedence, and why this one.

First whom this window held before and who is back; then whom somebody moved to the top; then by the rule among the window's
places, level by level; last those who still let others of their queue go first after a miss.
"""

from dataclasses import dataclass
from typing import Any

from api.messages.words import CallReason
from hall_controller.domain.discipline import why_body
from hall_controller.domain.hall import Hall, Level
from hall_controller.domain.state import Place, Ticket
from hall_controller.domain.waiting import WaitingLine


@dataclass(slots=True)
class Choice:
    """A ticket and why it is called. Never changed; not frozen, which would triple its cost."""

    ticket: Ticket
    why: dict[str, Any]
    """A `WhyView` as plain values."""
    over: list[str]
    """Skills of the ticket's queue whose lines were compared: earlier ones there are passed over by this call. Empty when a
    person or a promise decided.
    """


@dataclass(slots=True)
class _Pick:
    ticket: Ticket
    reason: CallReason
    level: int
    compared: bool
    """By the rule, with everyone else of the level."""
    runner_up: Ticket | None = None
    """Of a turn: who would have it else at the same level."""


def choose(hall: Hall, number: int, at: int) -> Choice | None:
    """Who is next at this window; None when nobody it may call waits."""
    pick = _pick(hall, number, at, None)
    if pick is None:
        return None
    other = pick.runner_up or _ticket(_pick(hall, number, at, pick.ticket))
    reason = CallReason.ONLY if other is None and pick.reason is CallReason.TURN else pick.reason
    why = _why(hall, pick.ticket, reason, at, pick.level, other)
    over = hall.skills_compared(number, pick.level, hall.queue_of(pick.ticket)) if pick.compared else ()
    return Choice(pick.ticket, why, list(over))


def why_outside_the_rule(hall: Hall, number: int, ticket: Ticket, reason: CallReason, at: int) -> dict[str, Any]:
    """For calls that a person decided: the next best is the one whom the window would have called instead."""
    level = next((level for level, places in hall.access(number) if hall.place_of(ticket) in places), 1)
    return _why(hall, ticket, reason, at, level, _ticket(_pick(hall, number, at, ticket)))


def _ticket(pick: _Pick | None) -> Ticket | None:
    return pick.ticket if pick is not None else None


def _why(hall: Hall, ticket: Ticket, reason: CallReason, at: int, level: int, other: Ticket | None) -> dict[str, Any]:
    return why_body(
        hall.discipline,
        reason.value,
        ticket.ticket_class,
        ticket.order,
        at,
        level=level,
        passed=ticket.passed,
        next_best=(other.label, other.ticket_class, other.order) if other is not None else None,
    )


def _pick(hall: Hall, number: int, at: int, without: Ticket | None) -> _Pick | None:
    """Who is next if `without` weren't there."""
    access = hall.access(number)
    own = [
        ticket for ticket in hall.owned.get(number, {}).values() if ticket is not without and _comes_here(hall, number, ticket)
    ]
    if own:
        return _Pick(min(own, key=lambda ticket: (ticket.state_since, ticket.seq)), CallReason.OWNER, 1, compared=False)
    topmost = _topmost(hall, access, without) if hall.fronts else None
    return topmost or _by_rule(hall, number, access, at, without) or _behind(hall, access, without)


def _comes_here(hall: Hall, number: int, ticket: Ticket) -> bool:
    """Who was sent to another window or person meanwhile isn't called back."""
    if ticket.reserved is not None:
        return ticket.reserved == number
    return ticket.reserved_clerk is None or ticket.reserved_clerk == hall.window(number).clerk


def _topmost(hall: Hall, access: tuple[Level, ...], without: Ticket | None) -> _Pick | None:
    best: _Pick | None = None
    for level, places in access:
        for key in places:
            place = hall.places.get(key)
            if place is None or not place.front:
                continue
            first = next((ticket for ticket in place.front if ticket is not without), None)
            if first is not None and (best is None or first.front < best.ticket.front):
                best = _Pick(first, CallReason.TOP, level, compared=False)
    return best


def _by_rule(hall: Hall, number: int, access: tuple[Level, ...], at: int, without: Ticket | None) -> _Pick | None:
    for level, places in access:
        lines = [line for key in places if (place := hall.places.get(key)) for line in place.classes.values() if line.orders]
        if without is not None:
            lines = [line for line in lines if len(line.orders) > 1 or line.tickets[0] is not without]
        alone = left_alone(hall, places, without) if hall.behinds else []
        if lines or alone:
            return _best(hall, number, level, lines, alone, at, without)
    return None


def left_alone(hall: Hall, places: tuple[Place, ...], without: Ticket | None = None) -> list[Ticket]:
    """Who still lets others go first though nobody else of the queue is left for the window: no call of it would count for them
    while its other queues keep it busy, so they stand by the rule.
    """
    there = [(key[1], place) for key in places if key[0] == "queue" and (place := hall.places.get(key))]
    if not any(place.behind for _, place in there):
        return []
    stands = {queue for queue, place in there if any(ticket is not without for ticket in place.first())}
    return [ticket for queue, place in there if queue not in stands for ticket in place.behind if ticket is not without]


def _best(
    hall: Hall, number: int, level: int, lines: list[WaitingLine], alone: list[Ticket], at: int, without: Ticket | None
) -> _Pick:
    """A line in which somebody was passed over as often as the bound allows goes first, the earliest head before the others."""
    urgent = [line for line in lines if line.overdue and line.is_urgent(without)]
    if urgent:
        return _Pick(min([_head(line, without) for line in urgent], key=_order), CallReason.BOUND, level, compared=True)
    score, streak = hall.discipline.score, hall.green_streaks.get(number, 0)
    heads = [_head(line, without) for line in lines]
    heads += alone
    turns = [score(head.ticket_class, head.order, at, streak) for head in heads]
    place = turns.index(min(turns))
    pick = _Pick(heads[place], CallReason.TURN, level, compared=True)
    if without is None and not hall.behinds:
        # With somebody behind it would depend on who is called whether that one is left alone.
        del heads[place], turns[place]
        for second in lines[place].tickets[1:2]:
            heads.append(second)
            turns.append(score(second.ticket_class, second.order, at, streak))
        pick.runner_up = heads[turns.index(min(turns))] if turns else None
    return pick


def _behind(hall: Hall, access: tuple[Level, ...], without: Ticket | None) -> _Pick | None:
    if not hall.behinds:
        return None
    for level, places in access:
        standing = [
            ticket for key in places if (place := hall.places.get(key)) for ticket in place.behind if ticket is not without
        ]
        if standing:
            return _Pick(min(standing, key=_order), CallReason.TURN, level, compared=False)
    return None


def _head(line: WaitingLine, without: Ticket | None) -> Ticket:
    """Of a line in which another one than `without` stands."""
    first = line.tickets[0]
    return line.tickets[1] if first is without else first


def _order(ticket: Ticket) -> tuple[int, int, int]:
    return ticket.order
