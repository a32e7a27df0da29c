"""One face followed from frame to frame: a number that changes when it may be somebody else. Pure.

Liveness and comparison must be of one person. A track ends when the face is gone for a moment, jumps, or changes its size at
once, as it does when somebody holds up a picture half way through.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.vision.faces import Face

GONE_S = 0.6
"""Without a face for so long the track has ended: a blink of the detector at ten frames a second is 0.1 to 0.2 s, while a change
of people takes a second."""
JUMP_MAX = 0.6
"""Of the face's width between two frames a tenth of a second apart; a head that turns fast moves by 0.2 to 0.3."""
FRAME_S = 0.1
"""Time that JUMP_MAX and GROWTH_MAX are for; longer gaps allow more, up to GAP_FACTOR_MAX."""
GAP_FACTOR_MAX = 2.0
GROWTH_MAX = 1.5
"""Ratio of widths between two frames; a step forward changes it by 1.1 in a tenth of a second, a turned head by 1.2."""
OTHER_SHARE = 0.5
"""A second face at least so wide as the first one takes part. People who wait behind are smaller and are left alone."""


@dataclass(frozen=True, slots=True)
class Track:
    """The face that is followed, as it is now."""

    number: int
    """Another number: perhaps another person; whatever was found out before counts no more."""
    face: Face
    since_s: float
    frames: int
    others: tuple[Face, ...] = ()
    """Further faces that are large enough to take part."""


class Tracker:
    """Feed it every frame's faces in order."""

    def __init__(self) -> None:
        self._track: Track | None = None
        self._seen_s = 0.0
        self._number = 0

    def update(self, faces: Sequence[Face], at_s: float) -> Track | None:
        """None when there is no face now. `at_s`: monotonic; a frame older than the one before ends the track."""
        before = self._track
        elapsed_s = at_s - self._seen_s
        if before is not None and not 0 <= elapsed_s <= GONE_S:
            before = self._track = None
        if not faces:
            return None
        followed = _nearest(before.face, faces, elapsed_s) if before is not None else None
        if before is None or followed is None:
            self._number += 1
            face = max(faces, key=lambda one: one.width * one.height)
            track = Track(self._number, face, at_s, 1)
        else:
            face = followed
            track = Track(before.number, face, before.since_s, before.frames + 1)
        others = tuple(one for one in faces if one is not face and one.width >= OTHER_SHARE * face.width)
        self._track = Track(track.number, face, track.since_s, track.frames, others)
        self._seen_s = at_s
        return self._track

    def forget(self) -> None:
        """The next face begins a new track."""
        self._track = None


def _nearest(face: Face, candidates: Sequence[Face], elapsed_s: float) -> Face | None:
    """The candidate that this face can have become; None when each would be a jump."""
    allowed = min(GAP_FACTOR_MAX, max(1.0, elapsed_s / FRAME_S))
    near = [one for one in candidates if _distance(face, one) <= JUMP_MAX * allowed and _growth(face, one) <= GROWTH_MAX]
    return min(near, key=lambda one: _distance(face, one), default=None)


def _distance(one: Face, other: Face) -> float:
    """Between the centres, in widths of the first."""
    across = (other.left + other.width / 2) - (one.left + one.width / 2)
    down = (other.top + other.height / 2) - (one.top + one.height / 2)
    return math.hypot(across, down) / max(one.width, 1.0)


def _growth(one: Face, other: Face) -> float:
    """Of the heights: a head that turns gets narrower, but not shorter."""
    small, large = sorted((max(one.height, 1.0), max(other.height, 1.0)))
    return large / small
