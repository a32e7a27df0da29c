"""Read views: what screens, desks and kiosks are shown. Also the payloads of the live streams.

Public and clerk views never carry one person's rating (背靠背): a test walks these models.
"""

from pydantic import Field

from api.messages.base import Message, Milliseconds
from api.messages.words import (
    Action,
    AlertKind,
    AvailabilityState,
    BlockKind,
    CallReason,
    DeviceState,
    ListKind,
    RatingLevel,
    RatingOutcome,
    Role,
    RuleName,
    ServiceOutcome,
    TicketClass,
    TicketState,
    WindowState,
)

Names = dict[str, str]
"""Language tag to text: `{"zh-CN": "不动产登记", "en": "Real estate"}`. zh-CN is always there."""


class ForecastView(Message):
    """When a number will probably be called: what was, or would now be, printed."""

    low: Milliseconds
    """UTC ms of a whole minute: one in ten is called earlier."""
    expected: Milliseconds
    high: Milliseconds
    """UTC ms of a whole minute: one in ten is called later."""


class QueueView(Message):
    id: str
    prefix: str
    names: Names
    waiting: int
    open_windows: int
    open: bool
    forecast: ForecastView | None = None
    """For a walk-in who takes a number now; None while the hall can't say."""
    closes_at: Milliseconds | None = None
    """When it gives its last number today, while it is open."""
    opens_at: Milliseconds | None = None
    """When it next gives numbers, while it is closed."""
    booking_prefix: str = ""
    """What its bookings' numbers begin with; empty: nothing of it can be booked."""


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


class FollowView(Message):
    """Public: one ticket on the phone of whoever holds its address. No person, no clerk."""

    id: str
    number: str
    state: TicketState
    ticket_class: TicketClass
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


class CallView(Message):
    """One call, as shown on the hall screen."""

    seq: int
    """The ledger's number of the call: also the SSE id that a hall screen acknowledges."""
    number: str
    window: int
    at: Milliseconds
    times: int
    """1 for the first call, 2 for the first recall."""


class WindowView(Message):
    """A window as anyone in the hall may see it."""

    number: int
    names: Names
    state: WindowState
    ticket: str | None = None
    pause_reason: str = ""
    back_at: Milliseconds | None = None
    queues: tuple[str, ...] = ()


class HallBoard(Message):
    """Public: the hall at one moment."""

    site: str
    names: Names
    seq: int
    at: Milliseconds
    queues: tuple[QueueView, ...]
    windows: tuple[WindowView, ...]
    calls: tuple[CallView, ...]
    """Latest first, at most 12."""


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


class BlockView(Message):
    """A range of numbers outside a queue's main series."""

    id: str
    kind: BlockKind
    queue: str
    prefix: str
    first: int
    last: int
    digits: int
    leased_at: Milliseconds
    holder: str
    """Node or account that has it."""
    day: str = ""
    """The local day a leased range is for; of a pre-printed one the day it was printed."""
    used: int = 0
    """Numbers entered so far."""


class SlotView(Message):
    """A bookable slot."""

    day: str
    slot: str
    free: int
    capacity: int


class AlertView(Message):
    """Something staff should look at."""

    id: str
    kind: AlertKind
    since: Milliseconds
    detail: dict[str, object] = Field(default_factory=dict)


class ListedPersonView(Message):
    holder: str
    kind: ListKind
    reason: str
    entered_by: str
    approver: str
    until: str


class RulesView(Message):
    """Public: the rule of the hall in numbers, for the rules page."""

    rule: RuleName
    since: Milliseconds
    rates: dict[TicketClass, float]
    """Points a minute."""
    overtakes_max: dict[TicketClass, int]
    """By how many later numbers one may be passed over."""
    back_after: int
    """A missed citizen who is back waits until so many more calls of the queue were made."""
    hall_names: Names
    strict_order: tuple[TicketClass, ...] = ()
    """First to last, under the strict rule."""
    back_within_min: int = 0
    """So long after a missed call one may come back."""
    recalls_max: int = 0
    postpones_max: int = 0
    postpone_max_min: int = 0
    items_max: int = 1


class WaitingTicket(Message):
    """One line of a clerk's waiting list."""

    id: str
    number: str
    ticket_class: TicketClass
    service_names: Names
    waited_s: int
    passed: int = 0
    """By how many later numbers it was passed over."""
    behind: int = 0
    """Back after a miss: waits for so many more calls."""
    owner: int | None = None
    """Held by this window before."""
    back_at: Milliseconds | None = None
    """While held: when it goes back into line by itself."""
    reason: str = ""


class ServiceView(Message):
    id: str
    names: Names
    department: Names
    queue: str
    minutes: int
    open: bool
    anonymous: bool = True
    """A number may be had without saying who one is."""
    bookable: bool = False


class DeskView(Message):
    """A clerk's window."""

    seq: int
    at: Milliseconds
    window: WindowView
    clerk: str | None
    ticket: TicketView | None
    service_names: Names | None
    next_kept: bool
    """`next` was pressed during RATING and will fire when it ends."""
    rating_until: Milliseconds | None
    undo_until: Milliseconds | None
    """A finish can be undone until then."""
    waiting: tuple[WaitingTicket, ...]
    """The first 20 this window may call."""
    waiting_total: int
    held: tuple[WaitingTicket, ...]
    missed: tuple[WaitingTicket, ...]
    served_today: int
    why: WhyView | None = None
    """Why the present ticket was called."""
    items: tuple[ServiceView, ...] = ()
    """Services of the present ticket's leg."""
    to_come: tuple[ServiceView, ...] = ()
    tidal: tuple[str, ...] = ()
    """Queues this window helps for now."""
    fault: str = ""
    """The device it can't work without."""


class ColleagueView(Message):
    """Somebody a ticket can be handed to."""

    name: str
    window: int | None
    """Where they are logged in; None: nowhere now."""


class Colleagues(Message):
    """Staff who are at a window, and those with a card."""

    colleagues: tuple[ColleagueView, ...]


class TicketsFound(Message):
    """Tickets of a number: one a day and series, and none is two on the same day."""

    tickets: tuple[TicketView, ...]


class WindowDetailView(Message):
    """What a manager sees of a window beside its WindowView."""

    number: int
    clerk: str | None
    fault: str = ""
    """The device it can't work without and that is out."""
    offline: bool = False
    tidal: tuple[str, ...] = ()
    """Queues it helps for now."""
    since: Milliseconds = 0
    """Begin of its present state."""


class DeviceView(Message):
    """One device on the device board."""

    node: str
    device: str
    kind: str
    place: str
    model: str
    node_state: AvailabilityState
    status: DeviceState
    action: Action
    reason: str
    detail: dict[str, object] = Field(default_factory=dict)
    since: Milliseconds
    faults: tuple[str, ...] = ()
    bound: bool = True
    """The hall's configuration expects it."""
    picture: bool = False
    """A live picture can be had from `/api/v1/devices/{node}/{device}/picture`."""


class DeviceBoard(Message):
    at: Milliseconds
    devices: tuple[DeviceView, ...]


class RatingView(Message):
    """Managers only."""

    ticket: str
    number: str = ""
    """As printed."""
    window: int
    outcome: RatingOutcome
    level: RatingLevel | None
    at: Milliseconds


class ManagerView(Message):
    seq: int
    at: Milliseconds
    windows: tuple[WindowView, ...]
    queues: tuple[QueueView, ...]
    ratings: tuple[RatingView, ...]
    """Latest first, at most 20."""
    issued_today: int
    served_today: int
    waiting_now: int
    rules: RulesView | None = None
    alerts: tuple[AlertView, ...] = ()
    blocks: tuple[BlockView, ...] = ()
    """Leased and pre-printed ranges of today."""
    listed: tuple[ListedPersonView, ...] = ()
    warnings: tuple[str, ...] = ()
    """Keys of the catalogues: what the hall doesn't know, such as next year's holidays."""
    details: tuple[WindowDetailView, ...] = ()
    """One for each window, in their order."""


class CatalogueView(Message):
    version: str
    hall_names: Names
    services: tuple[ServiceView, ...]
    queues: tuple[QueueView, ...]


class TopView(Message):
    """One 置顶: a number that was moved before all others."""

    at: Milliseconds
    ticket: str
    number: str
    queue_names: Names
    service_names: Names
    by: str
    """Account."""
    role: Role
    reason: str


class WeeklyTops(Message):
    """置顶 of one week."""

    week: str
    """ISO week: `2026-W47`."""
    first_day: str
    last_day: str
    tops: tuple[TopView, ...]
    """In the order they happened."""


class PartHealth(Message):
    """One line of /healthz."""

    name: str
    well: bool
    detail: str = ""


class Health(Message):
    well: bool
    version: str
    uptime_s: int
    parts: tuple[PartHealth, ...]
