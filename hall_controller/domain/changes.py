"""What a batch of events touched: the store writes just these rows."""

from typing import Any

from hall_controller.domain.state import Ask, Interval, Ticket, Window


class Changes:
    """Collected by the hall while events are applied; cleared by whoever stored them."""

    __slots__ = ("asks", "counters", "day", "facts", "intervals", "issued", "passed", "tickets", "windows")

    def __init__(self) -> None:
        self.issued: dict[str, Ticket] = {}
        """New ones, in their state after all of it."""
        self.tickets: dict[str, Ticket] = {}
        """Others that changed."""
        self.windows: dict[int, Window] = {}
        self.asks: dict[str, Ask] = {}
        self.counters: set[tuple[str, str]] = set()
        """Days and prefixes whose last number changed."""
        self.facts: dict[tuple[str, str], Any] = {}
        """Facts by kind and key; None: dropped."""
        self.passed: dict[str, Ticket] = {}
        """Tickets that were passed over and are else as before: many, so the store writes that one column."""
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
        self.facts.clear()
        self.passed.clear()
        self.intervals.clear()
        self.day = False
