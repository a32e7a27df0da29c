"""The core's test hall with bookings: two places in each half hour, three working days ahead, Monday to Friday."""

from typing import Any

from api.messages.hall_commands import Book, CheckIn
from hall_controller.domain.rules import Rules
from hall_controller.domain.state import Ticket
from tests.support.guarded_hall import guarded_config
from tests.support.hall_core import MORNING, CoreHall

TODAY, MONDAY, TUESDAY, WEDNESDAY = "2025-11-21", "2025-11-24", "2025-11-25", "2025-11-26"
HOUR_S = 3_600
HOUR_MS = 3_600_000
DAY_S = 86_400
BOOKING = {
    "slot_min": 30,
    "capacity": 2,
    "days_ahead": 3,
    "cancel_before_min": 120,
    "lead_min": 15,
    "grace_min": 15,
    "no_shows_max": 2,
    "no_shows_days": 30,
    "cool_off_days": 14,
    "release_min": (5, 120),
}
WORKING_WEEK = {"weekdays": ["mon", "tue", "wed", "thu", "fri"], "public_holidays": "none"}


def booking_rules(booking: dict[str, Any] | None = None, **sections: Any) -> Rules:
    """`booking`: keys that differ from BOOKING; other sections as `guarded_config` takes them."""
    sections.setdefault("calendar", WORKING_WEEK)
    return Rules(guarded_config(queues={"booking": BOOKING | (booking or {})}, **sections))


def booking_hall(booking: dict[str, Any] | None = None, now: int = MORNING, **sections: Any) -> CoreHall:
    return CoreHall(booking_rules(booking, **sections), now)


def booked(core: CoreHall, holder: str, day: str = TODAY, slot: str = "10:00", **keys: Any) -> Ticket:
    """A new booking."""
    answer = core.do(Book(service=keys.pop("service", "s-a"), day=day, slot=slot, holder=holder, **keys))
    ticket = core.hall.find(answer["ticket"]["id"])
    assert ticket is not None
    return ticket


def check_in(core: CoreHall, ticket: Ticket) -> None:
    core.do(CheckIn(ticket=ticket.id))
