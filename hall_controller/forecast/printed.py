"""A forecast as it is printed: what `api.text.forecast_words` then puts into words."""

from api.text import forecast_words
from api.text.forecast_words import MINUTE_MS, minute_of
from hall_controller.domain.forecasts import Promise
from hall_controller.forecast.calibration import Offsets
from hall_controller.forecast.raw import RawForecast

HALF_MS = MINUTE_MS // 2
NARROWEST_MS = HALF_MS
"""Unit of the calibration where the runs hardly differ."""


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
    """Whether "now" was printed, not a range."""
    return forecast_words.is_now(promise[2], at)


def kept(promise: Promise, called_at: int) -> int:
    """0: called within what was printed; -1: earlier; 1: later."""
    low, _, high = promise
    called = minute_of(called_at)
    return -1 if called < low else int(called > high)
