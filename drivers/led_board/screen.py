"""What stands on a card as far as known, and when it must be told something else. Asks the card only through `show`."""

import math
from collections.abc import Callable
from dataclasses import replace

from api.messages.words import LedDisplay
from drivers.led_board.card import Card, CardStatus, Drawn, PlacedLine

CARD_CLOCK_SLACK_S = 1.0
"""A card counts its time-outs in whole seconds of its own clock: a line that is gone this shortly before its end ran out."""
BLIND_REFRESH_S = 60.0
"""A card that can't say whether it still shows something is written again this often: it may have rebooted."""
RENEW_BEFORE_S = 2.0
"""What holds longer than the card was told is written again this long before the card would take it off."""
ROUNDING_S = 0.001
"""An end that was added up in two ways is still one end."""
SAME_END_S = 2.0
"""Ends that differ by less are one: nobody sees the difference, and a board isn't written for it."""
RENEW_SHARE = 0.5
"""A confirmed content is written again only when less than this share of its time is left on the card."""


class Screen:
    """Args: card: connected by the caller."""

    def __init__(self, card: Card, monotonic_s: Callable[[], float]) -> None:
        self._card = card
        self._monotonic_s = monotonic_s
        self._shown: tuple[PlacedLine, ...] | None = None
        """None: unknown."""
        self._before = LedDisplay.UNKNOWN
        """What stands there while `_shown` is unknown."""
        self.sent_s = -math.inf
        """When an update was last sent, or tried."""
        self._taken_s = -math.inf
        """When the card had taken it, or the trial was over: from then on it needs its pause."""
        self.drawn = Drawn()
        self._pattern_until_s = -math.inf

    def forget(self) -> None:
        """The link is gone: what stands there isn't known any more."""
        self._shown, self._before = None, LedDisplay.UNKNOWN

    def free_s(self) -> float:
        """When the card can take the next update."""
        return self._taken_s + self._card.update_gap_s

    def send(self, lines: tuple[PlacedLine, ...], now_s: float, *, pattern_until_s: float = -math.inf) -> Drawn:
        """Show these lines instead of what stands there; on an error it is unknown what does."""
        self._shown, self._before = None, LedDisplay.UNKNOWN
        self.sent_s = now_s
        self._pattern_until_s = -math.inf
        try:
            self.drawn = self._card.show(lines)
        finally:
            self._taken_s = self._monotonic_s()
        self._shown = lines
        self._pattern_until_s = pattern_until_s
        return self.drawn

    def shows(self, lines: tuple[PlacedLine, ...], now_s: float) -> bool:
        """These lines stand there already, and will for as long as they should."""
        if self._shown is None or self.pattern(now_s):
            return False
        standing = self._standing(now_s)
        return len(standing) == len(lines) and all(
            _same(old, new) and self._ends_alike(old, new, now_s) for old, new in zip(standing, lines, strict=True)
        )

    def pattern(self, now_s: float) -> bool:
        """The test pattern stands there."""
        return now_s < self._pattern_until_s

    def next_s(self, lines: tuple[PlacedLine, ...], now_s: float) -> float:
        """When these lines, which should stand there, must be written (again)."""
        if self.pattern(now_s):
            return self._pattern_until_s
        if self._shown is None and not lines and self._card.forgets_in_time:
            # Nothing is known to hold: what an earlier run of the agent put there ends by its own time.
            return math.inf
        if self._shown is None or not self.shows(lines, now_s):
            return self.free_s()
        if not self._card.forgets_in_time:
            return math.inf
        # Only what outlives what the card was told; the rest runs out by itself.
        ends = [
            self._end_s(old) for old, new in zip(self._standing(now_s), lines, strict=True) if self._outlives(old, new, now_s)
        ]
        return max(min(ends) - RENEW_BEFORE_S, self.free_s()) if ends else math.inf

    def lost(self, status: CardStatus, now_s: float) -> bool:
        """The card shows less than it should: it rebooted."""
        if self._shown is None:
            self._before = _display(status)
            return False
        expected = [line for line in self._shown if self._end_s(line) > now_s + CARD_CLOCK_SLACK_S]
        if status.standing is None:
            return bool(expected) and now_s - self.sent_s >= BLIND_REFRESH_S
        return status.standing < len(expected)

    def display(self, now_s: float) -> LedDisplay:
        if self._shown is None:
            return self._before
        if self.pattern(now_s):
            return LedDisplay.TEST_PATTERN
        return LedDisplay.SHOWING if self._standing(now_s) else LedDisplay.BLANK

    def _standing(self, now_s: float) -> tuple[PlacedLine, ...]:
        lines = self._shown or ()
        return tuple(line for line in lines if self._end_s(line) > now_s + ROUNDING_S) if self._card.forgets_in_time else lines

    def _end_s(self, line: PlacedLine) -> float:
        return self.sent_s + min(line.left_s, self._card.max_hold_s)

    def _outlives(self, old: PlacedLine, new: PlacedLine, now_s: float) -> bool:
        return now_s + new.left_s > self._end_s(old) + SAME_END_S

    def _ends_alike(self, old: PlacedLine, new: PlacedLine, now_s: float) -> bool:
        if not self._card.forgets_in_time:
            return True
        left_s, wanted_s = self._end_s(old) - now_s, min(new.left_s, self._card.max_hold_s)
        return left_s <= new.left_s + SAME_END_S and (left_s >= wanted_s - SAME_END_S or left_s >= wanted_s * RENEW_SHARE)


def _same(old: PlacedLine, new: PlacedLine) -> bool:
    """To the eye, once both stand."""
    return replace(old, left_s=0.0, entrance=new.entrance) == replace(new, left_s=0.0)


def _display(status: CardStatus) -> LedDisplay:
    if status.standing is None:
        return LedDisplay.UNKNOWN
    return LedDisplay.SHOWING if status.standing else LedDisplay.BLANK
