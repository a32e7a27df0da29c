"""Light, sharpness and cover of one face, measured on its upright 112 × 112 picture. Nothing of it is kept.

Where the limits come from: the 72 pictures of the 24 invented people and NASA's astronaut, as they are, blurred, darkened and
with masks of six colours drawn on them (tests/unit/vision/test_measures.py does the same).
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from kiosk.vision.align import upright

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kiosk.vision.faces import Pixels, Points

FACE = (slice(30, 104), slice(26, 86))
"""Rows and columns that show skin in the upright picture: brow to chin, cheek to cheek."""
EYES = (slice(45, 58), slice(30, 82))
UNDER_EYES = ((slice(57, 64), slice(32, 44)), (slice(57, 64), slice(68, 80)))
"""Above the edge of any mask."""
MOUTH_AND_CHIN = (slice(80, 106), slice(40, 72))
MOUTH_ROWS = (slice(76, 108), slice(48, 64))
WHITE = 250
NOISE_SIGMA_PX = 1.5
"""Smoothing before sharpness is measured: without it a noisy blurred picture counts as a sharp one."""
CHROMA_MAX = 12.0
"""Between the colour under the eyes and that of mouth and chin (CIELAB a*, b*): bare faces 0.7 to 10.2, most masks 11 to 77."""
MOUTH_CONTRAST_MIN = 0.33
"""Ups and downs of brightness over the mouth's rows against those of the eyes: bare 0.43 and more, smooth masks up to 0.25."""


@dataclass(frozen=True, slots=True)
class Measures:
    brightness: float
    """Mean of the face, 0 to 255."""
    burnt: float
    """Share of its pixels that are white."""
    sharpness: float
    """Variance of the second derivative against the picture's own variance; the weaker of both directions, so that a moved
    picture is told as well as one out of focus.
    """
    mouth_chroma: float
    mouth_contrast: float

    @property
    def is_masked(self) -> bool:
        """Nose and mouth are covered. A transparent shield or a hand with skin's colour isn't told."""
        return self.mouth_chroma > CHROMA_MAX or self.mouth_contrast < MOUTH_CONTRAST_MIN


def measure(pixels: "Pixels", points: "Points") -> Measures:
    """Of the face with these five points in this frame."""
    face = upright(pixels, points)
    grey = np.asarray(cv2.cvtColor(face, cv2.COLOR_BGR2GRAY), np.float32)
    shown = grey[FACE]
    lab = np.asarray(cv2.cvtColor(face.astype(np.float32) / 255, cv2.COLOR_BGR2Lab), np.float32)
    return Measures(
        brightness=float(shown.mean()),
        burnt=float((shown >= WHITE).mean()),
        sharpness=_sharpness(shown),
        mouth_chroma=_mouth_chroma(lab),
        mouth_contrast=float(lab[MOUTH_ROWS][..., 0].mean(axis=1).std() / max(float(lab[EYES][..., 0].std()), 1.0)),
    )


def _sharpness(grey: "NDArray[np.float32]") -> float:
    smooth = cv2.GaussianBlur(grey, (0, 0), NOISE_SIGMA_PX)
    weaker = min(float(cv2.Sobel(smooth, cv2.CV_32F, *order, ksize=3).var()) for order in ((2, 0), (0, 2)))
    return weaker / max(float(grey.var()), 1.0)


def _mouth_chroma(lab: "NDArray[np.float32]") -> float:
    cheeks = np.concatenate([lab[place].reshape(-1, 3) for place in UNDER_EYES])
    mouth = lab[MOUTH_AND_CHIN].reshape(-1, 3)
    return float(np.hypot(*(np.median(mouth, axis=0) - np.median(cheeks, axis=0))[1:]))
