"""The hall's own wall clock: which day it is, and which minute of it."""

from datetime import datetime, timedelta, tzinfo


class LocalTime:
    """Days and minutes of one time zone. Instants are UTC milliseconds since 1970."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self._day = ""
        self._starts_at = 0
        self._ends_at = 0
        self._minute_at = -1
        self._minute = 0

    def day(self, at: int) -> str:
        """The local date, `2025-11-21`."""
        if not self._starts_at <= at < self._ends_at:
            midnight = datetime.fromtimestamp(at / 1000, self._zone).replace(hour=0, minute=0, second=0, microsecond=0)
            self._day = midnight.date().isoformat()
            self._starts_at = int(midnight.timestamp() * 1000)
            following = datetime.combine(midnight.date() + timedelta(days=1), midnight.timetz())
            self._ends_at = int(following.timestamp() * 1000)
        return self._day

    def day_ends_at(self, at: int) -> int:
        """The instant of the midnight that ends the day of `at`."""
        self.day(at)
        return self._ends_at

    def minute_of_day(self, at: int) -> int:
        """Minutes on the wall clock since midnight, 0 to 1439."""
        minute_at = at // 60_000
        if minute_at != self._minute_at:
            local = datetime.fromtimestamp(at / 1000, self._zone)
            self._minute_at, self._minute = minute_at, local.hour * 60 + local.minute
        return self._minute

    def time_of_day(self, at: int) -> str:
        """As people read it: `14:05`."""
        return datetime.fromtimestamp(at / 1000, self._zone).strftime("%H:%M")
