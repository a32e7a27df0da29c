"""Shape of a face in 68 landmarks, and how far one is turned against another. Pure geometry, lengths in eye distances.

Numbering of the points as in the 300-W data set (Sagonas and others, 2013): jaw 0-16, brows 17-26, nose 27-35, eyes 36-47,
lips 48-67.
"""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

if TYPE_CHECKING:
    from kiosk.vision.faces import Points

COUNT = 68
INNER = slice(17, 68)
"""Without the jaw, whose points slide along the outline when a head turns."""
RIGHT_EYE, LEFT_EYE = slice(36, 42), slice(42, 48)

_HALF = (
    (-0.93, -0.24), (-0.77, -0.37), (-0.57, -0.39), (-0.36, -0.34), (-0.16, -0.24), (0.16, -0.24), (0.36, -0.34), (0.57, -0.39),
    (0.77, -0.37), (0.93, -0.24), (0.0, 0.0), (0.0, 0.24), (0.0, 0.47), (0.0, 0.7), (-0.24, 0.81), (-0.13, 0.86), (0.0, 0.91),
    (0.13, 0.86), (0.24, 0.81), (-0.7, -0.02), (-0.57, -0.08), (-0.42, -0.07), (-0.29, 0.04), (-0.43, 0.07), (-0.58, 0.06),
    (0.29, 0.04), (0.42, -0.07), (0.57, -0.08), (0.7, -0.02), (0.58, 0.06), (0.43, 0.07), (-0.43, 1.14), (-0.26, 1.11),
    (-0.11, 1.09), (0.0, 1.12), (0.11, 1.09), (0.26, 1.11), (0.43, 1.14), (0.27, 1.29), (0.12, 1.36), (0.0, 1.37), (-0.12, 1.36),
    (-0.27, 1.29), (-0.37, 1.16), (-0.11, 1.18), (0.0, 1.2), (0.11, 1.18), (0.37, 1.16), (0.11, 1.2), (0.0, 1.22), (-0.11, 1.2),
)  # fmt: skip
FRONT = np.array(_HALF, np.float64)
"""51 × 2: the inner points of a face from the front; mean of the invented people's, made symmetrical."""
_DEPTH = (
    -0.12, 0.03, 0.1, 0.13, 0.13, 0.13, 0.13, 0.1, 0.03, -0.12,
    0.12, 0.22, 0.33, 0.42, 0.15, 0.22, 0.27, 0.22, 0.15,
    -0.12, -0.02, 0.0, -0.03, -0.02, -0.04, -0.03, 0.0, -0.02, -0.12, -0.04, -0.02,
    0.02, 0.13, 0.2, 0.22, 0.2, 0.13, 0.02, 0.1, 0.16, 0.18, 0.16, 0.1, 0.04, 0.14, 0.18, 0.14, 0.04, 0.13, 0.16, 0.13,
)  # fmt: skip
DEPTH = np.array(_DEPTH, np.float64)
"""51: how far each inner point lies before the eyes' plane: a nose's tip 26 mm, lips 13 mm, over 63 mm between the eyes."""


class BadShape(ValueError):
    """Points that are no face: not 68, not finite, or without a distance between the eyes."""


@dataclass(frozen=True, slots=True)
class Turned:
    """One pose against the same head's front."""

    yaw: float
    """Degrees by depth; positive: to the person's own left."""
    foreshortening: float
    """Tangent of the turn by width alone; a sheet has it too."""
    residual: float
    """Root mean square that a homography leaves."""
    eyes: float
    """Logarithm of how much more the far eye narrowed; positive for a turn to the person's own left."""
    nose: tuple[float, ...] = ()
    """How far the nose's tip outran the lines of `kiosk.vision.liveness.nose`; empty: not measured."""

    @property
    def relief(self) -> float:
        """Tangent of the turn by depth."""
        return math.tan(math.radians(self.yaw))


def eye_distance(points: "Points") -> float:
    """Pixels between the middles of both eyes."""
    return float(np.linalg.norm(points[LEFT_EYE].mean(axis=0) - points[RIGHT_EYE].mean(axis=0)))


def absolute_yaw(points: "Points") -> float:
    """Degrees against a face in general; off by up to 15° for a single face, so for finding "front" only.

    Raises:
        BadShape
    """
    _require_face(points)
    inner = _upright(points, eye_distance(points))
    across = _solve(FRONT, inner[:, 0])
    return math.degrees(math.atan2(across[3], across[1]))


def turned_against(front: "Points", now: "Points") -> Turned:
    """
    Args:
        front: the head's own points from the front, 68 × 2.
        now: in any size, place and roll.

    Raises:
        BadShape
    """
    _require_face(front)
    _require_face(now)
    unit = eye_distance(front)
    before, after = _upright(front, unit), _upright(now, unit)
    across, down = _solve(before, after[:, 0]), _solve(before, after[:, 1])
    if down[2] <= 0:
        raise BadShape("upside down")
    narrowed = min(max(eye_distance(now) / unit / down[2], 0.1), 1.0)
    return Turned(
        yaw=math.degrees(math.atan2(across[3], across[1])),
        foreshortening=math.sqrt(1.0 / narrowed**2 - 1.0),
        residual=homography_residual(front[INNER], now[INNER]) / (unit * float(down[2])),
        eyes=math.log(_eye_ratio(now) / _eye_ratio(front)),
    )


def homography_residual(before: "Points", after: "Points") -> float:
    """Root mean square distance, in pixels of `after`, that the best plane-to-plane mapping leaves.

    Raises:
        BadShape: the points don't span a plane.
    """
    source, target = before.astype(np.float32), after.astype(np.float32)
    matrix: Any = cv2.findHomography(source, target, 0)[0]
    if matrix is None:
        raise BadShape("no homography")
    mapped = cv2.perspectiveTransform(source[None], matrix)[0]
    return float(np.sqrt(((mapped - target) ** 2).sum(axis=1).mean()))


def _eye_ratio(points: "Points") -> float:
    """Width of the right eye over that of the left."""
    right = float(np.linalg.norm(points[39] - points[36]))
    left = float(np.linalg.norm(points[45] - points[42]))
    if right <= 0 or left <= 0:
        raise BadShape("no eyes")
    return right / left


def _upright(points: "Points", unit: float) -> Any:
    """Inner points from the middle between the eyes, the eyes' line level, over `unit`."""
    right, left = points[RIGHT_EYE].mean(axis=0), points[LEFT_EYE].mean(axis=0)
    along = (left - right) / np.linalg.norm(left - right)
    turn = np.array([[along[0], along[1]], [-along[1], along[0]]], np.float64)
    return (points[INNER].astype(np.float64) - (right + left) / 2) @ turn.T / unit


def _solve(before: Any, after: Any) -> Any:
    """Least squares of `after` over one, x, y and a face's depth."""
    columns = np.column_stack([np.ones(len(before)), before, DEPTH])
    return np.linalg.lstsq(columns, after, rcond=None)[0]


def _require_face(points: "Points") -> None:
    if points.shape != (COUNT, 2) or not np.isfinite(points).all() or eye_distance(points) < 1.0:
        raise BadShape("no face")
