"""What the hall remembers: tickets, windows, rating questions. Mutable rows; only `apply` writes them."""

from dataclasses import dataclass
from typing import Any

from api.messages.words import RatingLevel, RatingOutcome, TicketClass, TicketState, WindowState

Order = tuple[int, int, int]
"""Place in line: reference time, ledger seq, tie. The smallest is next; seq decides, never the wall clock."""


Place = tuple[str, str, str]
"""Where a waiting ticket stands: `("queue", queue, skill)`, `("window", number, "")`, `("clerk", name, "")`."""


@dataclass(frozen=True, slots=True)
class Leg:
    """One stop of a visit: what is done together at one window of one queue."""

    service: str
    """The first of `items`: names the leg."""
    queue: str
    items: tuple[str, ...]
    skill: str = ""
    """What a window must know to serve it; empty: nothing special."""
    window: int | None = None
    """This window only, such as the one the citizen shall come back to."""

    def to_json(self) -> dict[str, Any]:
        return {
            "service": self.service,
            "queue": self.queue,
            "items": list(self.items),
            "skill": self.skill,
            "window": self.window,
        }

    @staticmethod
    def from_json(body: dict[str, Any]) -> "Leg":
        return Leg(body["service"], body["queue"], tuple(body["items"]), body["skill"], body["window"])


@dataclass(frozen=True, slots=True)
class PastLeg:
    """A leg that was served to its end."""

    leg: Leg
    plan: tuple[Leg, ...]
    """Legs that were to come while it was served."""
    window: int
    calls: int
    """Calls of the ticket until then: none has come since, and the finish can still be taken back."""
    results: dict[str, str]
    """Service to `ServiceOutcome`, in the order of the leg's items."""

    def to_json(self) -> dict[str, Any]:
        return {
            "leg": self.leg.to_json(),
            "plan": [leg.to_json() for leg in self.plan],
            "window": self.window,
            "calls": self.calls,
            # As pairs: the order of a table's JSON keys is the alphabet's.
            "results": list(self.results.items()),
        }

    @staticmethod
    def from_json(body: dict[str, Any]) -> "PastLeg":
        plan = tuple(Leg.from_json(leg) for leg in body["plan"])
        return PastLeg(Leg.from_json(body["leg"]), plan, body["window"], body["calls"], dict(body["results"]))


@dataclass(slots=True)
class Ticket:
    """One place in line, with its present interval."""

    id: str
    seq: int
    """Ledger seq of its issue."""
    day: str
    prefix: str
    """Prefix of its series: the queue's own, or the one of its bookings or ranges."""
    number: int
    label: str
    queue: str
    service: str
    """First service of the present leg."""
    ticket_class: TicketClass
    language: str
    state: TicketState
    order: Order
    """Its first part is the reference: the time that counts for its turn (issue; check-in or slot, whichever is later; kept by
    return and transfer), UTC ms."""
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
    """The window that held it: may take it back, and calls it first once the citizen is back."""
    reserved: int | None = None
    """Goes to this window only."""
    handed: str | None = None
    """How the citizen got the number; None while nobody confirmed it."""
    terminal_rated: bool = False
    """The self-service terminal was rated after this ticket: once, whatever the outcome."""
    wanted: tuple[str, ...] = ()
    """Services asked for when the number was given, whatever became of them: what quotas count."""
    items: tuple[str, ...] = ()
    """Services of the present leg."""
    skill: str = ""
    plan: tuple[Leg, ...] = ()
    """Legs to come."""
    past: tuple[PastLeg, ...] = ()
    """Legs that are over, in the order they were served."""
    reserved_clerk: str | None = None
    """Goes to whichever window this person works at."""
    holder: str | None = None
    """Who it is for, as a keyed hash; None: anonymous."""
    agent: str | None = None
    terminal: str = ""
    """Node or account that took it."""
    block: str | None = None
    """The leased or pre-printed range its number is from."""
    marked: str = ""
    """`island` or `paper`: entered later."""
    slot: int | None = None
    """Begin of the booked slot, UTC ms."""
    passed: int = 0
    """By how many later numbers of its queue it was passed over in turn."""
    behind: int = 0
    """Back after a miss: so many calls of its queue come first."""
    front: int = 0
    """Ledger seq of what put it before all others of its place; 0: stands by the rule."""
    postponed: int = 0
    """How often it was postponed."""
    back_at: int | None = None
    """While held: when it goes back into line by itself. While booked: a longer grace, given because the hall was away."""
    forecast: tuple[int, int, int] | None = None
    """What was promised when the number was given: low, expected, high, UTC ms."""
    first_called_at: int | None = None
    """What the promise is measured by."""

    @property
    def reference(self) -> int:
        return self.order[0]

    @property
    def leg(self) -> Leg:
        """The present one. Tickets of the first version's ledger have no items."""
        return Leg(self.service, self.queue, self.items or (self.service,), self.skill, self.reserved)

    def begin(self, leg: Leg) -> None:
        """From now on this leg is the present one."""
        self.service, self.queue, self.items, self.skill = leg.service, leg.queue, leg.items, leg.skill
        self.reserved, self.reserved_clerk = leg.window, None


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
    since: int = 0
    """Start of the present state, UTC ms: who has been idle longest is called to first."""
    tidal: tuple[str, ...] = ()
    """Queues it helps for now, in the order they were opened."""
    fault: str = ""
    """The device it can't work without and that is out."""
    offline: bool = False
    """Neither desk nor call pad is connected."""
    why: dict[str, Any] | None = None
    """Why its present ticket was called: a `WhyView`."""

    def become(self, state: WindowState, at: int) -> None:
        self.state = state
        self.since = at

    def rest(self, at: int) -> None:
        """Without a ticket: idle, unless something it needs is missing."""
        self.become(WindowState.FAULT if self.fault else WindowState.OFFLINE if self.offline else WindowState.IDLE, at)


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
