"""From picture files to templates, picture by picture, with a reason for each that gave none."""

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kiosk.vision.engines.base import FaceEngine
from kiosk.vision.messages import Guidance
from kiosk.vision.quality import Gates, judge
from kiosk.vision.tracker import Track
from tingtang.vision.face_finding import CANT_LOOK, FaceFinder, Found
from tingtang.vision.faces_folder import PictureFile
from tingtang.vision.pictures import NotAPicture, decode, read_file

if TYPE_CHECKING:
    from numpy.typing import NDArray

NO_FACE, TWO_FACES, TOO_SMALL, UNREADABLE = "no face found", "two faces", "face too small", "unreadable"
TWICE, TWO_NAMES, NO_TEMPLATE = "same file twice", "same file under two people", "no template could be made"
NOT_THE_FACES_FAULT = frozenset({UNREADABLE, TWICE, TWO_NAMES})
"""Not counted as a failure to acquire (ISO/IEC 19795-1): nobody was presented, or the same picture again."""
SMALL_SHARE_MAX = 0.25
"""Of the faces; if more are too small for the kiosk's size gate, the set is one of small pictures and the gate says nothing."""


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
    def not_acquired(self) -> int:
        return sum(count for reason, count in self.reasons.items() if reason not in NOT_THE_FACES_FAULT)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which pictures count."""

    width_min_px: float
    """Of the face in the stored picture; 0: any."""
    all_gates: bool = False
    """Also one face only, pose, light, sharpness and mask, as before the kiosk's camera."""


@dataclass(frozen=True, slots=True)
class Embedded:
    """A whole set."""

    templates: tuple[Templates, ...]
    """One of each engine, all of the same pictures."""
    left: Left
    several: int
    """Pictures that count with more than one face: the largest was taken."""
    looked_again: int
    """Pictures that count in which the kiosk's own way of looking finds nobody."""
    width_min_px: float
    is_small: bool
    """The size gate was switched off, since too many faces are too small for it."""


@dataclass(frozen=True, slots=True)
class _One:
    person: int
    vectors: "tuple[NDArray[np.float32], ...]"
    width_px: float
    several: bool
    looked_again: bool


class _Left(Exception):
    """A picture that gives no template. `said`: to be complained about."""

    def __init__(self, reason: str, said: str = "") -> None:
        super().__init__(reason)
        self.reason, self.said = reason, said


def embed_all(
    files: Sequence[PictureFile],
    finder: FaceFinder,
    engines: Sequence[FaceEngine],
    selection: Selection,
    *,
    complain: Callable[[Path, str], None],
    step: Callable[[], None],
) -> Embedded:
    """All engines see the same faces in the same pictures. A file that can't be read is complained about, and the next is taken.

    Args:
        complain: told each file that can't be read, and why.
        step: called after each file.
    """
    left, found = Left(), list[_One]()
    seen: dict[bytes, int] = {}
    for file in files:
        try:
            found.append(_embed(file, seen, finder, engines, selection))
        except _Left as error:
            left.reasons[error.reason] += 1
            if error.said:
                complain(file.path, error.said)
        step()
    too_small = [one for one in found if one.width_px < selection.width_min_px]
    is_small = len(too_small) > SMALL_SHARE_MAX * len(found)
    if too_small and not is_small:
        left.reasons[TOO_SMALL] += len(too_small)
        found = [one for one in found if one.width_px >= selection.width_min_px]
    return Embedded(
        tuple(_templates(found, place, engine) for place, engine in enumerate(engines)),
        left,
        sum(one.several for one in found),
        sum(one.looked_again for one in found),
        0.0 if is_small else selection.width_min_px,
        is_small,
    )


def _templates(found: Sequence[_One], place: int, engine: FaceEngine) -> Templates:
    vectors = [one.vectors[place] for one in found]
    shape = (len(vectors), -1) if vectors else (0, 0)
    people = np.array([one.person for one in found], np.int64)
    return Templates(engine.name, engine.models, np.array(vectors, np.float32).reshape(shape), people)


def _embed(
    file: PictureFile, seen: dict[bytes, int], finder: FaceFinder, engines: Sequence[FaceEngine], selection: Selection
) -> _One:
    """Args: seen: digests of files met before, and whose they were.

    Raises:
        _Left
    """
    try:
        stored = read_file(file.path)
        digest = hashlib.sha256(stored.data).digest()
        if digest in seen:
            # Of no use as a pair: its score would be 1 whoever is on it.
            if seen[digest] == file.person:
                raise _Left(TWICE)
            raise _Left(TWO_NAMES, "the same file lies under another person as well: one label is wrong")
        pixels = decode(stored)
        seen[digest] = file.person
        found = finder.find(pixels)
    except NotAPicture as error:
        raise _Left(UNREADABLE, str(error)) from error
    except CANT_LOOK as error:
        raise _Left(UNREADABLE, "a picture of a shape that can't be looked at") from error
    if found is None:
        raise _Left(NO_FACE)
    if selection.all_gates:
        _check_gates(found)
    try:
        vectors = tuple(engine.embed(found.pixels, found.face).vector for engine in engines)
    except (*CANT_LOOK, RuntimeError) as error:
        raise _Left(NO_TEMPLATE, f"a recogniser can't work on this face: {type(error).__name__}") from error
    if not all(np.isfinite(vector).all() for vector in vectors):
        raise _Left(NO_TEMPLATE, "a recogniser can't work on this face")
    return _One(file.person, vectors, found.width_px, found.others > 0, found.looked_again)


def _check_gates(found: Found) -> None:
    """Size is judged of the whole set, later; where the face lies says nothing of a photograph. Raises: _Left."""
    if found.others:
        raise _Left(TWO_FACES)
    gates = Gates(width_min_px=0.0, share_max=2.0, off_centre_max=1.0, off_height_max=1.0)
    guidance = judge(found.pixels, Track(1, found.face, 0.0, 1), gates).guidance
    if guidance is not Guidance.GOOD:
        raise _Left(guidance.value)
