"""What other halls promise, to measure ours against: fixed time by position, and what the latest citizens waited.

R. Ibrahim and W. Whitt, "Real-time delay estimation based on delay history", 2009, name the last two.
"""

from api.messages.words import TicketClass
from hall_controller.forecast.week_hall import WeekHall
from hall_controller.forecast.week_model import MS_PER_MIN

RATE_SEEN_MS = 30 * MS_PER_MIN

LineOf = tuple[str, TicketClass]


class Rivals:
    """Estimates of a newcomer's wait, ms."""

    def __init__(self) -> None:
        self._last_waited: dict[LineOf, int] = {}
        self._calls: dict[str, list[int]] = {}

    def called(self, service: str, ticket_class: TicketClass, came_at: int, at: int) -> None:
        self._last_waited[service, ticket_class] = at - came_at
        self._calls.setdefault(service, []).append(at)

    def position(self, hall: WeekHall, service: str) -> float:
        """People of the queue times the configured time, over its windows."""
        rules = hall.hall.rules
        minutes = rules.services[service].minutes / len(rules.queues[service].windows)
        return hall.hall.waiting_in(service) * minutes * MS_PER_MIN

    def last_to_enter(self, service: str, ticket_class: TicketClass) -> float:
        """LES: what the last one of this queue and class that was called had waited."""
        return float(self._last_waited.get((service, ticket_class), 0))

    def head_of_line(self, hall: WeekHall, service: str, ticket_class: TicketClass, at: int) -> float:
        """HOL: what the first in line has waited so far."""
        place = hall.hall.places.get(("queue", service, ""))
        line = place.classes.get(ticket_class) if place is not None else None
        return float(at - line.orders[0][0]) if line is not None and line.orders else 0.0

    def call_rate(self, hall: WeekHall, service: str, at: int) -> float:
        """QLr: people of the queue over its calls of the last half hour; by position while there were none."""
        calls = [call for call in self._calls.get(service, ()) if call > at - RATE_SEEN_MS]
        self._calls[service] = calls
        if not calls:
            return self.position(hall, service)
        return hall.hall.waiting_in(service) * RATE_SEEN_MS / len(calls)
