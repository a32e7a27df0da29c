"""Read views: what screens, desks and kiosks are shown. Also the payloads of the live streams.

Public and clerk views never carry one person's rating (背靠背): a test walks these models.
"""

from pydantic import Field

from api.messages.base import Message, Milliseconds
from api.messages.words import (
    Action,
    AvailabilityState,
    DeviceState,
    RatingLevel,
    RatingOutcome,
    TicketClass,
    TicketState,
    WindowState,
)

Names = dict[str, str]
"""Language tag to text: `{"zh-CN": "不动产登记", "en": "Real estate"}`. zh-CN is always there."""


class QueueView(Message):
    id: str
    prefix: str
    names: Names
    waiting: int
    open_windows: int
    open: bool


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


class TicketSlip(Message):
    """What the paper carries beside the TicketView."""

    service_names: Names
    queue_names: Names
    windows: tuple[int, ...]
    """Windows that may call it."""
    hall_names: Names


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


class WaitingTicket(Message):
    """One line of a clerk's waiting list."""

    id: str
    number: str
    ticket_class: TicketClass
    service_names: Names
    waited_s: int


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


class ServiceView(Message):
    id: str
    names: Names
    department: Names
    queue: str
    minutes: int
    open: bool


class CatalogueView(Message):
    version: str
    hall_names: Names
    services: tuple[ServiceView, ...]
    queues: tuple[QueueView, ...]


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
