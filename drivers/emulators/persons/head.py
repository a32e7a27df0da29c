"""A head in depth from one flat picture: turned about its upright axis, with parallax and with what the nose hides.

Lengths of an adult's head in millimetres (rounded means of GB/T 10000-2023 and ISO/TR 7250-2): enough for landmarks to move as a
solid head's do, no likeness of anybody.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from drivers.emulators.persons.portraits import Plane, Portrait

EYE_DISTANCE_MM = 63.0
HALF_WIDTH_MM, HALF_HEIGHT_MM, DEPTH_MM = 78.0, 118.0, 88.0
"""Half axes of the ellipsoid that the face lies on; depth from the axis that the head turns about."""
NOSE_MM, NOSE_HALF_WIDTH_MM = 21.0, 10.0
"""How far the nose's tip stands out, and half its width."""
SOCKET_MM, LIPS_MM = 5.0, 4.0
"""Eye sockets lie deeper, lips stand out."""
GRAIN = 3.0
"""Skin's fine structure, which 64 pixels don't hold: standard deviation in grey levels. It moves with the head."""
SHARPEN = 0.7


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """A picture in the size it is drawn in, with the depth of each pixel."""

    pixels: Plane
    """Height × width × 3, blue-green-red, 0 to 255."""
    alpha: Plane
    """0 outside the head, 1 inside."""
    depth: Plane
    """Pixels toward the camera from the axis."""
    axis_x: float
    """Column of the axis."""
    points: Plane
    """5 × 2."""
    eye_distance: float


def build(portrait: Portrait, eye_distance: float, grain_seed: int = 1) -> Head:
    """Args: eye_distance: in the picture that it is drawn into, pixels."""
    scale = eye_distance / portrait.eye_distance
    side = round(portrait.pixels.shape[0] * scale)
    large = cv2.resize(portrait.pixels, (side, side), interpolation=cv2.INTER_CUBIC).astype(np.float32)
    soft = cv2.GaussianBlur(large, (0, 0), scale * 0.6)
    grain = np.random.default_rng(grain_seed).normal(0.0, GRAIN, (side, side, 1))
    skin = cv2.GaussianBlur(grain, (0, 0), 0.7)[..., None] * 1.8
    pixels = np.clip(large + SHARPEN * (large - soft) + skin, 0, 255).astype(np.float32)
    # A pixel's centre is half a pixel in.
    points = ((portrait.points + 0.5) * scale - 0.5).astype(np.float32)
    middle = points[:2].mean(axis=0) * 0.5 + points[3:].mean(axis=0) * 0.5
    mm = EYE_DISTANCE_MM / eye_distance
    rows, columns = np.mgrid[0:side, 0:side].astype(np.float32)
    x, y = (columns - middle[0]) * mm, (rows - middle[1]) * mm
    shape = np.maximum(0.0, 1.0 - (x / HALF_WIDTH_MM) ** 2 - ((y + 12.0) / HALF_HEIGHT_MM) ** 2)
    depth = np.sqrt(shape) * DEPTH_MM + _features(columns, rows, points, mm)
    return Head(
        pixels=pixels,
        alpha=_outline(x, y, side),
        depth=(depth / mm).astype(np.float32),
        axis_x=float(middle[0]),
        points=points,
        eye_distance=eye_distance,
    )


def turned(head: Head, degrees: float) -> tuple[Plane, Plane]:
    """Pixels and alpha of the head turned; positive: to the person's own left, so the nose goes to the picture's right.

    Seen from far enough that rows stay rows. Of two points that fall on one place the nearer one is drawn.
    """
    angle = np.radians(degrees)
    side = head.pixels.shape[0]
    columns = np.arange(side, dtype=np.float64)
    moved = head.axis_x + (columns - head.axis_x) * np.cos(angle) + head.depth * np.sin(angle)
    # The nearer points are those on the side that the head turns away from, so they hide what comes after them.
    left = degrees >= 0
    seen = np.maximum.accumulate(moved, axis=1) if left else np.minimum.accumulate(moved[:, ::-1], axis=1)[:, ::-1]
    seen = seen + columns * 1e-4
    source = np.empty((side, side), np.float32)
    for row in range(side):
        source[row] = np.interp(columns, seen[row], columns, left=-1.0, right=float(side))
    lines = np.repeat(np.arange(side, dtype=np.float32)[:, None], side, axis=1)
    pixels = cv2.remap(head.pixels, source, lines, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    alpha = cv2.remap(head.alpha, source, lines, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
    return pixels.astype(np.float32), alpha.astype(np.float32)


def _features(columns: Plane, rows: Plane, points: Plane, mm: float) -> NDArray[np.float64]:
    """Nose, eye sockets and lips, in millimetres."""
    eyes, nose = points[:2].mean(axis=0), points[2]
    along = np.clip((rows - eyes[1]) / max(nose[1] - eyes[1], 1.0), 0.0, 1.0)
    below = np.clip((rows - nose[1]) * mm / 9.0, 0.0, 1.0)
    ridge_x = eyes[0] + (nose[0] - eyes[0]) * along
    width = NOSE_HALF_WIDTH_MM * (0.6 + 0.4 * along)
    across = np.exp(-0.5 * ((columns - ridge_x) * mm / width) ** 2)
    above = np.clip(1.0 - (eyes[1] - rows) * mm / 20.0, 0.0, 1.0)
    total = NOSE_MM * across * (0.25 + 0.75 * along) * above * (1.0 - below)
    for eye in points[:2]:
        total = total - SOCKET_MM * _spot(columns, rows, eye, mm, 11.0, 8.0)
    total = total + LIPS_MM * _spot(columns, rows, points[3:].mean(axis=0), mm, 18.0, 9.0)
    return np.asarray(total, np.float64)


def _spot(columns: Plane, rows: Plane, at: Plane, mm: float, wide: float, high: float) -> NDArray[np.float64]:
    return np.asarray(np.exp(-0.5 * (((columns - at[0]) * mm / wide) ** 2 + ((rows - at[1]) * mm / high) ** 2)), np.float64)


def _outline(x: Plane, y: Plane, side: int) -> Plane:
    """An ellipse with soft edges, wide enough for the hair, that fades before the picture's own edge."""
    inside = 1.0 - np.sqrt((x / 84.0) ** 2 + ((y + 16.0) / 112.0) ** 2)
    alpha = np.clip(inside / 0.10 + 0.5, 0.0, 1.0)
    edge = np.arange(side, dtype=np.float32)
    fade = np.clip(np.minimum(edge, side - 1 - edge) / (side * 0.05), 0.0, 1.0)
    return (alpha * fade[None, :] * fade[:, None]).astype(np.float32)
