"""How a step reaches the printer of certificates. Protocols only; `kiosk.ports.documents` holds the real one, over MQTT."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from kiosk.flow.printing import PrintOutcome


@dataclass(frozen=True, slots=True)
class Document:
    """What is printed, as the department gave it."""

    template: str
    data: Mapping[str, str] = field(repr=False)
    """Values of the template's fields; in no log, spool or trace."""
    language: str
    sheets: int
    """At most."""
    blank: bool
    """On numbered certificate blanks, which are counted."""


@dataclass(frozen=True, slots=True)
class DocumentReadiness:
    ready: bool
    reason: str = ""
    """A dotted key such as `paper.out` when it isn't."""
    blanks: int | None = None
    """Certificate blanks left; None where nobody counts them."""


@dataclass(frozen=True, slots=True)
class DocumentReport:
    outcome: PrintOutcome
    sheets: int = 0
    """That came out, as far as the printer says."""
    reason: str = ""


class DocumentsPort(Protocol):
    def readiness(self) -> DocumentReadiness:
        """From the printer's retained state and the counted stock; no answer means not ready."""
        ...

    @property
    def lies_there(self) -> bool | None:
        """Whether a paper lies in the output slot, not taken yet; None where nobody feels it."""
        ...

    async def print(self, document_id: str, document: Document) -> DocumentReport:
        """Print it once. Asked again under the same id, also after a crash, it is the same print. Never raises for what a
        printer does. Cut off, as when the citizen leaves, it takes back what hasn't come out.

        Args:
            document_id: a ULID, such as the token of a taken document.
        """
        ...
