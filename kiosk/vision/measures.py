"""Light, sharpness and cover of one face, measured on its upright 112 × 112 picture. Nothing of it is kept.

Where the limits come from: the 72 pictures of the 24 invented people and NASA's astronaut, as they are, blurred, darkened and
with masks of six colours drawn on them (tests/unit/vision_engine/test_quality.py does the same).
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
CHROMA_MAX = 14.0
"""Between the colour under the eyes and that of mouth and chin (CIELAB a*, b*): bare faces up to 11.4, most masks 15 to 77."""
MOUTH_CONTRAST_MIN = 0.33
"""Ups and downs of brightness over the mouth's rows against those of the eyes: bare 0.41 and more, smooth masks up to 0.25."""


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
    grey = np.asarray(cv2.cvtColor(face, cv2.COLOR_BGR2GRAY), np.uint8)
    shown = grey[FACE].astype(np.float32)
    return Measures(
        brightness=float(shown.mean()),
        burnt=float((shown >= WHITE).mean()),
        sharpness=_sharpness(shown),
        mouth_chroma=_mouth_chroma(face),
        mouth_contrast=_mouth_contrast(grey),
    )


def _sharpness(grey: "NDArray[np.float32]") -> float:
    smooth = cv2.GaussianBlur(grey, (0, 0), NOISE_SIGMA_PX)
    weaker = min(float(cv2.Sobel(smooth, cv2.CV_32F, *order, ksize=3).var()) for order in ((2, 0), (0, 2)))
    return weaker / max(float(grey.var()), 1.0)


def _mouth_chroma(face: "Pixels") -> float:
    cheeks = np.concatenate([face[place].reshape(-1, 3) for place in UNDER_EYES])
    mouth = face[MOUTH_AND_CHIN].reshape(-1, 3)
    colours = cielab(np.stack([np.median(cheeks, axis=0), np.median(mouth, axis=0)]).astype(np.uint8))
    return float(np.hypot(*(colours[1] - colours[0])[1:]))


def _mouth_contrast(grey: "NDArray[np.uint8]") -> float:
    rows, eyes = _LIGHTNESS[grey[MOUTH_ROWS]].mean(axis=1), _LIGHTNESS[grey[EYES]]
    return float(rows.std() / max(float(eyes.std()), 1.0))


def cielab(bgr: "Pixels") -> "NDArray[np.float64]":
    """L* 0 to 100, a*, b* of sRGB under D65 (IEC 61966-2-1, CIE 15). OpenCV's own conversion keeps 13 MB of tables for it."""
    root = _root(_LINEAR[bgr] @ _TO_XYZ)
    x, y, z = root[..., 0], root[..., 1], root[..., 2]
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def _root(part: "NDArray[np.float64]") -> "NDArray[np.float64]":
    return np.where(part > 0.008856, np.cbrt(part), part * 7.787 + 16 / 116)


_STEPS = np.arange(256) / 255
_LINEAR = np.where(_STEPS <= 0.04045, _STEPS / 12.92, ((_STEPS + 0.055) / 1.055) ** 2.4)
_LIGHTNESS = 116 * _root(_LINEAR) - 16
"""L* of each grey level."""
_TO_XYZ = np.array([[0.1805, 0.0722, 0.9505], [0.3576, 0.7152, 0.1192], [0.4124, 0.2126, 0.0193]]) / np.array(
    [0.9505, 1.0, 1.0891]
)
"""Rows: blue, green, red; columns: X, Y, Z over those of white."""
