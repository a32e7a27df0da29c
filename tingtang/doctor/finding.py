"""One thing that the doctor found, without words: a code of `symptoms` and its arguments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Level(StrEnum):
    """In the order of their weight."""

    NOTE = "note"
    """Good to know; all works."""
    LOOK = "look"
    """It works, or will until somebody should have looked."""
    BROKEN = "broken"
    """Something that people need doesn't work."""


class Sure(StrEnum):
    CERTAIN = "certain"
    """Measured: nothing else looks like this."""
    LIKELY = "likely"
    """The usual cause of what was measured; there are rarer ones."""
    POSSIBLE = "possible"
    """One of several causes; begin with it."""


class Who(StrEnum):
    TECHNICIAN = "technician"
    NETWORK = "network"
    """Whoever looks after the building's network."""
    MANAGER = "manager"
    """Of the hall: accounts, certificates, decisions."""
    MAKER = "maker"
    """Whoever maintains this software."""
    NOBODY = "nobody"
    """It heals by itself, or is meant so."""


@dataclass(frozen=True, slots=True)
class Finding:
    code: str
    """Of `symptoms.SYMPTOMS`: the part and what is with it, `clock.off`."""
    arguments: Mapping[str, object] = field(default_factory=dict)
    """Names of files, devices, hosts, numbers. Never anything of a person."""
    sure: Sure | None = None
    """None: as the table says."""
    level: Level | None = None
    """None: as the table says."""

    @property
    def area(self) -> str:
        return self.code.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Explained:
    """A finding, complete, and what it follows from."""

    finding: Finding
    level: Level
    sure: Sure
    who: Who
    because: tuple[str, ...] = ()
    """Codes of other findings of the same machine that bring this one about: mend those first."""


def worst(found: Sequence[Explained]) -> Level:
    """NOTE when there is nothing."""
    order = list(Level)
    return max((one.level for one in found), key=order.index, default=Level.NOTE)
