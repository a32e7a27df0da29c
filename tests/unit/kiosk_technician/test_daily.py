"""When the daily self-test is due, and when it is tried again."""

from datetime import UTC, datetime, time, timedelta

from kiosk.technician.daily import AGAIN_AFTER, is_due

AT = time(4, 30)
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def test_once_a_day_and_made_up_for() -> None:
    assert is_due(NOON, AT, None)
    assert is_due(NOON, AT, NOON - timedelta(days=1))
    assert not is_due(NOON, AT, NOON - timedelta(hours=2))
    assert not is_due(NOON.replace(hour=3), AT, NOON - timedelta(days=1))


def test_a_disk_that_refuses_the_record_isnt_asked_all_the_time() -> None:
    assert not is_due(NOON, AT, None, unrecorded=NOON - timedelta(seconds=1))
    assert is_due(NOON, AT, None, unrecorded=NOON - AGAIN_AFTER)
