"""The kiosk's path of one frame, in steps that can be timed: find, follow, judge, embed, compare."""

from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np

from kiosk.vision.detector import Detector
from kiosk.vision.engines.sface import SFace
from kiosk.vision.model_store import ModelStore
from kiosk.vision.quality import judge
from kiosk.vision.tracker import Tracker
from tingtang.vision.places import FACES

if TYPE_CHECKING:
    from kiosk.vision.faces import Face, Pixels, Template

PERSON = FACES / "person-04" / "a.png"
"""One of the invented people; found by both detectors."""
FACE_SHARE = 0.72
"""Of the frame's height that the 64-pixel picture is brought to: a head at the distance that the kiosk asks for."""
NOISE_LEVELS = 2.0
"""Standard deviation, grey levels: no camera gives the same frame twice."""


def frame_of(width: int, height: int, seed: int = 0) -> "Pixels":
    """A frame with one face in its middle: height × width × 3, blue-green-red."""
    portrait = cv2.imread(str(PERSON), cv2.IMREAD_COLOR)
    if portrait is None:
        raise FileNotFoundError(PERSON)
    side = round(height * FACE_SHARE)
    face = cv2.resize(portrait, (side, side), interpolation=cv2.INTER_CUBIC)
    # 8 bits throughout, so that the bench's own arrays don't count as the path's memory.
    across = np.linspace(90, 150, width).astype(np.uint8)[None, :, None]
    frame = np.broadcast_to(across, (height, width, 3)).copy()
    top, left = (height - side) // 2, (width - side) // 2
    frame[top : top + side, left : left + side] = face
    cv2.setRNGSeed(seed)
    noise = np.empty(frame.shape, np.int8)
    cv2.randn(noise, np.zeros(3), np.full(3, NOISE_LEVELS))
    return np.asarray(cv2.add(frame, noise, dtype=cv2.CV_8U), np.uint8)


class OurPath:
    """Detector, tracker, gates and engine as the vision process uses them."""

    def __init__(self, models: Path) -> None:
        store = ModelStore(models)
        self._detector = Detector(store)
        self._engine = SFace(store)
        self._tracker = Tracker()
        self._at_s = 0.0

    def find(self, pixels: "Pixels") -> "list[Face]":
        return self._detector.detect(pixels)

    def follow_and_judge(self, pixels: "Pixels", faces: "list[Face]") -> bool:
        self._at_s += 0.1
        return judge(pixels, self._tracker.update(faces, self._at_s)).is_good

    def embed(self, pixels: "Pixels", face: "Face") -> "Template":
        return self._engine.embed(pixels, face)

    def compare(self, one: "Template", other: "Template") -> float:
        return self._engine.similarity(one, other)

    def whole(self, pixels: "Pixels", reference: "Template") -> float:
        """Everything that happens to a good frame."""
        faces = self.find(pixels)
        if not self.follow_and_judge(pixels, faces):
            raise RuntimeError("the bench's own frame isn't good enough to compare")
        return self.compare(self.embed(pixels, faces[0]), reference)
