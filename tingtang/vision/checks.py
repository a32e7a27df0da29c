"""One line of what the doctor says: what was looked at, how it is, what it means, what to do."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    GOOD = "good"
    LOOK = "look at it"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    level: Level
    said: str
    do: str = ""
    """What to do about it; empty when it is good."""
