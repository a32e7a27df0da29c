"""What a forecast learns from a hall's events: lengths of services, arrivals, how fast clerks call. Follows the ledger.

A service lasts from the call until the window is free again: who doesn't come is in it as a short one.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from api.messages.words import TicketState, WindowState
from hall_controller.domain.events import Event, EventKind
from hall_controller.domain.hall import Hall
from hall_controller.domain.state import Place, Ticket

SERVICES_KEPT = 80
"""Latest services a law is made of: enough to know the mean within a tenth, few enough to follow the day."""
CHANGEOVERS_KEPT = 80
ARRIVALS_KEPT_MS = 30 * 60_000
"""Arrivals of this long tell the present rate."""
CHANGEOVER_MAX_MS = 10 * 60_000
"""A clerk who lets people wait longer isn't about to call."""

_BUSY = (WindowState.CALLING, WindowState.SERVING, WindowState.RATING)


@dataclass(frozen=True, slots=True)
class Service:
    """A finished stay at a window."""

    queue: str
    service: str
    ended_at: int
    duration: int
    """ms."""


class History:
    """The latest of everything. Instants are UTC ms."""

    def __init__(self, counted_from: int = 0) -> None:
        self.by_queue: dict[str, deque[Service]] = {}
        """Oldest first."""
        self.by_service: dict[str, deque[int]] = {}
        """Durations, oldest first."""
        self.changeovers: deque[int] = deque(maxlen=CHANGEOVERS_KEPT)
        self.arrivals: dict[tuple[Place, str], deque[tuple[int, int]]] = {}
        """By place and class: instant of joining, age of the reference then."""
        self.busy: dict[int, tuple[int, str, str]] = {}
        """Windows with a citizen: since when, queue, service."""
        self.counted_from = counted_from
        """Arrivals are: the start of this run, then the begin of each day."""
        self._free_since: dict[int, int] = {}
        self._waiting_since: dict[str, int] = {}

    def recall(self, services: Iterable[Service]) -> None:
        """Services of before this run, oldest first: those that were noted since come after them."""
        since = [service for noted in self.by_queue.values() for service in noted]
        self.by_queue.clear()
        self.by_service.clear()
        for service in (*services, *since):
            self._note(service)

    def follow(self, hall: Hall, event: Event) -> None:
        """An event, right after the hall applied it."""
        kind, body = event.kind, event.body
        if kind is EventKind.DAY_OPENED:
            self.counted_from = event.at
            self.arrivals.clear()
            self._free_since.clear()
            self._waiting_since.clear()
            return
        ident = body.get("ticket")
        ticket = hall.tickets.get(ident) if ident is not None else None
        if ticket is not None and ticket.state is TicketState.WAITING and ticket.state_since == event.at:
            self._joined(hall, ticket, event.at)
        if kind is EventKind.TICKET_CALLED and ticket is not None:
            self._called(ticket, body["window"], event.at)
            return
        if ticket is not None and ticket.window is not None:
            self._look_at(hall, ticket.window, event)
        number = body.get("window")
        if number is not None:
            self._look_at(hall, number, event)

    def _joined(self, hall: Hall, ticket: Ticket, at: int) -> None:
        self._waiting_since[ticket.id] = at
        arrivals = self.arrivals.setdefault((hall.place_of(ticket), ticket.ticket_class.value), deque())
        arrivals.append((at, max(0, at - ticket.reference)))
        while arrivals[0][0] < at - ARRIVALS_KEPT_MS:
            arrivals.popleft()

    def _called(self, ticket: Ticket, window: int, at: int) -> None:
        self._end(window, at)
        self.busy[window] = at, ticket.queue, ticket.service
        free_since, waited_since = self._free_since.pop(window, None), self._waiting_since.pop(ticket.id, None)
        if free_since is not None and waited_since is not None:
            self.changeovers.append(min(CHANGEOVER_MAX_MS, max(0, at - max(free_since, waited_since))))

    def _look_at(self, hall: Hall, number: int, event: Event) -> None:
        window = hall.window(number)
        if window.state in _BUSY:
            return
        if event.kind is EventKind.TICKET_RETURNED:
            self.busy.pop(number, None)
        self._end(number, event.at)
        if window.state is WindowState.IDLE:
            self._free_since.setdefault(number, event.at)
        else:
            self._free_since.pop(number, None)

    def _end(self, window: int, at: int) -> None:
        busy = self.busy.pop(window, None)
        if busy is not None:
            since, queue, service = busy
            self._note(Service(queue, service, at, at - since))

    def _note(self, service: Service) -> None:
        self.by_queue.setdefault(service.queue, deque(maxlen=SERVICES_KEPT)).append(service)
        self.by_service.setdefault(service.service, deque(maxlen=SERVICES_KEPT)).append(service.duration)
