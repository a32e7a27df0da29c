"""Bookings of today and of days to come, by slot and by person: what capacity and 'once a day' count."""

from collections import defaultdict
from collections.abc import Iterable

from api.messages.words import TicketState
from hall_controller.domain.state import Ticket

Slot = tuple[str, int]
"""Prefix of the booking series, which names the queue for good, and the slot's begin, UTC ms."""

_GIVEN_UP = (TicketState.CANCELLED, TicketState.VOID)
MOVED = "moved"
"""Reason of a booking that was given up for another slot."""


def is_moved(ticket: Ticket) -> bool:
    """Another booking stands in its place."""
    return ticket.state is TicketState.CANCELLED and ticket.reason == MOVED


class Booked:
    """Filled as bookings come; what became of each stands in the ticket."""

    def __init__(self, tickets: Iterable[Ticket] = ()) -> None:
        self._by_slot: defaultdict[Slot, list[Ticket]] = defaultdict(list)
        self._by_holder: defaultdict[str, list[Ticket]] = defaultdict(list)
        self._by_agent: defaultdict[str, list[Ticket]] = defaultdict(list)
        for ticket in tickets:
            self.add(ticket)

    def add(self, ticket: Ticket) -> None:
        """Tickets that weren't booked are left out."""
        if ticket.slot is None:
            return
        self._by_slot[ticket.prefix, ticket.slot].append(ticket)
        if ticket.holder is not None:
            self._by_holder[ticket.holder].append(ticket)
        if ticket.agent is not None:
            self._by_agent[ticket.agent].append(ticket)

    def places_taken(self, slot: Slot) -> int:
        """Whoever has booked the slot and hasn't given it up; one who came or stayed away had it."""
        return sum(ticket.state not in _GIVEN_UP for ticket in self._by_slot.get(slot, ()))

    def of_holder(self, holder: str, day: str) -> list[Ticket]:
        """This person's bookings for a day, given-up ones too."""
        return [ticket for ticket in self._by_holder.get(holder, ()) if ticket.day == day]

    def of_agent(self, agent: str, day: str) -> list[Ticket]:
        """Bookings for a day that this agent made for others, given-up ones too."""
        return [ticket for ticket in self._by_agent.get(agent, ()) if ticket.day == day]

    def moves(self, holder: str) -> int:
        """How often this person moved bookings of today and of days to come."""
        return sum(map(is_moved, self._by_holder.get(holder, ())))

    def standing(self, holder: str) -> list[Ticket]:
        """What this person has booked and not given up, on any day."""
        return [ticket for ticket in self._by_holder.get(holder, ()) if ticket.state not in _GIVEN_UP]
