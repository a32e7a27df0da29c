"""When the daily self-test is due. Pure."""

from datetime import datetime, time, timedelta

AGAIN_AFTER = timedelta(hours=1)
"""A test whose record the disk refused is done again this much later: each costs a second of the processor."""


def is_due(now: datetime, at: time, last: datetime | None, unrecorded: datetime | None = None) -> bool:
    """After `at`, once a day; a kiosk that was off then makes up for it.

    Args:
        now, last: the hall's local time; of the last test, None: there was none, or its record can't be read.
        unrecorded: of the last test that couldn't be recorded; None: there was none.
    """
    if unrecorded is not None and now - unrecorded < AGAIN_AFTER:
        return False
    return now.time() >= at and (last is None or last.date() < now.date())
