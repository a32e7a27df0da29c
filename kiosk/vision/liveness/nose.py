"""How far the tip of the nose stands out of the face between eyes, lips and cheeks: by the pictures, not by the landmarks.

A landmark model knows faces and finds a solid one on bent paper too, so where things went between front and side is measured by
dense optical flow. A sheet, however it is bent, stays straight along one line through each of its points (it is a developable
surface): along that line a point in the middle goes as far as both ends. The tip of a nose outruns both ends along every line.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from kiosk.vision.liveness.shape import LEFT_EYE, RIGHT_EYE, BadShape, eye_distance

if TYPE_CHECKING:
    from kiosk.vision.faces import Pixels, Points

UNIT_PX = 48
"""Pixels to an eye distance in the pictures that are compared: what a face 80 to 100 pixels wide holds."""
SIDE = round(2.6 * UNIT_PX)
ORIGIN = (SIDE / 2, 0.75 * UNIT_PX)
"""The middle between the eyes."""
SMOOTH = np.r_[17:28, 36:68]
"""Brows, root of the nose, eyes, lips: what guides the first guess; the rest of the nose has no part in it."""
TIP, ROOT, LIPS = 30, 27, slice(48, 68)
RIGHT_CORNER, LEFT_CORNER = 48, 54
CHEEK = 0.5
"""Beside the nose's tip, in eye distances."""
BLUR_PX = 1.0
LINES = 4


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """A face in one frame."""

    points: "Points"
    """68 × 2, pixels of `pixels`."""
    pixels: "Pixels" = field(repr=False)
    """Height × width × 3, blue-green-red."""


def stands_out(front: Look, side: Look) -> tuple[float, ...]:
    """How much further the nose's tip went than the line between two other places, for each of `LINES` lines.

    Eye distances of the front; positive when it went to the picture's right, as in a turn to the person's own left. The lines:
    root of the nose to lips, each eye to the other corner of the mouth, cheek to cheek.

    Raises:
        BadShape: the side can't be laid over the front.
    """
    before, after = _Frame.of(front), _Frame.of(side, eye_distance(front.points))
    x, y = before.places[SMOOTH].T
    one = np.ones_like(x)
    across = _fit((one, x, y, x**2, x**3), after.places[SMOOTH, 0])
    down = _fit((one, x, y, x * y), after.places[SMOOTH, 1])
    if across[1] <= 0:
        raise BadShape("mirrored")
    rows, columns = np.mgrid[0:SIDE, 0:SIDE].astype(np.float64)
    columns, rows = (columns - ORIGIN[0]) / UNIT_PX, (rows - ORIGIN[1]) / UNIT_PX

    def guess(x: Any, y: Any) -> Any:
        return across[0] + across[1] * x + across[2] * y + across[3] * x**2 + across[4] * x**3

    guessed_rows = down[0] + down[1] * columns + down[2] * rows + down[3] * columns * rows
    first = before.cut(front.pixels, columns, rows)
    second = after.cut(side.pixels, guess(columns, rows), guessed_rows)
    flow: Any = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM).calc(
        first, second, np.zeros((SIDE, SIDE, 2), np.float32)
    )
    went = guess(columns + flow[..., 0] / UNIT_PX, rows + flow[..., 1] / UNIT_PX) - across[1] * columns
    return _over_lines(before.places, went)


@dataclass(frozen=True, slots=True, eq=False)
class _Frame:
    """Places from the middle between the eyes, the eyes' line level, over `unit` pixels."""

    middle: Any
    turn: Any
    unit: float
    places: Any

    @staticmethod
    def of(look: Look, unit: float | None = None) -> "_Frame":
        points = look.points.astype(np.float64)
        right, left = points[RIGHT_EYE].mean(axis=0), points[LEFT_EYE].mean(axis=0)
        along = (left - right) / np.linalg.norm(left - right)
        turn = np.array([[along[0], along[1]], [-along[1], along[0]]])
        middle = (right + left) / 2
        size = eye_distance(look.points) if unit is None else unit
        return _Frame(middle, turn, size, (points - middle) @ turn.T / size)

    def cut(self, pixels: "Pixels", x: Any, y: Any) -> Any:
        """What `pixels` show at the places `x`, `y`; grey, `SIDE` × `SIDE`."""
        columns = (x * self.turn[0, 0] + y * self.turn[1, 0]) * self.unit + self.middle[0]
        rows = (x * self.turn[0, 1] + y * self.turn[1, 1]) * self.unit + self.middle[1]
        grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
        found = cv2.remap(
            grey, columns.astype(np.float32), rows.astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        return cv2.GaussianBlur(found, (0, 0), BLUR_PX)


def _over_lines(places: Any, went: Any) -> tuple[float, ...]:
    """Args: places: 68 × 2 of the front. went: what each place moved by, beyond an even narrowing."""
    tip = places[TIP] - (0.0, 0.06)
    right, left = places[RIGHT_EYE].mean(axis=0), places[LEFT_EYE].mean(axis=0)
    moved = _middle(went, tip, 0.12, 0.12)
    aside = np.array((CHEEK, 0.0))

    def beyond(begin: Any, end: Any, wide: float, high: float, axis: int) -> float:
        part = float(np.clip((tip[axis] - begin[axis]) / (end[axis] - begin[axis]), 0.0, 1.0))
        return moved - (1 - part) * _middle(went, begin, wide, high) - part * _middle(went, end, wide, high)

    return (
        beyond(places[ROOT], places[LIPS].mean(axis=0), 0.15, 0.08, 1),
        beyond(right, places[LEFT_CORNER], 0.12, 0.08, 1),
        beyond(left, places[RIGHT_CORNER], 0.12, 0.08, 1),
        beyond(tip - aside, tip + aside, 0.1, 0.12, 0),
    )


def _middle(field_of: Any, place: Any, wide: float, high: float) -> float:
    """The median round a place, `wide` and `high` to each side."""
    column, row = (int(place[0] * UNIT_PX + ORIGIN[0]), int(place[1] * UNIT_PX + ORIGIN[1]))
    across, down = int(wide * UNIT_PX), int(high * UNIT_PX)
    part = field_of[max(0, row - down) : row + down + 1, max(0, column - across) : column + across + 1]
    if not part.size:
        raise BadShape("outside")
    return float(np.median(part))


def _fit(columns: Any, target: Any) -> Any:
    return np.linalg.lstsq(np.column_stack(columns), target, rcond=None)[0]
