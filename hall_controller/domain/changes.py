"""What a batch of events touched: the store writes just these rows."""

from hall_controller.domain.state import Ask, Interval, Ticket, Window


class Changes:
    """Collected by the hall while events are applied; cleared by whoever stored them."""

    __slots__ = ("asks", "counters", "day", "intervals", "issued", "tickets", "windows")

    def __init__(self) -> None:
        self.issued: dict[str, Ticket] = {}
        """New ones, in their state after all of it."""
        self.tickets: dict[str, Ticket] = {}
        """Others that changed."""
        self.windows: dict[int, Window] = {}
        self.asks: dict[str, Ask] = {}
        self.counters: set[str] = set()
        """Prefixes whose last number changed."""
        self.intervals: list[Interval] = []
        """Intervals that were closed."""
        self.day = False

    def touch(self, ticket: Ticket) -> None:
        if ticket.id not in self.issued:
            self.tickets[ticket.id] = ticket

    def clear(self) -> None:
        self.issued.clear()
        self.tickets.clear()
        self.windows.clear()
        self.asks.clear()
        self.counters.clear()
        self.intervals.clear()
        self.day = False
