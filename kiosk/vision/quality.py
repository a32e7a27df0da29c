"""Whether a frame is good enough to compare, and if not, what its person should do. One thing is said at a time.

The order is that of the table below: what helps most comes first. A frame that isn't good is never compared: it is skipped.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kiosk.vision.measures import Measures, measure
from kiosk.vision.messages import Guidance
from kiosk.vision.tracker import Track

if TYPE_CHECKING:
    from kiosk.vision.faces import Pixels, Points

NOSE_DEPTH = 0.48
"""How far the tip of the nose stands before the eyes, in distances between the eyes: 30 mm of 63 mm in an adult."""
TURNED_MAX_DEG = 89.0


@dataclass(frozen=True, slots=True)
class Gates:
    """What a good frame has. Brightness 0 to 255; sharpness and mask as `kiosk.vision.measures` says."""

    width_min_px: float = 80.0
    """0 switches the gate off: for reports over small pictures only."""
    share_max: float = 0.75
    """Of the frame's height that a face may take; nearer, and a turned head leaves the picture."""
    off_centre_max: float = 0.22
    """Of the frame's width, between the middle of the face and the middle of the frame."""
    off_height_max: float = 0.25
    """The same of its height."""
    yaw_max_deg: float = 15.0
    roll_max_deg: float = 20.0
    dark_below: float = 45.0
    bright_above: float = 225.0
    burnt_max: float = 0.35
    """Share of the face's pixels that are white: the sun from the side."""
    sharpness_min: float = 0.010
    """Sharp faces have 0.015 and more; moved by a tenth of their own width 0.003 to 0.017, half of them below this."""


@dataclass(frozen=True, slots=True)
class Quality:
    """`guidance` is GOOD for a frame to compare."""

    guidance: Guidance
    yaw_deg: float = 0.0
    """Positive: the person turned to their own left."""

    @property
    def is_good(self) -> bool:
        return self.guidance is Guidance.GOOD


@dataclass(frozen=True, slots=True)
class _Seen:
    """Everything the table looks at."""

    track: Track
    width: int
    height: int
    yaw_deg: float
    roll_deg: float
    measures: Measures


Check = Callable[[_Seen, Gates], bool]
TABLE: tuple[tuple[Guidance, Check], ...] = (
    (Guidance.ONE_PERSON, lambda seen, _: bool(seen.track.others)),
    (Guidance.COME_CLOSER, lambda seen, gates: seen.track.face.width < gates.width_min_px),
    (Guidance.STEP_BACK, lambda seen, gates: seen.track.face.height > gates.share_max * seen.height),
    (Guidance.CENTRE, lambda seen, gates: _off_centre(seen, gates)),
    (Guidance.TOO_DARK, lambda seen, gates: seen.measures.brightness < gates.dark_below),
    (
        Guidance.TOO_BRIGHT,
        lambda seen, gates: seen.measures.brightness > gates.bright_above or seen.measures.burnt > gates.burnt_max,
    ),
    (Guidance.FACE_FRONT, lambda seen, gates: _turned(seen, gates)),
    (Guidance.HOLD_STILL, lambda seen, gates: seen.measures.sharpness < gates.sharpness_min),
    (Guidance.TAKE_OFF_MASK, lambda seen, _: seen.measures.is_masked),
)
"""First match wins. Light comes before pose and sharpness, since in the dark neither can be measured."""
BEFORE_THE_POSE = frozenset({Guidance.ONE_PERSON, Guidance.COME_CLOSER, Guidance.STEP_BACK, Guidance.CENTRE, Guidance.TOO_DARK,
                             Guidance.TOO_BRIGHT})  # fmt: skip
"""What counts while a head is turning as well."""


def judge(pixels: "Pixels", track: Track | None, gates: Gates | None = None, *, turning: bool = False) -> Quality:
    """Args:
    pixels: the frame, height × width × 3, blue-green-red.
    track: the face in it; None: nobody.
    turning: the person was asked to turn: pose, sharpness and mask aren't judged.
    """
    if track is None:
        return Quality(Guidance.NO_FACE)
    limits = gates or Gates()
    points = track.face.points
    height, width = pixels.shape[:2]
    yaw = yaw_deg(points)
    seen = _Seen(track, width, height, yaw, roll_deg(points), measure(pixels, points))
    for guidance, applies in TABLE:
        if turning and guidance not in BEFORE_THE_POSE:
            continue
        if applies(seen, limits):
            return Quality(guidance, yaw)
    return Quality(Guidance.GOOD, yaw)


def yaw_deg(points: "Points") -> float:
    """From five points, by how far the nose's tip lies beside the middle between the eyes. Coarse (± 5°), needs no model.

    Positive: turned to the person's own left, so the nose moves to the right of the picture.
    """
    right_eye, left_eye, nose = (points[index].astype(np.float64) for index in range(3))
    axis = left_eye - right_eye
    between = float(np.hypot(*axis))
    if between < 1.0:
        return TURNED_MAX_DEG
    beside = float(np.dot(nose - (right_eye + left_eye) / 2, axis / between)) / between
    return math.degrees(math.atan(beside / NOSE_DEPTH))


def roll_deg(points: "Points") -> float:
    """How far the line between the eyes is from level; positive: clockwise in the picture."""
    across, down = points[1] - points[0]
    return math.degrees(math.atan2(float(down), float(across)))


def _turned(seen: _Seen, gates: Gates) -> bool:
    return abs(seen.yaw_deg) > gates.yaw_max_deg or abs(seen.roll_deg) > gates.roll_max_deg


def _off_centre(seen: _Seen, gates: Gates) -> bool:
    face = seen.track.face
    across = abs(face.left + face.width / 2 - seen.width / 2) / seen.width
    down = abs(face.top + face.height / 2 - seen.height / 2) / seen.height
    return across > gates.off_centre_max or down > gates.off_height_max
