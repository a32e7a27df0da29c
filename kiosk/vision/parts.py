"""Everything a comparison is made of, loaded once: recogniser, judge of life, reader of codes. What is missing has a name."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from api.messages.identity_words import Assurance
from kiosk.vision.attempt import Life
from kiosk.vision.bands import Bands
from kiosk.vision.engines.base import FaceEngine
from kiosk.vision.faces import Face

if TYPE_CHECKING:
    from kiosk.vision.faces import Pixels


class FaceFinder(Protocol):
    def detect(self, pixels: "Pixels") -> list[Face]:
        """All faces, the largest first."""
        ...


class LifeJudge(Protocol):
    """Of one person before the camera, from now on. Whatever it raises means: not live."""

    def observe(self, pixels: "Pixels", faces: list[Face], face: Face, at_s: float, same_person: float | None) -> Life:
        """Args:
        faces: all in the frame.
        face: the one that is judged.
        same_person: similarity with the person seen from the front; None: not measured on this frame.
        """
        ...


class CodeFinder(Protocol):
    def read(self, pixels: "Pixels") -> list[bytes]:
        """Payloads that weren't there a moment ago."""
        ...


@dataclass(frozen=True, slots=True)
class Parts:
    """What could be loaded. Nothing here looks at a frame by itself."""

    detector: FaceFinder | None
    engine: FaceEngine | None
    bands: Bands | None
    level: Assurance
    """The best that the judge of life can confirm; L0 where detector or engine is missing."""
    make_judge: Callable[[Assurance, int], LifeJudge] | None
    """For a level, with the seed of its turns. None: nobody can be judged, so nobody is compared."""
    make_code_finder: Callable[[], CodeFinder]
    models: str = ""
    """SHA-256 over all models in use."""
    lacks: tuple[str, ...] = ()
    """Reason keys."""
