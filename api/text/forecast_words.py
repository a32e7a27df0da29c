"""How a forecast is put into words, the same on paper, kiosk and screens.

"Now" is no range: a window is free, and the hall says this minute or the next. Everything else is read as clock times of whole
minutes, both of them meant: "10:40 to 10:55" is kept by a call at 10:40:00 and by one at 10:55:59.
"""

MINUTE_MS = 60_000

NOW, AT, RANGE = "now", "at", "range"
"""Ends of the catalogues' keys, such as `paper.now`; `at` and `range` have `{low}` and `{high}` as clock times."""


def minute_of(at: float) -> int:
    """Begin of the minute that a clock shows, UTC ms. Every zone's offset from UTC is whole minutes."""
    return int(at // MINUTE_MS) * MINUTE_MS


def is_now(high: int, at: int) -> bool:
    """Whether a forecast that was made at `at` says "now". Both UTC ms."""
    return high <= minute_of(at) + MINUTE_MS


def forecast_word(low: int, high: int, at: int) -> str:
    """Which of the words fits a forecast made at `at`."""
    if is_now(high, at):
        return NOW
    return AT if low == high else RANGE
