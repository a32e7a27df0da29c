"""What icons are made of: strokes and dots in a unit square, x to the right, y up."""

from dataclasses import dataclass
from math import cos, pi, sin


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through points, or round a closed shape."""

    points: tuple[tuple[float, float], ...]
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Disc:
    """A filled circle."""

    x: float
    y: float
    radius: float


Mark = Stroke | Disc

ARC_STEPS = 24


def arc(x: float, y: float, radius: float, start: float, end: float, *, squash: float = 1.0) -> Stroke:
    """Part of a circle, angles in degrees counter-clockwise from the right; `squash` makes it an ellipse's."""
    angles = [(start + (end - start) * step / ARC_STEPS) * pi / 180 for step in range(ARC_STEPS + 1)]
    return Stroke(tuple((x + radius * cos(a) * squash, y + radius * sin(a)) for a in angles))


def circle(x: float, y: float, radius: float, *, squash: float = 1.0) -> Stroke:
    return Stroke(arc(x, y, radius, 0, 345, squash=squash).points, closed=True)


def line(*points: tuple[float, float], closed: bool = False) -> Stroke:
    return Stroke(points, closed)


def box(left: float, bottom: float, right: float, top: float) -> Stroke:
    return Stroke(((left, bottom), (right, bottom), (right, top), (left, top)), closed=True)
