"""Today's tickets by who they are for and where they were taken: what guards count."""

from collections import defaultdict

from hall_controller.domain.state import Ticket


class Indexes:
    """Filled as tickets come into the day; a ticket's later states are the ticket's own."""

    def __init__(self) -> None:
        self.by_holder: defaultdict[str, list[Ticket]] = defaultdict(list)
        self.by_agent: defaultdict[str, list[Ticket]] = defaultdict(list)
        self.by_terminal: defaultdict[str, list[Ticket]] = defaultdict(list)
        """In issue order."""
        self.by_service: defaultdict[str, list[Ticket]] = defaultdict(list)
        """By each service that was asked for, in issue order."""

    def add(self, ticket: Ticket) -> None:
        if ticket.holder is not None:
            self.by_holder[ticket.holder].append(ticket)
        if ticket.agent is not None:
            self.by_agent[ticket.agent].append(ticket)
        if ticket.terminal:
            self.by_terminal[ticket.terminal].append(ticket)
        for service in ticket.wanted or (ticket.service,):
            self.by_service[service].append(ticket)

    def clear(self) -> None:
        """A new day."""
        for index in (self.by_holder, self.by_agent, self.by_terminal, self.by_service):
            index.clear()
