"""The hall's own wall clock: which day it is, and which minute of it."""

from datetime import date, datetime, time, timedelta, tzinfo

_MINUTES_A_DAY = 24 * 60


class LocalTime:
    """Days and minutes of one time zone. Instants are UTC milliseconds since 1970.

    The writer's thread and the loop ask the same object: each memo is one value, replaced whole.
    """

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self._today = ("", 0, 0, date.min)
        self._now = (-1, 0)

    def day(self, at: int) -> str:
        """The local date, `2025-11-21`."""
        return self._day_of(at)[0]

    def day_ends_at(self, at: int) -> int:
        """The instant of the midnight that ends the day of `at`."""
        return self._day_of(at)[2]

    def _day_of(self, at: int) -> tuple[str, int, int, date]:
        """The date, its first instant, the next day's first instant, the date as a value."""
        today = self._today
        if not today[1] <= at < today[2]:
            midnight = datetime.fromtimestamp(at / 1000, self._zone).replace(hour=0, minute=0, second=0, microsecond=0)
            day = midnight.date()
            following = datetime.combine(day + timedelta(days=1), midnight.timetz())
            today = day.isoformat(), int(midnight.timestamp() * 1000), int(following.timestamp() * 1000), day
            self._today = today
        return today

    def date_of(self, at: int) -> date:
        """The local date as a value."""
        return self._day_of(at)[3]

    def instant(self, day: date, minute: int) -> int:
        """When the wall clock of that day shows this minute, UTC ms; 1440 is the midnight that ends it."""
        midnight = datetime.combine(day + timedelta(days=minute // _MINUTES_A_DAY), time(), self._zone)
        return int(midnight.replace(hour=minute % _MINUTES_A_DAY // 60, minute=minute % 60).timestamp() * 1000)

    def minute_of_day(self, at: int) -> int:
        """Minutes on the wall clock since midnight, 0 to 1439."""
        minute_at = at // 60_000
        now = self._now
        if now[0] != minute_at:
            local = datetime.fromtimestamp(at / 1000, self._zone)
            now = self._now = minute_at, local.hour * 60 + local.minute
        return now[1]

    def time_of_day(self, at: int) -> str:
        """As people read it: `14:05`."""
        return datetime.fromtimestamp(at / 1000, self._zone).strftime("%H:%M")
