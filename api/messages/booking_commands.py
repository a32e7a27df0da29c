"""预约: booking, checking in."""

from pydantic import Field

from api.messages.base import Id, ShortText
from api.messages.hall_command import Day, HallCommand, Holder, TicketId, TimeOfDay


class Book(HallCommand):
    """预约: a slot of a day to come (or of today). Result: `ticket` in BOOKED."""

    service: Id
    day: Day
    slot: TimeOfDay
    """Begin of the slot."""
    holder: Holder
    agent: Holder | None = None
    language: str = Field(default="zh-CN", max_length=10)


class CheckIn(HallCommand):
    """签到: a booked person is here; no second ticket. By the booking's id, its number, or its person. Result: `ticket`."""

    ticket: TicketId | None = None
    number: str = Field(default="", max_length=12)
    """As shown on the booking: `AY003`."""
    holder: Holder | None = None


class LiftCoolOff(HallCommand):
    """A person at the counter lets somebody book again."""

    holder: Holder
    reason: ShortText


class Slots(HallCommand):
    """Bookable slots of a service. A read, not stored. Result: `slots` (list of SlotView)."""

    service: Id
