"""A single frame's look of life, by `fr_liveness.onnx` (npm `faceplugin-face-recognition-js` 0.0.1, MIT). A hint.

Input as its own JavaScript makes it, but fed blue-green-red, which tells more (as measured): 2.7 times the detector's box,
moved into the picture, 128 × 128, 0 to 255. Output: three numbers; the first one's share after softmax is the living person's.
"""

from typing import TYPE_CHECKING, Protocol

import cv2
import numpy as np

if TYPE_CHECKING:
    from kiosk.vision.faces import Face, Pixels

SIDE = 128
ROUND = 2.7
"""The crop's side over the face's."""


class Passive(Protocol):
    def score(self, pixels: "Pixels", face: "Face") -> float:
        """0 to 1; 1: alive."""
        ...


class OnnxPassive:
    """Implements `Passive`."""

    def __init__(self, model: bytes) -> None:
        """
        Args:
            model: the file's content, checked by the model store.

        Raises:
            cv2.error: it can't be loaded.
        """
        self._net = cv2.dnn.readNetFromONNX(np.frombuffer(model, np.uint8))

    def score(self, pixels: "Pixels", face: "Face") -> float:
        left, top, width, height = crop_box(pixels.shape[1], pixels.shape[0], face)
        crop = cv2.resize(pixels[top : top + height, left : left + width], (SIDE, SIDE)).astype(np.float32)
        self._net.setInput(crop.transpose(2, 0, 1)[None])
        numbers = self._net.forward().ravel().astype(np.float64)
        powers = np.exp(numbers - numbers.max())
        return float(powers[0] / powers.sum())


def crop_box(wide: int, high: int, face: "Face") -> tuple[int, int, int, int]:
    """Left, top, width and height of what the model looks at: as large as the picture allows, wholly in it."""
    scale = min((high - 1) / face.height, (wide - 1) / face.width, ROUND)
    width, height = face.width * scale, face.height * scale
    left = min(max(face.left + face.width / 2 - width / 2, 0.0), wide - 1 - width)
    top = min(max(face.top + face.height / 2 - height / 2, 0.0), high - 1 - height)
    return int(left), int(top), max(1, int(width)), max(1, int(height))
