"""Whose question goes next on a shared line, and how long the line is kept free for its answer. Pure: time comes in.

A device that is silent must cost the others almost nothing. So the line is kept free only as long as devices of this line take
to answer (learned, never more than configured), a device that left two questions unanswered is asked behind all others, and all
such questions together may take a small share of the line's time.
"""

from collections import deque
from dataclasses import dataclass, field

FLOOR_S = 0.03
"""No window is shorter: USB adapters deliver in steps of 16 ms, and a small computer may be busy for as long again."""
ENOUGH_SAMPLES = 4
MEAN_GAIN, DEVIATION_GAIN, DEVIATIONS = 1 / 8, 1 / 4, 4.0
"""As TCP estimates when to send again (RFC 6298): the smoothed time of an answer and four times its smoothed deviation. A single
slow answer of a busy computer makes the window long for a few exchanges only.
"""
LATE_ANSWERS = 8
LATE_MARGIN = 1.5
"""Times the slowest of a device's last answers, if that is slower than configured: it must not meet the next question."""
MOST_TIMES_CONFIGURED = 4.0
QUESTIONS_REMEMBERED = 16
DOUBT_AFTER = 1
"""Unanswered questions in a row. If it was only noise, the question is repeated behind the others', at once on a quiet line."""
FULL_WINDOW_EVERY = 4
"""Every fourth question to a doubtful device gets the configured window: it may have become slow."""
DOUBT_SHARE = 0.03
"""Of the line's time, for questions that probably nobody answers."""
DOUBT_CREDIT_S = 0.3
"""Saved up while no such question waits: the first attempts after a loss go out at once."""
LEAST_DEBT_S = 1e-6
"""Less is rounding, and waiting for it would be running in circles."""
DOUBT_PATIENCE_S = 1.0
"""A doubtful question goes before healthy ones when it has waited so long: a busy line must not hide a device that is back."""
ANSWER_LOST_S = 5.0
"""What wasn't answered within this time never will be."""


@dataclass(slots=True)
class Estimate:
    """How long answers take."""

    count: int = 0
    mean_s: float = 0.0
    deviation_s: float = 0.0

    def add(self, took_s: float) -> None:
        self.count += 1
        if self.count == 1:
            self.mean_s, self.deviation_s = took_s, took_s / 2
            return
        self.deviation_s += DEVIATION_GAIN * (abs(took_s - self.mean_s) - self.deviation_s)
        self.mean_s += MEAN_GAIN * (took_s - self.mean_s)

    @property
    def enough_s(self) -> float:
        """Within this nearly every answer comes."""
        return max(FLOOR_S, self.mean_s + DEVIATIONS * self.deviation_s)


@dataclass(slots=True)
class _Address:
    unanswered: int = 0
    """Questions in a row, at the end of whose window nothing had come."""
    asked_s: deque[float] = field(default_factory=lambda: deque(maxlen=QUESTIONS_REMEMBERED))
    """When each question that may still be answered had left the wire."""
    last_s: deque[float] = field(default_factory=lambda: deque(maxlen=LATE_ANSWERS))
    """How long its last answers took."""
    estimate: Estimate = field(default_factory=Estimate)


class Turns:
    """One line's memory. Not thread-safe.

    Args:
        answer_within_s: the configured window.
    """

    def __init__(self, answer_within_s: float) -> None:
        self._configured_s = answer_within_s
        self._addresses: dict[int, _Address] = {}
        self._line = Estimate()
        self._credit_s = DOUBT_CREDIT_S
        self._credit_at_s: float | None = None

    def is_doubtful(self, address: int) -> bool:
        return self._of(address).unanswered >= DOUBT_AFTER

    def window_s(self, address: int) -> float:
        """How long the line stays free for its answer, from the moment the question has left the wire."""
        known = self._of(address)
        slowest_s = max(known.last_s, default=0.0)
        if slowest_s > self._configured_s:
            return min(LATE_MARGIN * slowest_s, MOST_TIMES_CONFIGURED * self._configured_s)
        doubt = known.unanswered - DOUBT_AFTER
        if doubt >= 0 and doubt % FULL_WINDOW_EVERY == FULL_WINDOW_EVERY - 1:
            return self._configured_s
        estimate = known.estimate if known.estimate.count >= ENOUGH_SAMPLES else self._line
        return min(self._configured_s, estimate.enough_s) if estimate.count >= ENOUGH_SAMPLES else self._configured_s

    def credit_in_s(self, now_s: float) -> float:
        """Until a doubtful device may be asked; 0 when it may."""
        self._refill(now_s)
        return -self._credit_s / DOUBT_SHARE if self._credit_s < -LEAST_DEBT_S else 0.0

    def asked(self, address: int, sent_s: float) -> None:
        """A question will have left the wire at `sent_s`."""
        self._of(address).asked_s.append(sent_s)

    def unanswered(self, address: int, now_s: float, held_s: float) -> None:
        """The window has passed; the line was kept for `held_s` in all."""
        known = self._of(address)
        if known.unanswered >= DOUBT_AFTER:
            self._refill(now_s)
            self._credit_s -= held_s
        known.unanswered += 1

    def answered(self, address: int, now_s: float) -> bool:
        """An answer came. False when nothing was asked that it could answer."""
        known = self._of(address)
        known.unanswered = 0
        while known.asked_s and now_s - known.asked_s[0] > ANSWER_LOST_S:
            known.asked_s.popleft()
        if not known.asked_s:
            return False
        only_one = len(known.asked_s) == 1
        took_s = max(0.0, now_s - known.asked_s.popleft())
        if not only_one:
            # Which question it answers can't be told, so nothing is learned from it (Karn's rule).
            return True
        known.last_s.append(took_s)
        known.estimate.add(took_s)
        self._line.add(took_s)
        return True

    def silent(self) -> list[int]:
        """Addresses that are asked behind the others."""
        return sorted(address for address in self._addresses if self.is_doubtful(address))

    def _of(self, address: int) -> _Address:
        return self._addresses.setdefault(address, _Address())

    def _refill(self, now_s: float) -> None:
        if self._credit_at_s is not None:
            self._credit_s = min(DOUBT_CREDIT_S, self._credit_s + DOUBT_SHARE * (now_s - self._credit_at_s))
        self._credit_at_s = now_s
