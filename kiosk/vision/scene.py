"""Exposure, focus and light of a camera's picture, in numbers and in a word. Looks for nobody: no face engine is involved.

Limits from drawn scenes of a hall (tests/unit/vision_process/test_scene.py draws them): sharp, out of focus, dark, burnt out,
lamps that flicker. A real camera's numbers differ a little; the words are made for a technician who turns a lens or a blind.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import mean, pstdev
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kiosk.vision.faces import Pixels

WIDTH_PX = 640
"""Everything is measured at this width, so that cameras of different sizes compare."""
BLACK, WHITE = 16, 250
FINE_SIGMA_PX, COARSE_SIGMA_PX = 1.0, 5.0**0.5
"""The same edges after two smoothings: how much of them the second one takes away tells how wide they were before."""
EDGE_SHARE, EDGE_LEAST, EDGES_LEAST = 0.003, 10.0, 200
"""The steepest pixels count, if they rise by so many levels a pixel and there are enough: noise alone is no edge."""

DARK_BELOW, DIM_BELOW = 35.0, 60.0
BRIGHT_ABOVE = 185.0
BURNT_ABOVE = 0.10
"""Share of white pixels: a window or a lamp behind the person."""
FLAT_BELOW = 12.0
"""Standard deviation of brightness: fog, a dirty lens, a cap."""
SOFT_ABOVE_PX, BLURRED_ABOVE_PX = 1.3, 2.4
"""Width of edges (σ) in a picture 640 wide: a face of 80 px there loses its eyes' corners at 2 px. NASA's portrait has 1.0."""
FLICKER_ABOVE = 0.04
"""Spread of the frames' brightness over its mean: lamps on 50 Hz with a shutter that doesn't fit."""


class Word(StrEnum):
    GOOD = "good"
    TOO_DARK = "too dark"
    DIM = "dim"
    TOO_BRIGHT = "too bright"
    BACKLIGHT = "light from behind"
    FLAT = "no contrast"
    SOFT = "a little soft"
    BLURRED = "out of focus"
    FLICKERS = "flickers"


@dataclass(frozen=True, slots=True)
class FrameMeasures:
    brightness: float
    """Mean, 0 to 255."""
    contrast: float
    """Standard deviation."""
    white: float
    """Share of pixels that are burnt out."""
    black: float
    edge_px: float | None
    """Width of edges (σ), at WIDTH_PX; None: there is no edge to measure."""


@dataclass(frozen=True, slots=True)
class SceneReport:
    """Of several frames; each word says one thing that a person can see and change."""

    frames: int
    measures: FrameMeasures
    """Means over the frames."""
    flicker: float
    exposure: Word
    light: Word
    focus: Word


def measure_frame(pixels: "Pixels") -> FrameMeasures:
    """Of a height × width × 3 picture."""
    height, width = pixels.shape[:2]
    size = (WIDTH_PX, max(1, round(height * WIDTH_PX / width)))
    grey = cv2.cvtColor(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2GRAY)
    return FrameMeasures(
        brightness=float(grey.mean()),
        contrast=float(grey.std()),
        white=float((grey >= WHITE).mean()),
        black=float((grey <= BLACK).mean()),
        edge_px=_edge_px(grey.astype(np.float32)),
    )


def _edge_px(grey: "NDArray[np.float32]") -> float | None:
    """Of an edge with width s, smoothing by f and by c leaves slopes whose ratio r has r² = (s² + f²) / (s² + c²)."""
    fine = _slope(cv2.GaussianBlur(grey, (0, 0), FINE_SIGMA_PX))
    least = max(EDGE_LEAST, float(np.quantile(fine, 1 - EDGE_SHARE)))
    steep = fine >= least
    if int(steep.sum()) < EDGES_LEAST:
        return None
    coarse = _slope(cv2.GaussianBlur(grey, (0, 0), COARSE_SIGMA_PX))
    ratio = min(float(np.median(coarse[steep] / fine[steep])) ** 2, 0.99)
    squared = (COARSE_SIGMA_PX**2 * ratio - FINE_SIGMA_PX**2) / (1 - ratio)
    return float(np.sqrt(max(squared, 0.0)))


def _slope(smooth: "Any") -> "NDArray[np.float32]":
    """Levels a pixel."""
    down, across = np.gradient(smooth)
    return np.asarray(np.hypot(down, across), np.float32)


def judge_scene(frames: Sequence[FrameMeasures]) -> SceneReport:
    """
    Raises:
        ValueError: no frame.
    """
    if not frames:
        raise ValueError("no frame to judge")
    edges = [frame.edge_px for frame in frames if frame.edge_px is not None]
    whole = FrameMeasures(
        brightness=mean(frame.brightness for frame in frames),
        contrast=mean(frame.contrast for frame in frames),
        white=mean(frame.white for frame in frames),
        black=mean(frame.black for frame in frames),
        edge_px=mean(edges) if edges else None,
    )
    flicker = pstdev(frame.brightness for frame in frames) / max(whole.brightness, 1.0)
    return SceneReport(len(frames), whole, flicker, _exposure(whole), _light(whole, flicker), _focus(whole))


def _exposure(seen: FrameMeasures) -> Word:
    if seen.brightness < DARK_BELOW:
        return Word.TOO_DARK
    if seen.brightness < DIM_BELOW:
        return Word.DIM
    return Word.TOO_BRIGHT if seen.brightness > BRIGHT_ABOVE else Word.GOOD


def _light(seen: FrameMeasures, flicker: float) -> Word:
    if seen.white > BURNT_ABOVE:
        return Word.BACKLIGHT
    if flicker > FLICKER_ABOVE:
        return Word.FLICKERS
    return Word.FLAT if seen.contrast < FLAT_BELOW else Word.GOOD


def _focus(seen: FrameMeasures) -> Word:
    """Of a picture without an edge nothing is known: a lens far out of focus, or a bare wall."""
    if seen.edge_px is None:
        return Word.FLAT
    if seen.edge_px > BLURRED_ABOVE_PX:
        return Word.BLURRED
    return Word.SOFT if seen.edge_px > SOFT_ABOVE_PX else Word.GOOD
