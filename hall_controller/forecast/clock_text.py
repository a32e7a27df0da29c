"""Clock times as people read them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo


def clock(at: int, zone: ZoneInfo) -> str:
    """`10:40` of an instant, UTC ms, in the hall's zone."""
    return datetime.fromtimestamp(at / 1000, UTC).astimezone(zone).strftime("%H:%M")
