"""One line of waiting tickets, kept in order."""

from bisect import bisect_left

from hall_controller.domain.state import Order, Ticket


class WaitingLine:
    """Tickets by their order. Joining at the end and leaving from the front are the usual cases and cheap."""

    __slots__ = ("orders", "tickets")

    def __init__(self) -> None:
        self.orders: list[Order] = []
        self.tickets: list[Ticket] = []

    def __len__(self) -> int:
        return len(self.orders)

    def join(self, ticket: Ticket) -> None:
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
        del self.orders[place]
        del self.tickets[place]

    def ahead(self, ticket: Ticket) -> int:
        """How many are before it."""
        return bisect_left(self.orders, ticket.order)
