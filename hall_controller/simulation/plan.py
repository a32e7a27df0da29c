"""A day as it will happen, whatever the rule: who comes when and needs how long, and when windows are staffed.

Everything that chance decides is decided here, once: each rule then meets the same people (common random numbers).
All instants are milliseconds since the local midnight.
"""

from dataclasses import dataclass, field

from api.messages.words import RuleName, TicketClass

MS_PER_S = 1_000
MS_PER_MIN = 60_000


@dataclass(frozen=True, slots=True)
class Leg:
    """One service of a visit."""

    service: str
    walk_ms: int
    """From the call to the arrival at the window."""
    service_ms: int
    between_ms: int
    """From the finish to the window's next call when somebody waits."""
    rating_ms: int | None
    """From the question to the answer on the rating pad; None: no answer."""


@dataclass(frozen=True, slots=True)
class Citizen:
    """One person with one ticket."""

    number: int
    """From 0, in the order of arrival."""
    arrives: int
    ticket_class: TicketClass
    legs: tuple[Leg, ...]
    """At least one; after each but the last the window passes the ticket on."""
    absent: bool = False
    """Isn't there at the first call, however soon it comes."""
    patience_ms: int | None = None
    """Leaves after so long without a call."""
    says_so: bool = False
    """Cancels when patience ends, instead of just going."""
    back_after_ms: int | None = None
    """Comes back so long after being missed; None: never."""


@dataclass(frozen=True, slots=True)
class Shift:
    """One stay of a clerk at a window."""

    window: int
    opens: int
    closes: int
    breaks: tuple[tuple[int, int], ...] = ()
    """Begin and end of each pause, in order."""
    stays: bool = True
    """Goes on after `closes` while people wait for the window."""


@dataclass(frozen=True, slots=True)
class Habits:
    """What clerks do when nobody comes to their call."""

    recalls: int = 2
    recall_every_ms: int = 15 * MS_PER_S
    miss_after_ms: int = 45 * MS_PER_S
    notices_ms: int = 2 * MS_PER_S
    """From somebody's coming to the call by a window that was free."""


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A manager sets another rule."""

    at: int
    rule: RuleName
    rates: dict[TicketClass, float]
    """Points a minute."""


@dataclass(frozen=True, slots=True)
class DayPlan:
    """One day, ready to run."""

    day: str
    """Local date, `2025-11-21`."""
    citizens: tuple[Citizen, ...]
    """By arrival."""
    shifts: tuple[Shift, ...]
    ends: int
    """The day is closed; who waits expires."""
    habits: Habits = field(default_factory=Habits)
    kiosks: int = 8
    rule_changes: tuple[RuleChange, ...] = ()
