"""When somebody is on duty, on the hall's own calendar. Pure."""

from zoneinfo import ZoneInfo

from hall_controller.config import HallConfig
from hall_controller.domain.hours import OpeningHours
from hall_controller.domain.local_time import LocalTime


class DutyHours:
    """Instants are UTC ms."""

    def __init__(self, config: HallConfig) -> None:
        self._local = LocalTime(ZoneInfo(config.hall.timezone))
        self._hours = OpeningHours(config.calendar.calendar(), (config.duty.hours or config.hours).week())

    def staffed(self, now: int) -> bool:
        return self._hours.is_open(self._local.date_of(now), self._local.minute_of_day(now))

    def opens_at(self, now: int) -> int | None:
        """From when on somebody is there again; None when that is too far to say."""
        opening = self._hours.opens_next(self._local.date_of(now), self._local.minute_of_day(now))
        return None if opening is None else self._local.instant(opening.date, opening.minute)
