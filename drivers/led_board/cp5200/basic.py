"""Commands beside the external calls: version, clock, brightness, power, and the echo.

Sources: the maker's "Basic Protocol of LED Display Controller" 1.2; the echo (command 01), which no document names, from recorded
traffic with a card.

An answer's own result is its first data byte, 1 for success; the byte before it repeats the question's mark on known cards and
isn't looked at.
"""

from dataclasses import dataclass
from datetime import datetime

ECHO = 0x01
VERSION = 0x2E
BRIGHTNESS = 0x46
TIME = 0x47
POWER = 0x76
SET, QUERY = 0x00, 0x01
SUCCEEDED = 0x01
HOURS = 24
MAX_BRIGHTNESS = 31
AUTOMATIC = 0xFF
"""A value above 31: the card's light sensor decides."""
QUERY_VERSION = b"\x00"


@dataclass(frozen=True, slots=True)
class Version:
    card_type: int
    logic: str
    bios: str
    app: str
    """Firmware, such as `3.3`."""


def set_brightness(level: int) -> bytes:
    """Data of command 46: one level for all 24 hours of the day, which the card keeps each for itself.

    Raises:
        ValueError: not 0 (dark) to 31, nor `AUTOMATIC`.
    """
    if not (0 <= level <= MAX_BRIGHTNESS or level == AUTOMATIC):
        raise ValueError(f"brightness is 0 to {MAX_BRIGHTNESS}, or {AUTOMATIC}")
    return bytes((SET,)) + bytes((level,)) * HOURS


def set_time(now: datetime) -> bytes:
    """Data of command 47: second, minute, hour, weekday from Sunday 0, day, month, year of two digits."""
    weekday = now.isoweekday() % 7
    return bytes((SET, now.second, now.minute, now.hour, weekday, now.day, now.month, now.year % 100))


def set_power(*, on: bool) -> bytes:
    """Data of command 76: light the dots or darken them now."""
    return bytes((SET, int(on))) + bytes(7)


def parse_brightness(data: bytes) -> tuple[int, ...] | None:
    """Levels of the 24 hours, from the answer to a query; None if it is none."""
    if len(data) < 1 + HOURS or data[0] != QUERY:
        return None
    return tuple(data[1 : 1 + HOURS])


def parse_time(data: bytes) -> datetime | None:
    """The card's own time (of the hall's zone, so without one here), from the answer to a query; None if it is none."""
    if len(data) < 8 or data[0] != QUERY:
        return None
    second, minute, hour, _, day, month, year = data[1:8]
    try:
        return datetime(2000 + year, month, day, hour, minute, second)  # noqa: DTZ001 (the card knows no zone)
    except ValueError:
        return None


def parse_power(data: bytes) -> bool | None:
    """Whether the dots are lit, from the answer to a query; None if it is none."""
    return bool(data[1]) if len(data) >= 2 and data[0] == QUERY else None


def parse_version(data: bytes) -> Version | None:
    """From the answer to `QUERY_VERSION`; None if it is shorter than the document says."""
    if len(data) < 8:
        return None

    def dotted(value: int) -> str:
        return f"{value >> 4}.{value & 0xF}"

    return Version(data[1], dotted(data[2]), dotted(data[3]), dotted(data[7]))
