"""A forecast as it is printed: clock times in whole minutes, and the words around them.

The range names minutes: "10:40 to 10:55" is kept by a call at 10:40:00 and by one at 10:55:59. "Now" is no range: the hall has a
free window, and promises this minute or the next.
"""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from hall_controller.domain.forecasts import Promise
from hall_controller.forecast.calibration import Offsets
from hall_controller.forecast.clock_text import clock
from hall_controller.forecast.raw import RawForecast

MINUTE_MS = 60_000
HALF_MS = MINUTE_MS // 2
SOON_MS = 5 * MINUTE_MS
"""People near the windows are told "in a few minutes"."""
NARROWEST_MS = HALF_MS
"""Unit of the calibration where the runs hardly differ."""


@dataclass(frozen=True, slots=True)
class Wording:
    """Key of the catalogues and what stands in its braces."""

    key: str
    values: dict[str, str]


def minute_of(instant: float) -> int:
    """Begin of the minute that a clock shows, UTC ms. The hall's offset from UTC is whole minutes."""
    return int(instant // MINUTE_MS) * MINUTE_MS


def promise_of(raw: RawForecast, offsets: Offsets, at: int) -> Promise:
    """What to print for a number taken at `at`. `raw` holds UTC ms."""
    low, expected, high = (max(float(at), instant) for instant in (raw.low, raw.expected, raw.high))
    this_minute = minute_of(at)
    if high <= at + MINUTE_MS:
        return this_minute, round(expected), this_minute + MINUTE_MS
    unit = max(NARROWEST_MS, (high - low) / 2)
    # A named minute lasts until its end: half of one is taken from the late side and given to the early one.
    first = max(this_minute, minute_of(low - offsets.low * unit + HALF_MS))
    last = max(this_minute + 2 * MINUTE_MS, minute_of(high + offsets.high * unit - HALF_MS))
    return min(first, last), round(expected), last


def is_now(promise: Promise, at: int) -> bool:
    """Whether "now" was promised, not a range."""
    return promise[2] <= minute_of(at) + MINUTE_MS


def kept(promise: Promise, called_at: int) -> int:
    """0: called within what was printed; -1: earlier; 1: later."""
    low, _, high = promise
    called = minute_of(called_at)
    return -1 if called < low else int(called > high)


def wording(promise: Promise, at: int, zone: ZoneInfo) -> Wording:
    """In the hall's own clock."""
    low, _, high = promise
    if is_now(promise, at):
        return Wording("forecast.now", {})
    if low == high:
        return Wording("forecast.at", {"at": clock(low, zone)})
    if high <= minute_of(at) + SOON_MS:
        return Wording("forecast.soon", {"low": clock(low, zone), "high": clock(high, zone)})
    return Wording("forecast.about", {"low": clock(low, zone), "high": clock(high, zone)})
