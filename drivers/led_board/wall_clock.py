"""The time in a text, for cards that can't draw it by themselves."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from drivers.led_board.card import ClockField
from drivers.led_board.content import TimedLine

SECONDS_OF_MINUTE = 60


def with_time(lines: Sequence[TimedLine], now: datetime) -> list[TimedLine]:
    """The same lines with the present time in place of each clock field."""
    values = {
        ord(ClockField.HOUR): f"{now.hour:02}",
        ord(ClockField.MINUTE): f"{now.minute:02}",
        ord(ClockField.YEAR): f"{now.year:04}",
        ord(ClockField.MONTH): f"{now.month:02}",
        ord(ClockField.DAY): f"{now.day:02}",
    }
    return [
        replace(timed, line=replace(timed.line, text=timed.line.text.translate(values), also=timed.line.also.translate(values)))
        for timed in lines
    ]


def tells_time(lines: Sequence[TimedLine]) -> bool:
    return any(field in page for timed in lines for page in timed.line.pages for field in ClockField)


def to_next_minute_s(now: datetime) -> float:
    return SECONDS_OF_MINUTE - now.second - now.microsecond / 1e6
