"""One ask of a rating pad ends exactly once. Pure: the time comes in.

A press without an open ask, a second press and a press after the time-out change nothing. A pad that keeps its answers may be
away while it asks: its ask then waits for it, and ends when the pad tells or is back without an answer.
"""

from dataclasses import dataclass

from api.messages.words import RatingLevel, RatingOutcome

MOST_WAITING = 8
"""Asks of pads that were away; one pad has one at a time, so more is a pad that comes and goes."""


@dataclass(frozen=True, slots=True)
class OpenAsk:
    """A question on the pad."""

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
    labels: tuple[str, ...] = ()


class RatingSession:
    """At most one ask is open. Not thread-safe: one worker owns it."""

    def __init__(self) -> None:
        self._open: OpenAsk | None = None
        self._waiting: dict[str, OpenAsk] = {}

    @property
    def open_ask(self) -> OpenAsk | None:
        return self._open

    @property
    def waiting(self) -> tuple[OpenAsk, ...]:
        """Asks whose pad was away and may still tell the answer."""
        return tuple(self._waiting.values())

    def knows(self, ask: str) -> bool:
        return ask in self._waiting or (self._open is not None and self._open.ask == ask)

    def ask(self, ask: str, window: int, timeout_s: float, now_s: float) -> Answer | None:
        """Open an ask. The same id again changes nothing.

        Returns:
            the end of an ask that was still open: nobody had answered when the next one took its place.
        """
        if self.knows(ask):
            return None
        superseded = self._end(RatingOutcome.TIMEOUT)
        self._open = OpenAsk(ask, window, now_s + timeout_s)
        return superseded

    def pressed(self, level: RatingLevel | None, now_s: float, labels: tuple[str, ...] = ()) -> Answer | None:
        """A rating key of a pad that names no ask; `level` None is the key that declines. A late press ends the ask as timed
        out.
        """
        late = self.due(now_s)
        if late is not None:
            return late
        if level is None:
            return self._end(RatingOutcome.DECLINED)
        return self._end(RatingOutcome.SUBMITTED, level, labels)

    def answered(self, ask: str, level: RatingLevel | None, labels: tuple[str, ...] = ()) -> Answer | None:
        """The pad names the ask it answers, and has kept the time itself. None: that ask isn't open and doesn't wait."""
        outcome = RatingOutcome.DECLINED if level is None else RatingOutcome.SUBMITTED
        if self._open is not None and self._open.ask == ask:
            return self._end(outcome, level, labels)
        waited = self._waiting.pop(ask, None)
        return None if waited is None else Answer(ask, waited.window, outcome, level, labels)

    def due(self, now_s: float) -> Answer | None:
        """The time-out, once it is reached."""
        return self._end(RatingOutcome.TIMEOUT) if self.is_due(now_s) else None

    def is_due(self, now_s: float) -> bool:
        return self._open is not None and now_s >= self._open.deadline_s

    def device_lost(self) -> Answer | None:
        """The pad or its line is gone while it asks, and with it the answer."""
        return self._end(RatingOutcome.DEVICE_FAULT)

    def suspend(self) -> Answer | None:
        """The line is gone, but the pad keeps an answer until it is back: the ask waits.

        Returns:
            the end of the oldest one when too many wait.
        """
        if self._open is not None:
            self._waiting[self._open.ask] = self._open
            self._open = None
        if len(self._waiting) <= MOST_WAITING:
            return None
        return self.give_up(next(iter(self._waiting)))

    def await_pad(self, ask: OpenAsk) -> None:
        """An ask of an earlier run waits for its pad."""
        self._waiting[ask.ask] = ask

    def reopen(self, ask: str) -> bool:
        """The pad is back in time. False: that ask doesn't wait, or another one is open."""
        if self._open is not None or ask not in self._waiting:
            return False
        self._open = self._waiting.pop(ask)
        return True

    def give_up(self, ask: str) -> Answer | None:
        """The pad is back and has no answer to a waiting ask."""
        waited = self._waiting.pop(ask, None)
        return None if waited is None else Answer(ask, waited.window, RatingOutcome.DEVICE_FAULT)

    def cancel(self, ask: str) -> bool:
        """Close without an outcome: whoever asked doesn't want one any more. False: that ask isn't open."""
        if self._waiting.pop(ask, None) is not None:
            return True
        if self._open is None or self._open.ask != ask:
            return False
        self._open = None
        return True

    def _end(self, outcome: RatingOutcome, level: RatingLevel | None = None, labels: tuple[str, ...] = ()) -> Answer | None:
        if self._open is None:
            return None
        ended = self._open
        self._open = None
        return Answer(ended.ask, ended.window, outcome, level, labels)
