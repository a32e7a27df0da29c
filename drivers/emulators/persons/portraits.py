"""The invented faces of `faces/`: their pictures and where eyes, nose and mouth are in them."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
"""Height × width × 3, blue-green-red."""
Plane = NDArray[np.float32]

FOLDER = Path(__file__).parent / "faces"
PEOPLE = 24
VIEWS = ("a", "b", "c")
"""Pictures of one person: `a` for a register, `b` and `c` for who stands before the camera."""


@dataclass(frozen=True, slots=True, eq=False)
class Portrait:
    """One picture of somebody who doesn't exist."""

    pixels: Pixels
    """64 × 64."""
    points: Plane
    """5 × 2, pixels of `pixels`: right eye, left eye, nose tip, right and left corner of the mouth."""

    @property
    def eye_distance(self) -> float:
        """Pixels between the eyes' centres."""
        return float(np.linalg.norm(self.points[1] - self.points[0]))


def path_of(person: int, view: str = "a") -> Path:
    """
    Raises:
        ValueError: there is no such person or view.
    """
    if not 1 <= person <= PEOPLE or view not in VIEWS:
        raise ValueError(f"no invented person {person}/{view}: 1 to {PEOPLE}, {', '.join(VIEWS)}")
    return FOLDER / f"person-{person:02d}" / f"{view}.png"


def load(person: int, view: str = "a") -> Portrait:
    """
    Raises:
        ValueError: there is no such person or view.
    """
    path = path_of(person, view)
    # Read by Python, since OpenCV doesn't open paths with Chinese characters on every system.
    pixels: Any = cv2.imdecode(np.frombuffer(path.read_bytes(), np.uint8), cv2.IMREAD_COLOR)
    return Portrait(pixels, np.array(_points()[f"person-{person:02d}/{view}"], np.float32))


def enlarged(person: int, view: str = "a", side: int = 256) -> Pixels:
    """The picture made larger, `side` × `side`: something to register or to put on an emulated card."""
    return np.asarray(cv2.resize(load(person, view).pixels, (side, side), interpolation=cv2.INTER_CUBIC), np.uint8)


@lru_cache(maxsize=1)
def _points() -> dict[str, list[list[float]]]:
    found: dict[str, list[list[float]]] = json.loads((FOLDER / "points.json").read_text("utf-8"))
    return found
