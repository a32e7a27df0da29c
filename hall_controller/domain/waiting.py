"""Lines of waiting tickets, kept in order."""

from bisect import bisect_left

from api.messages.words import TicketClass
from hall_controller.domain.state import Order, Ticket


class WaitingLine:
    """Tickets by their order. Joining at the end and leaving from the front are the usual cases and cheap."""

    __slots__ = ("bound", "orders", "overdue", "tickets")

    def __init__(self, bound: int = 0) -> None:
        self.orders: list[Order] = []
        self.tickets: list[Ticket] = []
        self.bound = bound
        """By how many later numbers one may be passed over here; 0: by any number."""
        self.overdue = 0
        """Tickets that were passed over as often as that."""

    def __len__(self) -> int:
        return len(self.orders)

    def join(self, ticket: Ticket) -> None:
        if self.bound and ticket.passed >= self.bound:
            self.overdue += 1
        if not self.orders or ticket.order > self.orders[-1]:
            self.orders.append(ticket.order)
            self.tickets.append(ticket)
            return
        place = bisect_left(self.orders, ticket.order)
        self.orders.insert(place, ticket.order)
        self.tickets.insert(place, ticket)

    def leave(self, ticket: Ticket) -> None:
        """
        Raises:
            LookupError: the ticket isn't in this line.
        """
        place = bisect_left(self.orders, ticket.order)
        if place == len(self.orders) or self.tickets[place] is not ticket:
            raise LookupError(f"ticket {ticket.id} isn't in this line")
        if self.bound and ticket.passed >= self.bound:
            self.overdue -= 1
        del self.orders[place]
        del self.tickets[place]

    def ahead(self, order: Order) -> int:
        """How many are before that order."""
        return bisect_left(self.orders, order)

    def is_urgent(self, without: Ticket | None) -> bool:
        """Somebody other than `without` was passed over as often as the bound allows."""
        if not self.overdue or without is None or without.passed < self.bound:
            return self.overdue > 0
        place = bisect_left(self.orders, without.order)
        counted = place < len(self.orders) and self.tickets[place] is without
        return self.overdue > int(counted)

    def before(self, order: Order) -> list[Ticket]:
        """Whoever is earlier than that order."""
        return self.tickets[: bisect_left(self.orders, order)]

    def pass_over(self, tickets: list[Ticket]) -> None:
        """These of the line were passed over once more."""
        for ticket in tickets:
            ticket.passed += 1
            if ticket.passed == self.bound:
                self.overdue += 1


class WaitingPlace:
    """Everyone who waits at one place: before the rule, by the rule, and behind the next few."""

    __slots__ = ("_count", "behind", "classes", "front")

    def __init__(self) -> None:
        self.front: list[Ticket] = []
        """Moved to the top, the first moved first."""
        self.classes: dict[TicketClass, WaitingLine] = {}
        self.behind: list[Ticket] = []
        """Back after a miss, by order: not yet their turn again, unless nobody else waits."""
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def join(self, ticket: Ticket, bound: int) -> None:
        """
        Args:
            bound: of the line that the ticket's class has here, should it be the first.
        """
        self._count += 1
        if ticket.front:
            self.front.append(ticket)
            self.front.sort(key=lambda standing: standing.front)
        elif ticket.behind:
            self.behind.append(ticket)
            self.behind.sort(key=lambda standing: standing.order)
        else:
            line = self.classes.get(ticket.ticket_class)
            if line is None:
                line = self.classes[ticket.ticket_class] = WaitingLine(bound)
            line.join(ticket)

    def leave(self, ticket: Ticket) -> None:
        """Before anything changes that decides where it stands.

        Raises:
            LookupError, ValueError: the ticket doesn't stand here.
        """
        if ticket.front:
            self.front.remove(ticket)
        elif ticket.behind:
            self.behind.remove(ticket)
        else:
            self.classes[ticket.ticket_class].leave(ticket)
        self._count -= 1

    def first(self) -> list[Ticket]:
        """Of those who don't let others go first: the first two moved to the top and of each class."""
        return self.front[:2] + [ticket for line in self.classes.values() for ticket in line.tickets[:2]]

    def all(self) -> list[Ticket]:
        """By order, the ones moved to the top first."""
        standing = [ticket for line in self.classes.values() for ticket in line.tickets]
        return self.front + sorted([*standing, *self.behind], key=lambda ticket: ticket.order)
