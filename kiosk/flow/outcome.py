"""How a step ends."""

from dataclasses import dataclass
from enum import StrEnum


class Turn(StrEnum):
    """Where the flow goes when a step is over."""

    NEXT = "next"
    BACK = "back"
    CANCEL = "cancel"
    """The citizen is through with it: home."""
    FAIL = "fail"
    """Something that must not happen: the failsafe screen."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A step's end; `code` says why it failed (a dotted key, never free text)."""

    turn: Turn
    code: str = ""


NEXT = Outcome(Turn.NEXT)
BACK = Outcome(Turn.BACK)
CANCEL = Outcome(Turn.CANCEL)


def fail(code: str) -> Outcome:
    return Outcome(Turn.FAIL, code)
