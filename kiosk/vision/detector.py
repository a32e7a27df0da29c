"""YuNet: faces with five points in a frame. Looks at a picture made smaller, answers in the frame's own pixels."""

from typing import TYPE_CHECKING, cast

import cv2
import numpy as np

from kiosk.vision.faces import Face
from kiosk.vision.model_list import ModelRole
from kiosk.vision.model_store import ModelStore

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kiosk.vision.faces import Pixels

LONG_SIDE_PX = 320
"""What the frame's longer side is made to before looking: 3 ms of one x86 core; a face of 80 px in 1280 is 20 px there, which
YuNet finds (its training set's smallest are 10 px)."""
SCORE_MIN = 0.6
"""Half-covered faces score 0.6 to 0.85 and must be seen: a mask is told to its wearer instead of nobody being there."""
OVERLAP_MAX = 0.3
"""Of two boxes that overlap more, the better one stays (OpenCV's default)."""
FACES_MAX = 32
BOX, POINTS, SCORE = slice(0, 4), slice(4, 14), 14
"""Columns of a row that YuNet answers with."""


class Detector:
    """One detector for one thread. The constructor loads the model.

    Raises:
        ModelMissing, ModelRefused: there is no model to look with.
    """

    def __init__(self, store: ModelStore, *, long_side_px: int = LONG_SIDE_PX, score_min: float = SCORE_MIN) -> None:
        model = np.frombuffer(store.read(ModelRole.DETECTOR), np.uint8)
        nothing = np.empty(0, np.uint8)
        self._long_side_px = long_side_px
        self._size = (long_side_px, long_side_px)
        self._net = cv2.FaceDetectorYN.create("onnx", model, nothing, self._size, score_min, OVERLAP_MAX, FACES_MAX)

    def detect(self, pixels: "Pixels") -> list[Face]:
        """All faces, the largest first. `pixels`: height × width × 3, blue-green-red, 8 bits."""
        height, width = pixels.shape[:2]
        scale = min(1.0, self._long_side_px / max(height, width))
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        small = pixels if scale == 1.0 else cv2.resize(pixels, size, interpolation=cv2.INTER_LINEAR)
        if size != self._size:
            self._net.setInputSize(size)
            self._size = size
        # Its annotations forget that it answers None when it has found nothing.
        rows = cast("NDArray[np.float32] | None", self._net.detect(small)[1])
        if rows is None:
            return []
        across, down = width / size[0], height / size[1]
        return sorted((_face(row, across, down) for row in rows), key=lambda face: -face.width * face.height)


def _face(row: "NDArray[np.float32]", across: float, down: float) -> Face:
    left, top, width, height = (float(value) for value in row[BOX])
    points = row[POINTS].reshape(5, 2) * np.array([across, down], np.float32)
    return Face(left * across, top * down, width * across, height * down, points.astype(np.float32), float(row[SCORE]))
