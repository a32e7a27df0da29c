"""预约: booking, checking in, moving; and finding one's own number again."""

from pydantic import Field

from api.check_code import CHECK_CODE
from api.messages.base import Id, ShortText
from api.messages.hall_command import Day, HallCommand, Holder, TicketId, TimeOfDay


class Book(HallCommand):
    """预约: a slot of a day to come (or of today). Result: `ticket` in BOOKED, `slip`."""

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


class MoveBooking(HallCommand):
    """改约: the booking is given up and another slot of the same service booked, both or neither.

    Result: `ticket`, `slip` of the new booking, which has a number and an id of its own.
    """

    ticket: TicketId
    day: Day
    slot: TimeOfDay


class FindTicket(HallCommand):
    """查号: by its id, by its number and check code, or by its number alone. A read, not stored. Result: `ticket` (FollowView).

    The number alone shows how a number of today stands: not its id, its services or its class.
    """

    ticket: TicketId | None = None
    number: str = Field(default="", max_length=12)
    """As printed: `A012`; however it is typed."""
    check: str = Field(default="", pattern=CHECK_CODE)


class Bookings(HallCommand):
    """A person's bookings, and their numbers of today that aren't over. A read, not stored. Result: `tickets` (FollowView …)."""

    holder: Holder


class LiftCoolOff(HallCommand):
    """A person at the counter lets somebody book again."""

    holder: Holder
    reason: ShortText


class Slots(HallCommand):
    """Bookable slots of a service. A read, not stored. Result: `slots` (list of SlotView)."""

    service: Id
