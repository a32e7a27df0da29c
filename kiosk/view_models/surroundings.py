"""What the picture depends on beside what the engine shows."""

from dataclasses import dataclass
from datetime import datetime

from api.messages.views import CatalogueView
from kiosk.flow.ports import PrinterReadiness


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the picture also depends on."""

    catalogue: CatalogueView | None
    reachable: bool
    printer: PrinterReadiness
    now: datetime
    """The hall's local time."""
    alone: bool = False
    """While the hall is away the kiosk has numbers of its own."""
    scans: bool = False
    """Something here can read codes."""
    faces: bool = False
    """Faces are compared here, so that there may be a consent to take back."""
    flows: frozenset[str] | None = None
    """Names of what this kiosk offers; None: all there is."""
    voice: bool = False
    """The kiosk has something to speak with."""
    closing: datetime | None = None
    """When the zone closes, if that is soon."""
    card_left: bool = False
    """An ID card lies on the reader."""
    portrait: bool = True
    """The screen stands."""
    items: bool = False
    """The hall offers self-service items."""

    def offers(self, flow: str) -> bool:
        return self.flows is None or flow in self.flows
