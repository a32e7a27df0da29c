"""From picture files to templates, picture by picture, with a reason for each that gave none."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kiosk.vision.detector import Detector
from kiosk.vision.engines.base import FaceEngine
from kiosk.vision.messages import Guidance
from kiosk.vision.quality import Gates, judge
from kiosk.vision.tracker import OTHER_SHARE, Track
from tingtang.vision.faces_folder import NotAPicture, PictureFile, brought_to_size, read_picture

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kiosk.vision.faces import Face, Pixels

NO_FACE, TWO_FACES, TOO_SMALL, UNREADABLE = "no face found", "two faces", "face too small", "unreadable"


@dataclass(frozen=True, slots=True, eq=False)
class Templates:
    """Of one engine over a whole set."""

    engine: str
    models: str
    vectors: "NDArray[np.float32]"
    """n × 128."""
    people: "NDArray[np.int64]"
    """n: whose each is, as a number."""


@dataclass(slots=True)
class Left:
    """Pictures without a template, by reason."""

    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        return self.reasons.total()


@dataclass(frozen=True, slots=True)
class Selection:
    """Which pictures count."""

    width_min_px: float
    """Of the face; 0: any."""
    all_gates: bool = False
    """Also pose, light, sharpness and mask, as before the kiosk's camera."""


def embed_all(
    files: Sequence[PictureFile],
    detector: Detector,
    engines: Sequence[FaceEngine],
    selection: Selection,
    *,
    complain: Callable[[Path, str], None],
    step: Callable[[], None],
) -> tuple[list[Templates], Left]:
    """All engines see the same faces in the same pictures. A file that can't be read is complained about, and the next is taken.

    Args:
        complain: told each file that can't be read, and why.
        step: called after each file.
    """
    left, people = Left(), list[int]()
    vectors: list[list[NDArray[np.float32]]] = [[] for _ in engines]
    for file in files:
        try:
            pixels = brought_to_size(read_picture(file.path))
        except NotAPicture as error:
            complain(file.path, str(error))
            left.reasons[UNREADABLE] += 1
        else:
            face, reason = _choose(pixels, detector.detect(pixels), selection)
            if face is None:
                left.reasons[reason] += 1
            else:
                people.append(file.person)
                for place, engine in enumerate(engines):
                    vectors[place].append(engine.embed(pixels, face).vector)
        step()
    whose = np.array(people, np.int64)
    shape = (len(people), -1) if people else (0, 0)
    found = [
        Templates(engine.name, engine.models, np.array(mine, np.float32).reshape(shape), whose)
        for engine, mine in zip(engines, vectors, strict=True)
    ]
    return found, left


def _choose(pixels: "Pixels", faces: "Sequence[Face]", selection: Selection) -> "tuple[Face | None, str]":
    """The picture's one face, or why there is none."""
    if not faces:
        return None, NO_FACE
    face = faces[0]
    others = tuple(one for one in faces[1:] if one.width >= OTHER_SHARE * face.width)
    if others:
        return None, TWO_FACES
    if face.width < selection.width_min_px:
        return None, TOO_SMALL
    if selection.all_gates:
        gates = Gates(width_min_px=selection.width_min_px, share_max=2.0, off_centre_max=1.0, off_height_max=1.0)
        guidance = judge(pixels, Track(1, face, 0.0, 1), gates).guidance
        if guidance is not Guidance.GOOD:
            return None, guidance.value
    return face, ""
