"""Whether the screen lives: a frame is asked for at each beat of the UI's own clock, and must be on the screen by the next one.

Neither a clock that runs while the graphics hang nor pictures without a clock are a living screen.
"""

import time
from collections.abc import Callable

from kiosk.metrics import Frames

FRAMES_TO_BE_READY = 2
"""On KMSDRM the first frame stays black until another one is drawn."""


class Heart:
    """Args:
    ask: has the window drawn once more, soon.
    ready: called once, when citizens can see the screen.
    feed: called for each frame that came, once citizens can see the screen.
    monotonic_s: for how long ago one came.
    """

    def __init__(
        self,
        ask: Callable[[], object],
        ready: Callable[[], object],
        feed: Callable[[], object],
        monotonic_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ask = ask
        self._monotonic_s = monotonic_s
        self._shown_s: float | None = None
        self._ready: Callable[[], object] | None = ready
        self._feed = feed
        self._frames = 0
        self._came = False

    def flipping(self) -> None:
        """A frame goes to the screen; only what runs afterwards on the same thread proves that it got there."""
        self._frames += 1
        self._came = True

    def frames(self) -> Frames:
        """How many, and how long ago the last one that surely was shown."""
        return Frames(self._frames, None if self._shown_s is None else self._monotonic_s() - self._shown_s)

    def beat(self) -> None:
        """Called by the UI's clock, thus after the last frame has been shown."""
        if self._ready is not None and self._frames >= FRAMES_TO_BE_READY:
            self._ready()
            self._ready = None
        if self._came:
            self._came = False
            self._shown_s = self._monotonic_s()
            if self._ready is None:
                # Before READY it would start systemd's watchdog in the middle of a slow first start.
                self._feed()
        self._ask()
