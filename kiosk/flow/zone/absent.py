"""A terminal without hours that is never out of service."""

from datetime import datetime

from kiosk.flow.zone.views import Emergency, Standing


class AlwaysOpen:
    """Implements `ZonePort`."""

    switched_off = False

    def switch_off(self, off: bool) -> None:
        """There is nothing to switch."""

    def emergency(self) -> Emergency | None:
        return None

    def standing(self) -> Standing | None:
        return None

    def closing(self) -> datetime | None:
        return None
