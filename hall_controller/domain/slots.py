"""预约: which slots a queue has, and how many places are free in them."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from api.messages.views import SlotView
from api.messages.words import Refusal
from hall_controller.config_times import text_of
from hall_controller.domain.facts import KeptSlot
from hall_controller.domain.hall import Hall
from hall_controller.domain.requests import Refused
from hall_controller.domain.rules import BookingRule, QueueRule, ServiceRule

LONGEST_CLOSURE_DAYS = 60
"""So many days in a row without work end the search for days to book; the longest holidays are a few weeks."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One span of a working day that people can book."""

    day: dt.date
    minute: int
    """Begin, of the local day."""
    at: int
    """The same as an instant, UTC ms."""


def require_bookable(hall: Hall, service: ServiceRule) -> tuple[QueueRule, BookingRule]:
    """
    Raises:
        Refused: the service's queue takes no bookings.
    """
    queue = hall.rules.queues[service.queue]
    if queue.booking is None:
        raise Refused(Refusal.UNKNOWN_SLOT, f"nothing of queue {queue.id} can be booked")
    return queue, queue.booking


def bookable_days(hall: Hall, queue: QueueRule, booking: BookingRule, at: int) -> Iterator[dt.date]:
    """Today, if it is a working day, and the next ones."""
    today = hall.rules.local.date_of(at)
    if queue.hours.spans(today) and not hall.day_closed:
        yield today
    left, closed, day = booking.days_ahead, 0, today
    while left and closed < LONGEST_CLOSURE_DAYS:
        day += dt.timedelta(days=1)
        if queue.hours.spans(day):
            left, closed = left - 1, 0
            yield day
        else:
            closed += 1


def slots_of(hall: Hall, queue: QueueRule, booking: BookingRule, day: dt.date) -> Iterator[Slot]:
    """The day's slots: each lies whole within the opening hours; a lunch break starts the count anew."""
    local = hall.rules.local
    for start, end in queue.hours.spans(day):
        for minute in range(start, end - booking.slot_min + 1, booking.slot_min):
            yield Slot(day, minute, local.instant(day, minute))


def free_places(hall: Hall, queue: QueueRule, booking: BookingRule, slot: Slot) -> int:
    """Neither booked nor kept back after a cancellation."""
    kept = sum(fact.queue == queue.id and fact.slot == slot.at for fact in hall.facts.of(KeptSlot).values())
    return max(0, booking.capacity - hall.booked.places_taken((queue.booking_prefix, slot.at)) - kept)


def is_served(hall: Hall, queue: QueueRule, skill: str, day: dt.date) -> bool:
    """Whether somebody who can do it works at a window of the queue on that weekday."""
    rules = hall.rules
    windows = [rules.windows[number] for number in queue.windows]
    able = any(skill in person.skills for person in rules.staff.values())
    return any(day.weekday() in window.weekdays and (not skill or able or skill in window.skills) for window in windows)


def slot_views(hall: Hall, service: ServiceRule, at: int) -> list[SlotView]:
    """What can be booked from now on, full slots too.

    Raises:
        Refused: the service's queue takes no bookings.
    """
    queue, booking = require_bookable(hall, service)
    return [
        SlotView(
            day=slot.day.isoformat(),
            slot=text_of(slot.minute),
            free=free_places(hall, queue, booking, slot),
            capacity=booking.capacity,
        )
        for day in bookable_days(hall, queue, booking, at)
        if is_served(hall, queue, service.skill, day)
        for slot in slots_of(hall, queue, booking, day)
        if slot.at > at
    ]
