"""What only managers see."""

from pydantic import Field

from api.messages.base import Message, Milliseconds
from api.messages.hall_views import BlockView, EmergencyView, QueueView, RulesView, WindowView
from api.messages.names import Names
from api.messages.words import AlertKind, ListKind, RatingLevel, RatingOutcome, Role


class RatingView(Message):
    """Managers only."""

    ticket: str
    number: str = ""
    """As printed."""
    window: int
    outcome: RatingOutcome
    level: RatingLevel | None
    at: Milliseconds


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
    emergency: EmergencyView | None = None
    rules: RulesView | None = None
    alerts: tuple[AlertView, ...] = ()
    blocks: tuple[BlockView, ...] = ()
    """Leased and pre-printed ranges of today."""
    listed: tuple[ListedPersonView, ...] = ()
    warnings: tuple[str, ...] = ()
    """Keys of the catalogues: what the hall doesn't know, such as next year's holidays."""
    details: tuple[WindowDetailView, ...] = ()
    """One for each window, in their order."""


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
