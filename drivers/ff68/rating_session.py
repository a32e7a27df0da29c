"""One ask of a rating pad ends exactly once. Pure: the time comes in.

A press without an open ask, a second press and a press after the time-out change nothing.
"""

from dataclasses import dataclass

from api.messages.words import RatingLevel, RatingOutcome


@dataclass(frozen=True, slots=True)
class OpenAsk:
    """The question on the pad now."""

    ask: str
    window: int
    deadline_s: float
    """Monotonic seconds."""


@dataclass(frozen=True, slots=True)
class Answer:
    """How an ask ended."""

    ask: str
    window: int
    outcome: RatingOutcome
    level: RatingLevel | None = None


class RatingSession:
    """At most one ask is open. Not thread-safe: one worker owns it."""

    def __init__(self) -> None:
        self._open: OpenAsk | None = None

    @property
    def open_ask(self) -> OpenAsk | None:
        return self._open

    def ask(self, ask: str, window: int, timeout_s: float, now_s: float) -> Answer | None:
        """Open an ask. The same id again changes nothing.

        Returns:
            the end of an ask that was still open: nobody had answered when the next one took its place.
        """
        if self._open is not None and self._open.ask == ask:
            return None
        superseded = self._end(RatingOutcome.TIMEOUT)
        self._open = OpenAsk(ask, window, now_s + timeout_s)
        return superseded

    def pressed(self, level: RatingLevel | None, now_s: float) -> Answer | None:
        """A rating key; `level` None is the key that declines. A late press ends the ask as timed out."""
        late = self.due(now_s)
        if late is not None:
            return late
        if level is None:
            return self._end(RatingOutcome.DECLINED)
        return self._end(RatingOutcome.SUBMITTED, level)

    def due(self, now_s: float) -> Answer | None:
        """The time-out, once it is reached."""
        if self._open is None or now_s < self._open.deadline_s:
            return None
        return self._end(RatingOutcome.TIMEOUT)

    def device_lost(self) -> Answer | None:
        """The pad or its line is gone while it asks."""
        return self._end(RatingOutcome.DEVICE_FAULT)

    def cancel(self, ask: str) -> bool:
        """Close without an outcome: whoever asked doesn't want one any more. False: that ask isn't open."""
        if self._open is None or self._open.ask != ask:
            return False
        self._open = None
        return True

    def _end(self, outcome: RatingOutcome, level: RatingLevel | None = None) -> Answer | None:
        if self._open is None:
            return None
        ended = self._open
        self._open = None
        return Answer(ended.ask, ended.window, outcome, level)
