"""A face turned upright and brought to one size, by its five points."""

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kiosk.vision.faces import Pixels, Points

SIZE_PX = 112
PLACES = np.array(
    [[38.2946, 51.6963], [73.5318, 51.5014], [56.0252, 71.7366], [41.5493, 92.3655], [70.7299, 92.2041]], np.float32
)
"""Where eyes, nose and mouth come to lie in 112 × 112: the layout of the ArcFace family, which SFace was trained with."""


def upright(pixels: "Pixels", points: "Points") -> "Pixels":
    """SIZE_PX × SIZE_PX × 3, blue-green-red; what lies outside the frame is black."""
    return np.asarray(cv2.warpAffine(pixels, _to_places(points), (SIZE_PX, SIZE_PX), flags=cv2.INTER_LINEAR), np.uint8)


def _to_places(points: "Points") -> "NDArray[np.float64]":
    """2 × 3: the rotation, scale and shift that bring `points` nearest to PLACES (least squares)."""
    middle, target = points.mean(axis=0), PLACES.mean(axis=0)
    z = (points - middle).astype(np.float64) @ np.array([1, 1j])
    w = (PLACES - target).astype(np.float64) @ np.array([1, 1j])
    turn = np.vdot(z, w) / max(float(np.vdot(z, z).real), np.finfo(np.float64).tiny)
    linear = np.array([[turn.real, -turn.imag], [turn.imag, turn.real]])
    return np.column_stack([linear, target - linear @ middle])
