"""What stands on the screen instead of the home screen, or over everything."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from api.messages.names import Names


class OutReason(StrEnum):
    """Why the terminal serves nobody. Dotted keys, as in its status."""

    STAFF = "kiosk.switchedOff"
    """Taken out of service by a technician."""
    FAILING = "kiosk.failing"
    """It broke again and again."""
    NO_HALL = "kiosk.noHall"
    """The hall can't be reached, and nothing that people come for works without it."""


@dataclass(frozen=True, slots=True)
class ZoneClosed:
    """Night, or a day on which the zone doesn't open."""

    opens: datetime | None
    """Local time; None: not known."""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class OutOfService:
    reason: OutReason
    phone: str = ""
    """The maintainer's."""
    nearest: Names | None = None
    """Where the nearest terminal stands that works, as far as is known."""
    some_works: bool = False
    """A few things can be done all the same: the way to them is open."""


@dataclass(frozen=True, slots=True)
class Emergency:
    """The hall is being left. Over everything, at once."""

    text: str = ""
    """Where to go."""


Standing = ZoneClosed | OutOfService
"""What stands while nobody is served."""
ZoneView = ZoneClosed | OutOfService | Emergency
