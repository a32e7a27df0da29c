"""What should stand on the board now. Pure: the time comes in.

A window's strip has one content, replaced by the next. An overview board keeps the last calls, newest first, each until its
own time is over.
"""

import math
from dataclasses import dataclass

from drivers.led_board.layouts import Line


@dataclass(frozen=True, slots=True)
class Content:
    """Lines with the moment (monotonic seconds) from which they don't hold any more."""

    key: str
    """Same key: replaced, not listed twice."""
    lines: tuple[Line, ...]
    until_s: float


@dataclass(frozen=True, slots=True)
class TimedLine:
    """A line and how long it still holds."""

    line: Line
    left_s: float


class BoardContent:
    """Args: rows: how many contents an overview keeps; 1 for a window's strip."""

    def __init__(self, rows: int) -> None:
        self._rows = rows
        self._contents: list[Content] = []

    def put(self, content: Content, now_s: float) -> None:
        kept = [old for old in self._contents if old.key != content.key and old.until_s > now_s]
        self._contents = [content, *kept][: self._rows]

    def clear(self) -> None:
        self._contents = []

    def lines(self, now_s: float) -> list[TimedLine]:
        """What still holds, newest first."""
        return [
            TimedLine(line, content.until_s - now_s)
            for content in self._contents
            if content.until_s > now_s
            for line in content.lines
        ]

    def until_s(self) -> float:
        """When the last of it ends; long ago when there is none."""
        return max((content.until_s for content in self._contents), default=-math.inf)

    def next_end_s(self, shown_s: float) -> float | None:
        """When the first of several contents that were shown at `shown_s` ends: then the others move up."""
        ends = [content.until_s for content in self._contents if content.until_s > shown_s]
        return min(ends) if len(ends) > 1 else None
