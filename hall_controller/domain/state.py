"""What the hall remembers: tickets, windows, rating questions. Mutable rows; only `apply` writes them."""

from dataclasses import dataclass

from api.messages.words import RatingLevel, RatingOutcome, TicketClass, TicketState, WindowState

Order = tuple[int, int, int]
"""Place in line: reference time, ledger seq, tie. The smallest is next; seq decides, never the wall clock."""


@dataclass(slots=True)
class Ticket:
    """One place in line, with its present interval."""

    id: str
    seq: int
    """Ledger seq of its issue."""
    day: str
    prefix: str
    number: int
    label: str
    queue: str
    service: str
    ticket_class: TicketClass
    language: str
    state: TicketState
    reference: int
    """Time that counts for its turn, UTC ms: the issue; kept by return and transfer."""
    order: Order
    issued_at: int
    state_since: int
    """Start of the present interval; for a final ticket the instant it was closed."""
    window: int | None = None
    """The window that holds it (called, serving, rating) or that it ended at."""
    clerk: str | None = None
    reason: str = ""
    interval: int = 0
    """Ordinal of the present interval, from 0."""
    calls: int = 0
    """Calls, recalls included."""
    recalls: int = 0
    """Recalls since it was last called."""
    called_at: int | None = None
    """The last call or recall."""
    copies: int = 0
    legs: int = 1
    came_back: bool = False
    """A missed citizen may come back once."""
    owner: int | None = None
    """While held: the window that may take it back."""
    reserved: int | None = None
    """While waiting after a transfer to one window: that window."""
    handed: str | None = None
    """How the citizen got the number; None while nobody confirmed it."""
    terminal_rated: bool = False
    """The self-service terminal was rated after this ticket: once, whatever the outcome."""


@dataclass(slots=True)
class Window:
    """A counter."""

    number: int
    state: WindowState = WindowState.CLOSED
    clerk: str | None = None
    ticket: str | None = None
    ask: str | None = None
    """The open rating question."""
    next_kept: bool = False
    pause_reason: str = ""
    back_at: int | None = None
    finished: str | None = None
    """The last finished ticket, while its finish can be undone."""
    finished_at: int = 0
    served: int = 0
    """Finished or rejected today."""


@dataclass(slots=True)
class Ask:
    """One rating question and its one outcome."""

    id: str
    ticket: str
    window: int
    asked_at: int
    until: int
    """The hall closes it by itself from then on."""
    cancelled: bool = False
    """The finish was undone or the ticket withdrawn: no outcome counts."""
    outcome: RatingOutcome | None = None
    level: RatingLevel | None = None
    labels: tuple[str, ...] = ()
    rated_at: int = 0
    rated_seq: int = 0
    replaced: bool = False
    """A late genuine answer took the place of an assumed outcome."""


@dataclass(slots=True)
class Interval:
    """A closed interval: one state a ticket was in, and where. Never changed; not frozen, which would triple its cost."""

    ticket: str
    ordinal: int
    leg: int
    state: TicketState
    window: int | None
    clerk: str | None
    started_at: int
    ended_at: int
    reason: str


@dataclass(slots=True)
class Call:
    """One call as screens show it."""

    seq: int
    label: str
    window: int
    at: int
    times: int
