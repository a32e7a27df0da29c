"""The hall as everybody may see it: queues, windows, calls, services, the rule."""

from api.messages.base import Message, Milliseconds
from api.messages.identity_words import Assurance, IdentityWay
from api.messages.names import Names
from api.messages.ticket_views import ForecastView
from api.messages.words import BlockKind, RuleName, TicketClass, WindowState


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


class EmergencyView(Message):
    """The hall is being left."""

    since: Milliseconds
    text: str
    """Where to go; may be empty."""


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
    emergency: EmergencyView | None = None


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


class IdentityPolicyView(Message):
    """How somebody must say who they are before they get this service at a kiosk."""

    assurance: Assurance = Assurance.L0
    """The least that will do."""
    ways: tuple[IdentityWay, ...] = ()
    """Offered, in this order; at least two, one of them without a face."""
    guardian_under: int = 0
    """Below so many years of age a guardian identifies too; 0: never."""
    typed_suffices: bool = False
    """A typed document is taken as a claim, and looked at at the window."""


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
    identity: IdentityPolicyView | None = None
    """None: nobody is asked."""
    pinyin: str = ""
    """How the Chinese name may sound, for search: `yin xing/hang kai hu`; v for ü."""


class PackageView(Message):
    """一件事: what belongs together in a person's life, as several services on one number."""

    id: str
    names: Names
    hint: Names | None = None
    """For whom, or when; None: the names say it."""
    services: tuple[str, ...]
    """In the order in which they are asked for."""


class CatalogueView(Message):
    version: str
    hall_names: Names
    services: tuple[ServiceView, ...]
    queues: tuple[QueueView, ...]
    packages: tuple[PackageView, ...] = ()


class SlotView(Message):
    """A bookable slot."""

    day: str
    slot: str
    free: int
    capacity: int


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
