"""The hall's state and the few operations that keep its indexes true. Events change it, through `apply`; nothing else does."""

from collections import deque
from heapq import heappush
from typing import Any

from api.messages.words import AT_WINDOW_STATES, FINAL_TICKET_STATES, TicketState
from hall_controller.domain.changes import Changes
from hall_controller.domain.rules import Rules
from hall_controller.domain.state import Ask, Call, Interval, Ticket, Window
from hall_controller.domain.waiting import WaitingLine

CALLS_SHOWN = 12
"""Calls a hall screen lists, latest first."""

_AT_WINDOW = tuple(AT_WINDOW_STATES)
_FINAL = tuple(FINAL_TICKET_STATES)
# Tuples, because an enum's hash is computed in Python and a search by identity isn't: each step of a ticket asks both.

Timer = tuple[int, int, str, str]
"""Instant, ledger seq, what (`issuing`, `missed`, `rating`), id."""


class Hall:
    """Everything of the present day that is needed to decide."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.seq = 0
        """Ledger seq of the last event applied."""
        self.at = 0
        """Hall time of the last event applied, UTC ms."""
        self.day = ""
        self.day_closed = True
        self.day_opened_at = 0
        self.day_opened_seq = 0
        self.tickets: dict[str, Ticket] = {}
        """Today's, final ones too."""
        self.windows: dict[int, Window] = {number: Window(number) for number in rules.windows}
        self.counters: dict[str, int] = {}
        """Last number given today, by prefix."""
        self.asks: dict[str, Ask] = {}
        self.calls: deque[Call] = deque(maxlen=CALLS_SHOWN)
        """Oldest first."""
        self.lines: dict[str, WaitingLine] = {}
        """Waiting tickets by queue."""
        self.reserved: dict[int, WaitingLine] = {}
        """Waiting tickets that were transferred to one window."""
        self.held: dict[str, Ticket] = {}
        self.missed: dict[str, Ticket] = {}
        self.timers: list[Timer] = []
        """A heap; entries whose ticket or question moved on are stale."""
        self.changes = Changes()

    def window(self, number: int) -> Window:
        """The window's row; one that left the configuration lives on in the ledger's replay."""
        window = self.windows.get(number)
        if window is None:
            window = self.windows[number] = Window(number)
        return window

    def line_of(self, ticket: Ticket) -> WaitingLine:
        """The line a waiting ticket stands in."""
        lines: dict[Any, WaitingLine] = self.lines if ticket.reserved is None else self.reserved
        key = ticket.queue if ticket.reserved is None else ticket.reserved
        line = lines.get(key)
        if line is None:
            line = lines[key] = WaitingLine()
        return line

    def lines_for(self, number: int) -> list[WaitingLine]:
        """The lines a window may call from, empty ones left out."""
        rule = self.rules.windows.get(number)
        if rule is None:
            return []
        lines = [line for queue in rule.queues if (line := self.lines.get(queue)) is not None and line.orders]
        reserved = self.reserved.get(number)
        if reserved is not None and reserved.orders:
            lines.append(reserved)
        return lines

    def first_for(self, number: int) -> Ticket | None:
        """First come, first served over all lines of the window."""
        first: WaitingLine | None = None
        for line in self.lines_for(number):
            if first is None or line.orders[0] < first.orders[0]:
                first = line
        return first.tickets[0] if first is not None else None

    def waiting_for(self, number: int) -> int:
        return sum([len(line.orders) for line in self.lines_for(number)])

    def add(self, ticket: Ticket) -> None:
        """A new ticket, in its first state; also one loaded from the store."""
        self.tickets[ticket.id] = ticket
        self.changes.issued[ticket.id] = ticket
        self._enter(ticket)

    def move(
        self,
        ticket: Ticket,
        state: TicketState,
        at: int,
        *,
        window: int | None = None,
        clerk: str | None = None,
        reason: str = "",
    ) -> None:
        """Close the ticket's present interval and begin the next, or close the ticket."""
        if ticket.state is TicketState.WAITING:
            self.line_of(ticket).leave(ticket)
        elif ticket.state is TicketState.HELD:
            del self.held[ticket.id]
        elif ticket.state is TicketState.MISSED:
            del self.missed[ticket.id]
        changes = self.changes
        changes.intervals.append(
            Interval(
                ticket.id,
                ticket.interval,
                ticket.legs,
                ticket.state,
                ticket.window if ticket.state in _AT_WINDOW else None,
                ticket.clerk,
                ticket.state_since,
                at,
                ticket.reason,
            )
        )
        changes.touch(ticket)
        ticket.interval += 1
        ticket.state = state
        ticket.state_since = at
        ticket.reason = reason
        ticket.clerk = clerk
        if state not in _FINAL:
            ticket.window = window

    def settle(self, ticket: Ticket) -> None:
        """After `move` and all other writes to the ticket: put it into the index of its new state."""
        self.changes.touch(ticket)
        self._enter(ticket)

    def _enter(self, ticket: Ticket) -> None:
        if ticket.state is TicketState.WAITING:
            self.line_of(ticket).join(ticket)
        elif ticket.state is TicketState.HELD:
            self.held[ticket.id] = ticket
        elif ticket.state is TicketState.MISSED:
            self.missed[ticket.id] = ticket
            self._wake(ticket.state_since + self.rules.back_within_ms, ticket.seq, "missed", ticket.id)
        elif ticket.state is TicketState.ISSUING:
            self._wake(ticket.issued_at + self.rules.issuing_ms, ticket.seq, "issuing", ticket.id)

    def ask(self, ask: Ask) -> None:
        """A question is open, or was loaded from the store."""
        self.asks[ask.id] = ask
        if ask.outcome is None and not ask.cancelled:
            self._wake(ask.until, self.seq, "rating", ask.id)

    def _wake(self, at: int, seq: int, what: str, ident: str) -> None:
        heappush(self.timers, (at, seq, what, ident))
