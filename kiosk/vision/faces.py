"""A face as all parts of the vision process see it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]
    """Height × width × 3, blue-green-red."""
    Points = NDArray[np.float32]
    """n × 2, pixels from the top left."""
    Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """One detected face, in pixels of the frame it was found in."""

    left: float
    top: float
    width: float
    height: float
    points: "Points"
    """5 × 2: the person's right eye, left eye, nose tip, right and left corner of the mouth."""
    score: float
    """The detector's confidence, 0 to 1."""

    def __repr__(self) -> str:
        return f"Face({self.width:.0f}×{self.height:.0f})"


@dataclass(frozen=True, slots=True, eq=False)
class Template:
    """A face as an engine remembers it. Compared only with templates of the same engine and models."""

    vector: "Vector"
    """128 numbers; of unit length from sface, as the library gives them from dlib."""
    engine: str
    models: str
    """SHA-256 over the engine's models."""

    def __repr__(self) -> str:
        return f"Template({self.engine})"
