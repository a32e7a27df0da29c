"""Landmarks of a head and of sheets, turned by pinhole geometry: what a perfect landmark model would see; and their pictures."""

from functools import lru_cache

import cv2
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


def sheet(yaw: float, *, bend: float = 0.0, axis: float = 0.0, noise_px: float = 0.0, seed: int = 1) -> NDArray[np.float32]:
    """A picture of the same head on paper.

    Args:
        bend: 1 / radius, in eye distances; 0: flat; negative: hollow.
        axis: what it is bent about, degrees from upright.
    """
    slant = np.radians(axis)
    spin = np.array([[np.cos(slant), -np.sin(slant)], [np.sin(slant), np.cos(slant)]])
    if bend:
        middle = (0.0, 0.6)
        laid = (FRONT - middle) @ spin
        depth = (np.cos(laid[:, 0] * bend) - 1.0) / bend
        points = np.column_stack([np.sin(laid[:, 0] * bend) / bend, laid[:, 1]]) @ spin.T + middle
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


GRID = 10
"""Pixels between the places where the skin's way is worked out."""


def picture(points: NDArray[np.float32]) -> NDArray[np.uint8]:
    """480 × 640 × 3: the same invented skin, drawn over `points` wherever they went."""
    inner = points[INNER].astype(np.float64)
    # Biharmonic splines carry each place of the frame back to where it was on the skin from the front.
    skin = FRONT * EYES_PX + (320, 200)
    pairs = _bend(inner, inner) + np.eye(len(inner)) * 0.1
    ground = np.column_stack([np.ones(len(inner)), inner])
    matrix = np.block([[pairs, ground], [ground.T, np.zeros((3, 3))]])
    weights = np.linalg.solve(matrix, np.vstack([skin, np.zeros((3, 2))]))
    rows, columns = np.mgrid[0 : 480 + GRID : GRID, 0 : 640 + GRID : GRID].astype(np.float64)
    places = np.column_stack([columns.ravel(), rows.ravel()])
    found = np.hstack([_bend(places, inner), np.ones((len(places), 1)), places]) @ weights
    coarse = found.reshape(*rows.shape, 2).astype(np.float32)
    # A coarse place is the middle of nothing: its own pixel is the corner of its cell.
    matrix_of = np.array([[GRID, 0, 0], [0, GRID, 0]], np.float32)
    way = cv2.warpAffine(coarse, matrix_of, (640, 480), flags=cv2.INTER_LINEAR)
    grey = cv2.remap(_skin(), way, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
    return np.repeat(grey[..., None], 3, axis=2)


def _bend(places: NDArray[np.float64], knots: NDArray[np.float64]) -> NDArray[np.float64]:
    square = ((places[:, None] - knots[None]) ** 2).sum(axis=2)
    return np.asarray(square * np.log(square + 1e-9) / 2, np.float64)


@lru_cache(maxsize=1)
def _skin() -> NDArray[np.uint8]:
    noise = np.random.default_rng(3).normal(0.0, 1.0, (480, 640)).astype(np.float32)
    rough = sum(cv2.GaussianBlur(noise, (0, 0), width) * width for width in (2.0, 5.0, 12.0))
    return np.clip(128 + np.asarray(rough) * 45, 0, 255).astype(np.uint8)
