"""68 landmarks of a face, by `fr_landmark.onnx` (npm `faceplugin-face-recognition-js` 0.0.1, MIT).

Input as its own JavaScript makes it: the detector's box, 64 × 64, grey, over 256. Output: x and y as parts of the box.
"""

from typing import TYPE_CHECKING, Protocol

import cv2
import numpy as np

from kiosk.vision.liveness.shape import COUNT

if TYPE_CHECKING:
    from kiosk.vision.faces import Face, Pixels, Points

SIDE = 64
SCALE = 1 / 256


class Landmarks(Protocol):
    def find(self, pixels: "Pixels", face: "Face") -> "Points":
        """68 × 2, pixels of `pixels`. Raises: whatever a model raises; then the person isn't judged alive."""
        ...


class OnnxLandmarks:
    """Implements `Landmarks`."""

    def __init__(self, model: bytes) -> None:
        """
        Args:
            model: the file's content, checked by the model store.

        Raises:
            cv2.error: it can't be loaded.
        """
        self._net = cv2.dnn.readNetFromONNX(np.frombuffer(model, np.uint8))

    def find(self, pixels: "Pixels", face: "Face") -> "Points":
        across, down = SIDE / face.width, SIDE / face.height
        matrix = np.array([[across, 0, -face.left * across], [0, down, -face.top * down]], np.float32)
        crop = cv2.warpAffine(pixels, matrix, (SIDE, SIDE), flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE)
        grey = cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY).astype(np.float32) * SCALE
        self._net.setInput(grey[None, None])
        points = self._net.forward().reshape(COUNT, 2)
        return np.asarray(points * [face.width, face.height] + [face.left, face.top], np.float32)
