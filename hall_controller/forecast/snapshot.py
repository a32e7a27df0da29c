"""The present state of one group of lines and windows, as a plain value that can be sent to another process.

A group is connected: two lines belong together when a window may call both. Instants are UTC ms, durations ms, rates of the
discipline are the core's integers.
"""

from dataclasses import dataclass

Place = tuple[str, str, str]
"""Where a ticket stands, as the core names it."""

LineKey = tuple[Place, str]
"""A line: place and ticket class."""

Order = tuple[int, int, int]
"""Reference ms, ledger seq, tie; the smallest is first."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A ticket in line."""

    order: Order
    service: str
    passed: int = 0
    """Later tickets of its queue that were called before it."""
    behind: int = 0
    """A missed citizen who came back: may be called after so many more calls of the queue."""
    front: int = 0
    """Moved before all others: the smallest first; 0: stands by the rule."""


@dataclass(frozen=True, slots=True)
class Line:
    """Everybody at one place whose class has the same rate, rank and bound, in order."""

    place: Place
    ticket_class: str
    """One of these classes, in the name of all."""
    queue: str
    """Overtaking counts within a queue; empty for a place of one window or clerk, where it doesn't count."""
    waiting: tuple[Waiting, ...] = ()
    service: str = ""
    """Whose law a newcomer's service follows, where nothing better is known: the queue's usual one."""
    arrivals_per_h: float = 0.0
    """Of late."""
    ages: tuple[int, ...] = ()
    """Of late arrivals: how long before joining the reference lay, ms. Empty: it is the instant of joining."""

    @property
    def key(self) -> LineKey:
        return self.place, self.ticket_class


@dataclass(frozen=True, slots=True)
class WindowNow:
    """A window and what it does."""

    number: int
    levels: tuple[tuple[int, int], ...]
    """Index of a line in the snapshot, level of the window for it (1 first); sorted by line."""
    state: str
    """`idle`, `busy`, `paused`; closed windows are left out."""
    since: int
    """Busy: the call; idle: when it became free."""
    service: str = ""
    """Busy: the service of its ticket."""
    back_at: int | None = None
    """Paused: the instant the clerk gave."""
    skills: int = 0
    """A newcomer takes the idle window with the fewest."""


@dataclass(frozen=True, slots=True)
class Discipline:
    """The rule that decides who is next."""

    rule: str
    """`accumulating`, `fifo` or `strict`."""
    rates: tuple[tuple[str, int], ...] = ()
    """Class, micro-points per minute (accumulating)."""
    ranks: tuple[tuple[str, int], ...] = ()
    """Class, rank (strict): the smallest first."""
    bounds: tuple[tuple[str, int], ...] = ()
    """Class, how many later ones may pass a ticket before its line goes first; absent: any number."""


@dataclass(frozen=True, slots=True)
class ServiceHistory:
    """What is known of one service's length, from the call to the free window: a no-show is in it as a short one."""

    service: str
    durations: tuple[int, ...]
    """The latest services."""
    expected: int
    """Believed while there are few: the configured time."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    at: int
    lines: tuple[Line, ...]
    windows: tuple[WindowNow, ...]
    discipline: Discipline
    services: tuple[ServiceHistory, ...]
    """Every service that a line or a window names."""
    changeovers: tuple[int, ...] = ()
    """How long windows were free although somebody waited for them, of late; empty: the next is called at once."""
    seed: int = 0
    """Of the rollout's randomness: the same snapshot gives the same forecast."""
