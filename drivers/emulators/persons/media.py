"""A picture on something flat or bent that is held before a camera: paper, card, screen. With true perspective."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from drivers.emulators.persons.head import EYE_DISTANCE_MM
from drivers.emulators.persons.portraits import Plane

CAMERA_MM = 600.0
"""From the camera to the middle of the medium."""
STEPS = 801
"""Columns that the medium's surface is computed at."""


@dataclass(frozen=True, slots=True, eq=False)
class Medium:
    """A picture of life size on a surface."""

    picture: Plane
    """Height × width × 3, 0 to 255."""
    eye_distance: float
    """Of the face in `picture`, pixels."""
    radius_mm: float = 0.0
    """Bent about an upright axis like a tube of this radius; 0: flat; negative: hollow."""


@dataclass(frozen=True, slots=True)
class Hold:
    """How it is held."""

    yaw: float = 0.0
    """Degrees; positive: turned to the left of whoever holds it."""
    roll: float = 0.0
    x: float = 0.5
    """Where the picture's middle is, as a part of the frame."""
    y: float = 0.5


def hold_before(frame: Plane, medium: Medium, hold: Hold, eye_distance: float) -> None:
    """Draw the medium into `frame`, in place. Args: eye_distance: that the face has when it is held straight, pixels."""
    height, width = frame.shape[:2]
    focal = eye_distance * CAMERA_MM / EYE_DISTANCE_MM
    mm = EYE_DISTANCE_MM / medium.eye_distance
    high, wide = medium.picture.shape[:2]
    columns = np.linspace(-1.0, wide, STEPS)
    along, depth = _surface((columns - (wide - 1) / 2) * mm, medium.radius_mm)
    angle = np.radians(hold.yaw)
    across = along * np.cos(angle) + depth * np.sin(angle)
    away = CAMERA_MM + along * np.sin(angle) - depth * np.cos(angle)
    seen = focal * across / away
    # Of what bends away from the camera only the part before the rim is seen.
    seen, first, last = _front_part(seen)
    places = np.arange(width, dtype=np.float64) - width / 2
    source = np.interp(places, seen, columns[first:last], left=-9.0, right=wide + 9.0)
    near = np.interp(places, seen, away[first:last])
    rows = (np.arange(height, dtype=np.float64)[:, None] - height / 2) * near[None, :] / focal / mm + (high - 1) / 2
    map_x = np.repeat(source.astype(np.float32)[None, :], height, axis=0)
    map_y = rows.astype(np.float32)
    ground = np.ones((high, wide), np.float32)
    picture = cv2.remap(medium.picture, map_x, map_y, cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE)
    cover = cv2.remap(ground, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), hold.roll, 1.0)
    matrix[:, 2] += [(hold.x - 0.5) * width, (hold.y - 0.5) * height]
    picture = cv2.warpAffine(picture, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE)
    cover = cv2.warpAffine(cover, matrix, (width, height))[..., None]
    frame *= 1.0 - cover
    frame += (picture * cover).astype(np.float32)


def _surface(arc_mm: NDArray[np.float64], radius_mm: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Sideways place and depth toward the camera of points that lie `arc_mm` from the middle, along the surface."""
    if not radius_mm:
        return arc_mm, np.zeros_like(arc_mm)
    angle = np.clip(arc_mm / radius_mm, -np.pi / 2, np.pi / 2)
    return radius_mm * np.sin(angle), radius_mm * (np.cos(angle) - 1.0)


def _front_part(seen: NDArray[np.float64]) -> tuple[NDArray[np.float64], int, int]:
    """The piece round the middle in which columns follow one another from left to right."""
    rising = np.diff(seen) > 0
    middle = len(seen) // 2
    left = np.flatnonzero(~rising[:middle])
    right = np.flatnonzero(~rising[middle:])
    first = int(left[-1]) + 1 if left.size else 0
    last = middle + int(right[0]) + 1 if right.size else len(seen)
    return seen[first:last], first, last
