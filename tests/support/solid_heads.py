"""Landmarks of a head and of sheets, turned by pinhole geometry: what a perfect landmark model would see."""

import numpy as np
from numpy.typing import NDArray

from kiosk.vision.liveness.shape import COUNT, DEPTH, FRONT, INNER

EYES_PX = 74.0
CAMERA = 9.5
"""Eye distances to the camera: 60 cm."""
AXIS = -1.2
"""The neck lies behind the eyes."""


def head(yaw: float, *, noise_px: float = 0.0, seed: int = 1, place: tuple[float, float] = (320, 200)) -> NDArray[np.float32]:
    """68 × 2 pixels; positive yaw to the person's own left."""
    return _seen(FRONT, DEPTH, yaw, noise_px, seed, place)


def sheet(yaw: float, *, bend: float = 0.0, noise_px: float = 0.0, seed: int = 1) -> NDArray[np.float32]:
    """A picture of the same head on paper. `bend`: 1 / radius, in eye distances; 0: flat."""
    across = FRONT[:, 0]
    if bend:
        depth = (np.cos(across * bend) - 1.0) / bend
        points = np.column_stack([np.sin(across * bend) / bend, FRONT[:, 1]])
    else:
        depth, points = np.zeros(len(FRONT)), FRONT
    return _seen(points, depth, yaw, noise_px, seed, (320, 200))


def _seen(
    points: NDArray[np.float64], depth: NDArray[np.float64], yaw: float, noise_px: float, seed: int, place: tuple[float, float]
) -> NDArray[np.float32]:
    angle = np.radians(yaw)
    ahead = depth - AXIS
    across = points[:, 0] * np.cos(angle) + ahead * np.sin(angle)
    toward = -points[:, 0] * np.sin(angle) + ahead * np.cos(angle)
    scale = CAMERA / (CAMERA - toward + (DEPTH.mean() - AXIS)) * EYES_PX
    found = np.zeros((COUNT, 2))
    found[INNER, 0], found[INNER, 1] = across * scale + place[0], points[:, 1] * scale + place[1]
    found[:17] = np.linspace([place[0] - 90, place[1]], [place[0] + 90, place[1]], 17)
    found += np.random.default_rng(seed).normal(0.0, noise_px, found.shape)
    return found.astype(np.float32)
