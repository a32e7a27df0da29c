"""The face of a stored picture. Photographs differ more than a kiosk's frames: where the kiosk sees nobody, we look again."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2

from kiosk.vision.detector import Detector
from kiosk.vision.model_store import ModelStore
from kiosk.vision.tracker import OTHER_SHARE
from tingtang.vision.pictures import LARGEST_PX, UPSCALED_PX, bordered, brought_to_size, longer_side, scaled

if TYPE_CHECKING:
    from kiosk.vision.faces import Face, Pixels

CANT_LOOK = (cv2.error, ValueError)
"""What OpenCV and NumPy raise over a picture that can't be worked on."""
FAR_PX = 960
"""Longer side of the second look: faces down to a thirtieth of the picture (YuNet's smallest are 10 px, seen well from 30)."""
CLOSE_PX = 160
"""A face narrower than this in a photograph made smaller is cut out of the photograph itself."""
CUT_OUT = 2.2
"""Side of what is cut out, in the face's own."""
MOVED_MAX = 0.5
"""Of the face's width, between the face and the one found in what was cut out."""


@dataclass(frozen=True, slots=True)
class Found:
    """The largest face of a picture."""

    pixels: "Pixels"
    """What it was found in: the picture, larger, smaller, in a border, or a part of it."""
    face: "Face"
    width_px: float
    """Of the face in the picture as stored."""
    others: int
    """Further faces at least half as wide."""
    looked_again: bool
    """The kiosk's own way of looking found nobody."""


class FaceFinder:
    """For one thread. The constructor loads the model.

    Raises:
        ModelMissing, ModelRefused
    """

    def __init__(self, store: ModelStore) -> None:
        self._detector = Detector(store)
        self._far = Detector(store, long_side_px=FAR_PX)

    def find(self, picture: "Pixels") -> Found | None:
        """Raises: cv2.error: a picture of a shape that the detector can't look at."""
        for place, (detector, seen, scale) in enumerate(self._looks(picture)):
            if faces := detector.detect(seen):
                face, others = faces[0], sum(one.width >= OTHER_SHARE * faces[0].width for one in faces[1:])
                close = self._close(picture, face, scale) if longer_side(picture) > LARGEST_PX and scale < 1 else None
                pixels, better = close or (seen, face)
                return Found(pixels, better, face.width / scale, others, place > 0)
        return None

    def _looks(self, picture: "Pixels") -> "Iterator[tuple[Detector, Pixels, float]]":
        """With what, at what, and how much larger that is than the picture."""
        longer = longer_side(picture)
        seen = brought_to_size(picture)
        scale = min(LARGEST_PX, max(longer, UPSCALED_PX)) / longer
        yield self._detector, seen, scale
        yield self._far, seen, scale
        if longer >= UPSCALED_PX:
            yield self._detector, bordered(picture), UPSCALED_PX / longer

    def _close(self, picture: "Pixels", face: "Face", scale: float) -> "tuple[Pixels, Face] | None":
        """A small face of a large photograph, from the photograph's own pixels; None: large enough, or not found there."""
        if face.width >= CLOSE_PX:
            return None
        height, width = picture.shape[:2]
        across, down = (face.left + face.width / 2) / scale, (face.top + face.height / 2) / scale
        half = CUT_OUT * max(face.width, face.height) / scale / 2
        left, top = max(0, round(across - half)), max(0, round(down - half))
        part = picture[top : min(height, round(down + half)), left : min(width, round(across + half))]
        part_scale = UPSCALED_PX / longer_side(part)
        part = scaled(part, UPSCALED_PX)
        expected = ((across - left) * part_scale, (down - top) * part_scale)
        again = min(self._detector.detect(part), key=lambda one: _apart(one, expected), default=None)
        if again is None or _apart(again, expected) > MOVED_MAX * again.width:
            return None
        return part, again


def _apart(face: "Face", place: tuple[float, float]) -> float:
    return math.hypot(face.left + face.width / 2 - place[0], face.top + face.height / 2 - place[1])
