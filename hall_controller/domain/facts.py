"""Small things the hall remembers beside tickets and windows: ranges, lists, alerts, the rule in force.

Each is a frozen value with a key; events put, replace and drop them whole. One table holds them all.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, TypeVar, cast

from pydantic import TypeAdapter

from api.messages.words import AlertKind, BlockKind, ListKind, RuleName
from hall_controller.domain.changes import Changes


@dataclass(frozen=True, slots=True)
class Fact:
    """Base: `kind` names the type in the table, `key` one of the type."""

    kind: ClassVar[str]

    @property
    def key(self) -> str:
        raise NotImplementedError


AFTER_RESTORE = "after-restore"
"""Holder of a range of numbers that were leased after the backup which the hall came back from: whose they are isn't known."""


@dataclass(frozen=True, slots=True)
class Block(Fact):
    """A range of numbers outside a queue's main series: a series of its own."""

    kind: ClassVar[str] = "block"

    id: str
    purpose: BlockKind
    day: str
    """The one day a leased range is for; of a pre-printed one the day it was printed: it may be used later."""
    queue: str
    prefix: str
    first: int
    last: int
    holder: str
    leased_at: int
    used: tuple[int, ...] = ()
    """Numbers entered so far, in the order they were."""
    returned_at: int | None = None
    reusable: bool = False
    """Returned, and nobody can give out its unused numbers any more: they go into later ranges."""
    taken_until: int = 0
    """When the latest of the numbers entered so far was taken, UTC ms."""

    @property
    def key(self) -> str:
        return self.id


@dataclass(frozen=True, slots=True)
class Alert(Fact):
    kind: ClassVar[str] = "alert"

    id: str
    about: AlertKind
    since: int
    detail: dict[str, Any]
    """Plain values for the text: terminal, queue, windows, numbers; never a person."""

    @property
    def key(self) -> str:
        return self.id


@dataclass(frozen=True, slots=True)
class ListedPerson(Fact):
    kind: ClassVar[str] = "listed"

    holder: str
    list_kind: ListKind
    reason: str
    entered_by: str
    approver: str
    until: str
    """Last local day it holds."""

    @property
    def key(self) -> str:
        return self.holder


@dataclass(frozen=True, slots=True)
class NoShows(Fact):
    """Bookings somebody let lapse, and since when no new one is taken."""

    kind: ClassVar[str] = "no-shows"

    holder: str
    days: tuple[str, ...]
    cool_off_until: str | None = None
    """Last local day without bookings."""

    @property
    def key(self) -> str:
        return self.holder


@dataclass(frozen=True, slots=True)
class KeptSlot(Fact):
    """One place of a slot, cancelled and not yet offered again."""

    kind: ClassVar[str] = "kept-slot"

    id: str
    queue: str
    slot: int
    """Begin, UTC ms."""
    release_at: int

    @property
    def key(self) -> str:
        return self.id


@dataclass(frozen=True, slots=True)
class RuleInForce(Fact):
    """Set by a manager while the hall runs; without one the configuration's holds."""

    kind: ClassVar[str] = "rule"

    rule: RuleName
    rates: dict[str, int]
    """Class to micro-points a minute; all classes."""
    since: int

    @property
    def key(self) -> str:
        return "hall"


@dataclass(frozen=True, slots=True)
class Peak(Fact):
    """A queue is longer than its windows can serve: idle ones could help."""

    kind: ClassVar[str] = "peak"

    queue: str
    since: int
    waiting: int
    """People when it began."""
    wait_min: int | None
    """What a newcomer was told then, minutes."""

    @property
    def key(self) -> str:
        return self.queue


@dataclass(frozen=True, slots=True)
class LongerHours(Fact):
    """A queue gives numbers until later, on one day."""

    kind: ClassVar[str] = "longer-hours"

    queue: str
    day: str
    until: int
    """Minute of the day."""

    @property
    def key(self) -> str:
        return self.queue


@dataclass(frozen=True, slots=True)
class Emergency(Fact):
    """The hall is being left, or was: boards that were away when it ended must still be told."""

    kind: ClassVar[str] = "emergency"

    since: int
    text: str
    """Where to go."""
    ended_at: int | None = None

    @property
    def key(self) -> str:
        return "hall"


@dataclass(frozen=True, slots=True)
class TerminalCleared(Fact):
    """Staff looked at a terminal's rapid takes today: what came before doesn't count any more."""

    kind: ClassVar[str] = "terminal-cleared"

    terminal: str
    seq: int
    """Ledger seq of the look."""

    @property
    def key(self) -> str:
        return self.terminal


_TYPES: tuple[type[Fact], ...] = (
    *(Block, Alert, ListedPerson, NoShows, KeptSlot, RuleInForce, Peak, LongerHours, TerminalCleared),
    Emergency,
)
FACT_TYPES: dict[str, type[Fact]] = {fact.kind: fact for fact in _TYPES}
"""By the word in the table."""

F = TypeVar("F", bound=Fact)


def fact_body(fact: Fact) -> dict[str, Any]:
    """The fact's fields as plain JSON values, for events and the table."""
    body: dict[str, Any] = _adapter(cast(Hashable, type(fact))).dump_python(fact, mode="json")
    return body


def fact_of(fact_type: type[F], body: dict[str, Any]) -> F:
    """The fact of such a body; fields it doesn't know are left out."""
    fact: F = _adapter(cast(Hashable, fact_type)).validate_python(body)
    return fact


@cache
def _adapter(fact_type: Hashable) -> TypeAdapter[Any]:
    return TypeAdapter(cast(Any, fact_type))


class Facts:
    """All facts of a hall. Only `apply` puts and drops them."""

    def __init__(self, changes: Changes) -> None:
        self._changes = changes
        self._of: dict[str, dict[str, Fact]] = {kind: {} for kind in FACT_TYPES}

    def of(self, fact_type: type[F]) -> dict[str, F]:
        """All facts of one type by their key; not to be changed by the reader."""
        return self._of[fact_type.kind]  # type: ignore[return-value]  # The dict under a type's kind holds that type only.

    def get(self, fact_type: type[F], key: str) -> F | None:
        return self._of[fact_type.kind].get(key)  # type: ignore[return-value]  # As `of`.

    def put(self, fact: Fact) -> None:
        self._of[fact.kind][fact.key] = fact
        self._changes.facts[fact.kind, fact.key] = fact

    def drop(self, fact_type: type[Fact], key: str) -> None:
        if self._of[fact_type.kind].pop(key, None) is not None:
            self._changes.facts[fact_type.kind, key] = None
