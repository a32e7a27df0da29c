"""The hidden way in: touches in one corner of the resting screen, one after another. Pure: time comes in."""

from collections import deque

TOUCHES = 5
WITHIN_S = 4.0
"""A child drumming on the screen does so all over it; five in one corner and nowhere else is meant."""
CORNER = 0.12
"""Of the shorter side, so that it is a square of some 3 cm: an edge one finds without seeing a mark."""


class Corner:
    """The top left corner. Args: width, height: of the screen, in any unit."""

    def __init__(self, width: float, height: float) -> None:
        self._width, self._height = width, height
        self._touches: deque[float] = deque(maxlen=TOUCHES)

    def touched(self, x: float, y: float, now_s: float) -> bool:
        """`x`, `y`: parts of width and height, from the top left. True when this touch opens it."""
        edge = CORNER * min(self._width, self._height)
        if x * self._width > edge or y * self._height > edge:
            self._touches.clear()
            return False
        self._touches.append(now_s)
        if len(self._touches) < TOUCHES or now_s - self._touches[0] > WITHIN_S:
            return False
        self._touches.clear()
        return True
