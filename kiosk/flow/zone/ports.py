"""How the engine learns whether it may serve anybody."""

from datetime import datetime
from typing import Protocol

from kiosk.flow.zone.views import Emergency, Standing


class ZonePort(Protocol):
    """Answers from memory; `WORLD_CHANGED` or the next tick follows a change."""

    def emergency(self) -> Emergency | None:
        """The one that is on; it stands on while the hall can't be heard."""
        ...

    def standing(self) -> Standing | None:
        """What stands instead of the home screen; None: people are served."""
        ...

    @property
    def switched_off(self) -> bool:
        """Staff have taken the terminal out of service."""
        ...

    def switch_off(self, off: bool) -> None:
        """Out of service, or back; it outlives a restart."""
        ...

    def closing(self) -> datetime | None:
        """When the zone closes, local time, if that is soon."""
        ...
