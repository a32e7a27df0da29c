"""Frames with faces of nobody: the invented people, brought into a camera's picture; NASA's portrait of an astronaut."""

from functools import cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).parents[2]
MODELS = ROOT / "var" / "assets" / "models"
"""Filled by `make test`'s set-up."""
PEOPLE = ROOT / "drivers" / "emulators" / "persons" / "faces"

Pixels = NDArray[np.uint8]


@cache
def person(number: int, variant: str = "a") -> Pixels:
    """64 × 64, blue-green-red. Not to be written to."""
    picture = cv2.imread(str(PEOPLE / f"person-{number:02d}" / f"{variant}.png"), cv2.IMREAD_COLOR)
    assert picture is not None
    return np.asarray(picture, np.uint8)


@cache
def astronaut() -> Pixels:
    """Head and shoulders, 220 × 220; the picture that scikit-image carries (NASA, public domain)."""
    from skimage import data

    return np.ascontiguousarray(data.astronaut()[20:240, 110:330, ::-1])


def framed(
    portrait: Pixels, side: int = 340, width: int = 640, height: int = 480, centre: tuple[int, int] | None = None
) -> Pixels:
    """A grey frame with the portrait in it, `side` pixels large."""
    frame = np.full((height, width, 3), 110, np.uint8)
    put(frame, portrait, side, centre or (width // 2, height // 2))
    return frame


def put(frame: Pixels, portrait: Pixels, side: int, centre: tuple[int, int]) -> None:
    large = cv2.resize(portrait, (side, side), interpolation=cv2.INTER_CUBIC)
    left, top = centre[0] - side // 2, centre[1] - side // 2
    x0, y0, x1, y1 = max(0, left), max(0, top), min(frame.shape[1], left + side), min(frame.shape[0], top + side)
    frame[y0:y1, x0:x1] = large[y0 - top : y1 - top, x0 - left : x1 - left]


def masked(frame: Pixels, points: NDArray[np.float32], colour: tuple[int, int, int]) -> Pixels:
    """A mask with shade and folds over nose and mouth of the face with these five points; `colour` is blue-green-red."""
    places = points.astype(np.float64)
    eyes, mouth, right = (places[0] + places[1]) / 2, (places[3] + places[4]) / 2, places[1] - places[0]
    between = np.linalg.norm(right)
    right = right / between
    down = (mouth - eyes) / np.linalg.norm(mouth - eyes)
    top = eyes + (mouth - eyes) * 0.42
    edge = [
        top + right * between * 0.85,
        mouth + (right * 0.8 + down * 0.1) * between,
        mouth + (right * 0.35 + down * 0.75) * between,
        mouth + (right * -0.35 + down * 0.75) * between,
        mouth + (right * -0.8 + down * 0.1) * between,
        top - right * between * 0.85,
    ]
    cover = np.zeros(frame.shape[:2], np.float32)
    cv2.fillPoly(cover, [np.array(edge, np.int32)], 1.0)
    cover = cv2.GaussianBlur(cover, (0, 0), 1.5)[..., None]
    down_px, across_px = np.mgrid[: frame.shape[0], : frame.shape[1]]
    aside = np.clip(np.abs((across_px - eyes[0]) * right[0] + (down_px - eyes[1]) * right[1]) / between, 0, 1)
    folds = 1 + 0.04 * np.sin((down_px - eyes[1]) / between * 18)
    cloth = np.array(colour, np.float32) * ((1.05 - 0.35 * aside**2) * folds)[..., None]
    return np.clip(frame * (1 - cover) + cloth * cover, 0, 255).astype(np.uint8)
