"""The order in which a window would call its people if nobody came and time stood still: its clerk's list."""

from hall_controller.domain.choosing import left_alone
from hall_controller.domain.discipline import Discipline
from hall_controller.domain.hall import Hall
from hall_controller.domain.state import Order, Ticket
from hall_controller.domain.waiting import WaitingLine

Turn = tuple[int, int, Order]
"""The smallest goes first."""


def in_turn(hall: Hall, number: int, at: int, shown: int) -> list[Ticket]:
    """At least the first `shown`: the window's own, who was moved to the top, level by level, last who lets others go first."""
    discipline = hall.discipline
    own = list(hall.owned.get(number, {}).values())
    first = sorted(own, key=lambda ticket: (ticket.state_since, ticket.seq))
    top: list[Ticket] = []
    standing: list[Ticket] = []
    behind: list[Ticket] = []
    for _, keys in hall.access(number):
        places = [place for key in keys if (place := hall.places.get(key)) is not None]
        turns = [turn for place in places for line in place.classes.values() for turn in _turns(discipline, line, at, shown)]
        alone = left_alone(hall, keys)
        turns += [((1, *discipline.score(ticket.ticket_class, ticket.order, at)), ticket) for ticket in alone]
        standing += [ticket for _, ticket in sorted(turns, key=lambda turn: turn[0])]
        top += [ticket for place in places for ticket in place.front]
        last = [ticket for place in places for ticket in place.behind if ticket not in alone]
        behind += sorted(last, key=lambda ticket: ticket.order)
    top.sort(key=lambda ticket: ticket.front)
    return first + [ticket for ticket in (*top, *standing, *behind) if ticket.owner != number]


def _turns(discipline: Discipline, line: WaitingLine, at: int, shown: int) -> list[tuple[Turn, Ticket]]:
    """A line goes before the others as far as somebody in it was passed over as often as the bound allows."""
    urgent = 0
    if line.overdue:
        urgent = 1 + max(place for place, ticket in enumerate(line.tickets) if ticket.passed >= line.bound)
    turns: list[tuple[Turn, Ticket]] = []
    for place, ticket in enumerate(line.tickets[:shown]):
        score, order = (0, ticket.order) if place < urgent else discipline.score(ticket.ticket_class, ticket.order, at)
        turns.append(((int(place >= urgent), score, order), ticket))
    return turns
