"""Whether anything moves before the kiosk: somebody who has walked away leaves a picture that stands still.

Two small grey pictures are compared and the older one is overwritten. No face is looked for, nothing is recognised, and nothing
but "something moved" leaves the process.
"""

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.vision.camera_hold import CameraHold
from kiosk.vision.messages import Report, StartWatch, Stirred

FRAME_WAIT_S = 0.1
EVERY_S = 0.4
"""Between two looks: who stands before a kiosk shifts their weight every few seconds."""
SIZE = (48, 36)
"""Pixels: no face can be told from it."""
CELL_DIFFERENCE = 12
"""Of 255: sensor noise, averaged over a cell of some 13 × 13 pixels of a 640 × 480 picture, stays below 3."""
CELLS_MOVED = 0.01
"""Share of the cells, some 17 of 1 728: a moving head covers more, a flickering lamp in a corner less."""
LIGHT_SHIFT_MAX = 40
"""A change of the whole picture's brightness by more is a lamp that went on; below, exposure that settles is taken out."""

Grey = NDArray[np.uint8]


def small(pixels: Grey) -> Grey:
    """A camera's frame (height × width × 3, blue-green-red), as SIZE in grey."""
    grey = cv2.cvtColor(cv2.resize(pixels, SIZE, interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2GRAY)
    return np.asarray(grey, np.uint8)


def moved(before: Grey, now: Grey) -> bool:
    """Whether something moved between the two, lamps apart. Pure."""
    difference = now.astype(np.int16) - before.astype(np.int16)
    shift = int(np.median(difference))
    if abs(shift) <= LIGHT_SHIFT_MAX:
        difference -= shift
    return bool((np.abs(difference) > CELL_DIFFERENCE).mean() > CELLS_MOVED)


class Watching:
    """One of the process's works: until it is stopped, or another order comes."""

    def __init__(self, order: StartWatch, camera: CameraHold, send: Callable[[Report], None]) -> None:
        self.id = order.id
        self._camera = camera
        self._send = send
        self._before: Grey | None = None
        self._looked_s = float("-inf")

    def step(self) -> bool:
        frame = self._camera.next(FRAME_WAIT_S)
        if frame is None or frame.at_s - self._looked_s < EVERY_S:
            return True
        self._looked_s = frame.at_s
        now = small(frame.pixels)
        # Its first look says that it watches: until then nobody is taken for gone.
        if self._before is None or moved(self._before, now):
            self._send(Stirred(id=self.id))
        if self._before is not None:
            self._before[:] = 0
        self._before = now
        return True

    def abandon(self) -> None:
        """Nobody waits for its end."""

    def close(self) -> None:
        self._camera.close()
        if self._before is not None:
            self._before[:] = 0
            self._before = None
