"""When the daily self-test is due. Pure."""

from datetime import datetime, time


def is_due(now: datetime, at: time, last: datetime | None) -> bool:
    """After `at`, once a day; a kiosk that was off then makes up for it.

    Args:
        now, last: the hall's local time; of the last test, None: there was none, or its record can't be read.
    """
    return now.time() >= at and (last is None or last.date() < now.date())
