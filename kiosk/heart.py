"""Whether the screen lives: a frame is asked for at each beat of the UI's own clock, and must be on the screen by the next one.

Neither a clock that runs while the graphics hang nor pictures without a clock are a living screen.
"""

from collections.abc import Callable

FRAMES_TO_BE_READY = 2
"""On KMSDRM the first frame stays black until another one is drawn."""


class Heart:
    """Args:
    ask: has the window drawn once more, soon.
    ready: called once, when citizens can see the screen.
    feed: called for each frame that came.
    """

    def __init__(self, ask: Callable[[], object], ready: Callable[[], object], feed: Callable[[], object]) -> None:
        self._ask = ask
        self._ready: Callable[[], object] | None = ready
        self._feed = feed
        self._frames = 0
        self._came = False

    def flipping(self) -> None:
        """A frame goes to the screen; only what runs afterwards on the same thread proves that it got there."""
        self._frames += 1
        self._came = True

    def beat(self) -> None:
        """Called by the UI's clock, thus after the last frame has been shown."""
        if self._ready is not None and self._frames >= FRAMES_TO_BE_READY:
            self._ready()
            self._ready = None
        if self._came:
            self._came = False
            self._feed()
        self._ask()
