"""What printers tell a step, whichever printer it is."""

from dataclasses import dataclass
from enum import StrEnum


class PrintOutcome(StrEnum):
    PRINTED = "printed"
    NOT_PRINTED = "not-printed"
    UNKNOWN = "unknown"
    """Nobody can tell but the citizen."""


@dataclass(frozen=True, slots=True)
class PrintReport:
    outcome: PrintOutcome
    reason: str = ""
    """A dotted key such as `paper.out` when it didn't print."""


@dataclass(frozen=True, slots=True)
class PrinterReadiness:
    ready: bool
    reason: str = ""
