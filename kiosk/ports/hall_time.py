"""The hall's clock as a kiosk knows it: measured by what the hall answers, remembered while it is silent."""

from collections import deque
from collections.abc import Callable

SAMPLES = 8
"""The best of so many answers counts: with one every few seconds the last minute."""
DRIFT_MS = 50
"""Two clocks may run apart by so much between two answers; more, and one of them was set."""

Sample = tuple[int, int]
"""How long the answer took, ms; hall's clock minus ours by it, ms."""


class HallTime:
    """The offset is known to half the time that the quickest answer took (Cristian 1989)."""

    def __init__(self, clock: Callable[[], int], offset_ms: int, on_change: Callable[[int], None]) -> None:
        """
        Args:
            clock: UTC ms of this machine.
            offset_ms: the last known.
            on_change: told each new offset.
        """
        self._clock = clock
        self._on_change = on_change
        self._samples: deque[Sample] = deque(maxlen=SAMPLES)
        self.offset_ms = offset_ms
        """Hall's clock minus ours."""

    @property
    def measured_offset_ms(self) -> int | None:
        """The offset, where an answer of the hall stands behind it; None while it is only remembered from before."""
        return self.offset_ms if self._samples else None

    def now(self) -> int:
        """The hall's time, UTC ms, as far as it is known."""
        return self._clock() + self.offset_ms

    def measured(self, sent_at: int, received_at: int, hall_at: int) -> None:
        """An answer: when it was asked and when it came by our clock, and the hall's clock in between."""
        took_ms = received_at - sent_at
        if took_ms < 0:
            # Our clock was set back meanwhile: nothing can be learned from this answer, nor from those before it.
            self._samples.clear()
            return
        offset_ms = hall_at - (sent_at + received_at) // 2
        if any(abs(offset_ms - other) > (took_ms + other_took_ms) / 2 + DRIFT_MS for other_took_ms, other in self._samples):
            self._samples.clear()
        self._samples.append((took_ms, offset_ms))
        best = min(self._samples)[1]
        if best != self.offset_ms:
            self.offset_ms = best
            self._on_change(best)
