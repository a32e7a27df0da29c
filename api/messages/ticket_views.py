"""A number, wherever one looks at it: its state, its paper, its promise, why it was called."""

from pydantic import Field

from api.messages.base import Message, Milliseconds
from api.messages.names import Names
from api.messages.words import CallReason, RuleName, ServiceOutcome, TicketClass, TicketState


class ForecastView(Message):
    """When a number will probably be called: what was, or would now be, printed."""

    low: Milliseconds
    """UTC ms of a whole minute: one in ten is called earlier."""
    expected: Milliseconds
    high: Milliseconds
    """UTC ms of a whole minute: one in ten is called later."""


class TicketView(Message):
    id: str
    number: str
    """As printed: `A012`."""
    queue: str
    service: str
    ticket_class: TicketClass
    state: TicketState
    issued_at: Milliseconds
    state_since: Milliseconds
    window: int | None = None
    calls: int = 0
    """How often it was called, recalls included."""
    ahead: int | None = None
    """People before it in its queue, while waiting."""
    copies: int = 0
    legs: int = 1
    items: tuple[str, ...] = ()
    """Services of the present leg."""
    to_come: tuple[str, ...] = ()
    """First services of the legs after this one."""
    results: dict[str, ServiceOutcome] = Field(default_factory=dict)
    """What came of the items of legs that are over."""
    slot: Milliseconds | None = None
    """Begin of the booked slot."""
    forecast: ForecastView | None = None
    """As promised when the number was given."""
    marked: str = ""
    """`island` or `paper`: entered later from a range of its own."""


class TicketSlip(Message):
    """What the paper carries beside the TicketView."""

    service_names: Names
    queue_names: Names
    windows: tuple[int, ...]
    """Windows that may call it."""
    hall_names: Names
    items: tuple[Names, ...] = ()
    """Services of the first leg, where there are several."""
    to_come: tuple[Names, ...] = ()
    """Services of the legs after it."""
    follow: str = ""
    """Text of the ticket's QR code: the address of its own page, else its id for a kiosk's scanner."""
    check: str = ""
    """The check code: with the number it shows that somebody holds the paper."""
    area: Names | None = None
    """Where all of its windows are, with floor and direction; None: not said, or not the same for all."""
    floor: Names | None = None
    direction: Names | None = None


class FollowView(Message):
    """One ticket as whoever holds its address, its paper or its number may see it. No person, no clerk."""

    id: str
    """Empty where only the number is known: then service names are the queue's, and the class isn't told."""
    number: str
    state: TicketState
    ticket_class: TicketClass | None
    service_names: Names
    to_come: tuple[Names, ...] = ()
    window: int | None = None
    ahead: int | None = None
    forecast: ForecastView | None = None
    """As promised when the number was given."""
    slot: Milliseconds | None = None
    back_until: Milliseconds | None = None
    """After a missed call: come to the window by then."""
    may_cancel: bool = False
    postpone_minutes: tuple[int, ...] = ()
    """By how much it may be postponed now; empty: not any more."""
    day: str = ""
    """The local day it is for."""
    late: bool = False
    """What was promised is over: it takes longer."""
    service: str = ""
    """First service of the present leg, for asking about slots."""
    items: tuple[Names, ...] = ()
    """Services of the present leg, where there are several."""
    windows: tuple[int, ...] = ()
    """Windows that may call it."""
    may_check_in: bool = False
    """A booking for today."""
    may_come_back: bool = False
    """Missed, and in time still."""
    may_move: bool = False
    """A booking that can be put off to another slot now."""


class TicketsFound(Message):
    """Tickets of a number: one a day and series, and none is two on the same day."""

    tickets: tuple[TicketView, ...]


class WhyNext(Message):
    """The one that would have been called else."""

    number: str
    ticket_class: TicketClass
    waited_ms: int
    points: float | None = None


class WhyView(Message):
    """Why this ticket: stored with each call."""

    rule: RuleName
    reason: CallReason
    ticket_class: TicketClass
    waited_ms: int
    points: float | None = None
    """Credit under the accumulating rule."""
    level: int = 1
    """Level of the queue in the window's list."""
    passed: int = 0
    """How often it had been passed over."""
    next_best: WhyNext | None = None
