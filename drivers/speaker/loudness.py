"""How loud by the hour: quiet while the hall is empty, louder at its peak. Pure."""

import re
from collections.abc import Mapping

_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")


class Loudness:
    """Percent by the clock; a volume set by hand holds until the table's next step.

    Args:
        table: `07:00` → percent, in force from that minute on; before the day's first step yesterday's last one is. Empty:
            always `otherwise`.

    Raises:
        ValueError: a time that is no time, or a percent outside 0–100.
    """

    def __init__(self, table: Mapping[str, int], otherwise: int) -> None:
        steps = []
        for text, percent in table.items():
            clock = _CLOCK.fullmatch(text)
            if clock is None or not 0 <= percent <= 100:
                raise ValueError(f'volume_by_hour: "{text}" = {percent} must be a time such as "07:00" and 0 to 100')
            steps.append((int(clock[1]) * 60 + int(clock[2]), percent))
        self._steps = sorted(steps)
        self._otherwise = otherwise
        self._by_hand: tuple[int, tuple[int, int]] | None = None
        """Percent, and the step it was set in."""

    def set(self, percent: int, day: int, minute: int) -> None:
        """By hand. `day` is any number that grows with the days, `minute` that of the day."""
        self._by_hand = (percent, self._step(day, minute))

    def percent(self, day: int, minute: int) -> int:
        """In force at that minute."""
        if self._by_hand is not None and (not self._steps or self._by_hand[1] == self._step(day, minute)):
            return self._by_hand[0]
        return self._steps[self._step(day, minute)[1]][1] if self._steps else self._otherwise

    def _step(self, day: int, minute: int) -> tuple[int, int]:
        """(day it began, its place in the table)."""
        begun = sum(1 for start, _ in self._steps if start <= minute)
        return (day, begun - 1) if begun else (day - 1, len(self._steps) - 1)
