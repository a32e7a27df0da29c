"""What a recogniser is to the rest: detect → align → embed → compare, of which the engine does the last three."""

from typing import TYPE_CHECKING, Protocol

from kiosk.vision.faces import Face, Template
from kiosk.vision.model_list import ModelRole

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from kiosk.vision.faces import Pixels, Vector

MODELS_OF: dict[str, tuple[ModelRole, ...]] = {
    "sface": (ModelRole.DETECTOR, ModelRole.RECOGNISER_SFACE),
    "dlib": (ModelRole.DETECTOR, ModelRole.RECOGNISER_DLIB, ModelRole.POINTS_DLIB),
}
"""What each engine needs. The detector is part of both: its points or box decide how a face is straightened, so another detector
makes other templates."""


class NotComparable(Exception):
    """Templates of different engines or models. Their numbers mean nothing to each other."""


class EngineUnavailable(Exception):
    """Library or model is missing; the text says which."""


class FaceEngine(Protocol):
    """One recogniser, for one thread. Engines are never compared with each other."""

    @property
    def name(self) -> str:
        """`sface`, `dlib`."""
        ...

    @property
    def models(self) -> str:
        """SHA-256 over the hashes of the models it uses."""
        ...

    def embed(self, pixels: "Pixels", face: Face) -> Template:
        """`pixels`: the whole frame, blue-green-red, in which `face` was found."""
        ...

    def similarity(self, one: Template, other: Template) -> float:
        """The larger, the more alike; which values mean what says `kiosk.vision.bands`.

        Raises:
            NotComparable
        """
        ...

    def similarities(self, vectors: "NDArray[np.float32]", vector: "Vector") -> "NDArray[np.float32]":
        """One against many, n × 128, without the check: for vectors of this engine's own templates only."""
        ...


def check_comparable(engine: FaceEngine, *templates: Template) -> None:
    """
    Raises:
        NotComparable: one isn't of this engine with these models.
    """
    for template in templates:
        if (template.engine, template.models) != (engine.name, engine.models):
            raise NotComparable(f"a template of {template.engine or 'no engine'} can't be compared by {engine.name} as it is now")
