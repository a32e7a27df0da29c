"""One presentation before the liveness check: frames go in, how it ended comes out. Living people and attacks alike.

Terms of ISO/IEC 30107-3: APCER, the part of attacks that are taken for a living person, for each species on its own; BPCER, the
part of living people that aren't; non-response, where neither came out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from api.messages.identity_words import Assurance
from kiosk.vision.attempt import LifeVerdict
from kiosk.vision.detector import Detector
from kiosk.vision.engines.base import FaceEngine
from kiosk.vision.faces import Face, Template
from kiosk.vision.liveness.judge import Liveness, LivenessParts
from kiosk.vision.liveness.settings import LivenessSettings
from kiosk.vision.messages import Guidance
from kiosk.vision.tracker import Tracker

if TYPE_CHECKING:
    from kiosk.vision.faces import Pixels

TIME_OUT = "face.timeOut"
SAME_EVERY = 2
"""The likeness with the first frames is measured on each second frame: enough for each pose."""


class Ending(StrEnum):
    LIVE = "live"
    NOT_LIVE = "not-live"
    NON_RESPONSE = "non-response"


@dataclass(frozen=True, slots=True)
class Trial:
    """How one presentation ended. Nothing of a picture is in it."""

    species: str
    ending: Ending
    reason: str = ""
    cues: tuple[str, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Eyes:
    """What looks. For one thread."""

    detector: Detector
    engine: FaceEngine
    parts: LivenessParts


class Presenter(Protocol):
    """Who or what stands before the camera."""

    def frames(self) -> Iterator[tuple["Pixels", float]]:
        """Frames with their seconds, until it goes away."""
        ...

    def asked(self, guidance: Guidance, at_s: float) -> None:
        """What the kiosk would say now."""
        ...


def present(
    presenter: Presenter,
    eyes: Eyes,
    *,
    species: str,
    level: Assurance,
    seed: int,
    limit_s: float = 30.0,
    settings: LivenessSettings | None = None,
) -> Trial:
    """Run one attempt to its end. Args: limit_s: from the first frame, as in the kiosk."""
    liveness = Liveness(level, seed, eyes.parts, settings)
    tracker = Tracker()
    first: Template | None = None
    begun_s: float | None = None
    at_s = 0.0
    for number, (pixels, at_s) in enumerate(presenter.frames()):
        begun_s = at_s if begun_s is None else begun_s
        if at_s - begun_s > limit_s:
            break
        faces = eyes.detector.detect(pixels)
        track = tracker.update(faces, at_s)
        if track is None:
            presenter.asked(Guidance.NO_FACE, at_s)
            continue
        same = None
        if first is None or number % SAME_EVERY == 0:
            first, same = _likeness(eyes.engine, pixels, track.face, first)
        life = liveness.observe(pixels, faces, track.face, at_s, same)
        if life.verdict is not LifeVerdict.PENDING:
            return Trial(species, _ending(life.verdict, life.reason), life.reason, life.cues, round(at_s - begun_s, 1))
        presenter.asked(life.guidance, at_s)
    return Trial(species, Ending.NON_RESPONSE, TIME_OUT, (), round(at_s - (begun_s or 0.0), 1))


def _ending(verdict: LifeVerdict, reason: str) -> Ending:
    if verdict is LifeVerdict.LIVE:
        return Ending.LIVE
    return Ending.NON_RESPONSE if reason == TIME_OUT else Ending.NOT_LIVE


def _likeness(engine: FaceEngine, pixels: "Pixels", face: Face, first: Template | None) -> tuple[Template, float]:
    now = engine.embed(pixels, face)
    return (now, 1.0) if first is None else (first, engine.similarity(first, now))
