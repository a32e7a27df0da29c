"""How a step ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.flow.step import Step


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
    rest: "Sequence[Step] | None" = None
    """With NEXT: what follows from here on, in place of what followed before. Going back leads to the step that said so."""


NEXT = Outcome(Turn.NEXT)
BACK = Outcome(Turn.BACK)
CANCEL = Outcome(Turn.CANCEL)


def onwards(rest: "Sequence[Step]") -> Outcome:
    """Next, and from here on these steps: what was chosen has steps of its own."""
    return Outcome(Turn.NEXT, rest=rest)


def fail(code: str) -> Outcome:
    return Outcome(Turn.FAIL, code)
