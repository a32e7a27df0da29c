"""Deny cues in one frame: what a picture on paper or on a screen has and a person hasn't. Pure functions of pixels."""

from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from kiosk.vision.liveness.settings import BezelSettings, GlareSettings, MoireSettings

if TYPE_CHECKING:
    from kiosk.vision.faces import Face, Pixels

THUMB_STEP = 8
"""Every eighth pixel of every eighth row tells whether two frames are the same: noise changes nearly all of them."""


def thumb(pixels: "Pixels") -> bytes:
    """What two frames are compared by; wiped with the attempt."""
    return pixels[::THUMB_STEP, ::THUMB_STEP].tobytes()


def has_glare(pixels: "Pixels", face: "Face", settings: GlareSettings) -> bool:
    """A white spot of one piece on a face that isn't too bright itself."""
    crop = _crop(pixels, face)
    if crop.size == 0 or float(crop.mean()) > settings.face_below:
        return False
    white = (crop.min(axis=2) >= settings.white).astype(np.uint8)
    count, _, stats, _ = cv2.connectedComponentsWithStats(white)
    largest = max((int(stats[index, cv2.CC_STAT_AREA]) for index in range(1, count)), default=0)
    return bool(settings.area_min <= largest / white.size <= settings.area_max)


def moire_peak(pixels: "Pixels", face: "Face", settings: MoireSettings) -> float:
    """The strongest frequency of the face's middle over the median of its band; 0 for a face that is too small."""
    side = settings.side_px
    left, top = int(face.left + face.width / 2 - side / 2), int(face.top + face.height / 2 - side / 2)
    patch = pixels[max(top, 0) : max(top, 0) + side, max(left, 0) : max(left, 0) + side]
    if patch.shape[:2] != (side, side):
        return 0.0
    grey = cv2.cvtColor(patch, cv2.COLOR_BGR2GRAY).astype(np.float32)
    window = np.outer(np.hanning(side), np.hanning(side)).astype(np.float32)
    power = np.abs(np.fft.rfft2((grey - cv2.GaussianBlur(grey, (0, 0), 2.0)) * window)) ** 2
    down, across = np.abs(np.fft.fftfreq(side))[:, None], np.fft.rfftfreq(side)[None, :]
    distance = np.hypot(down, across)
    band = (distance >= settings.low) & (distance <= settings.high) & (down > settings.axis) & (across > settings.axis)
    # Real pictures get weaker toward higher frequencies, so each ring has its own median.
    rings = np.digitize(distance, np.linspace(settings.low, settings.high, 9))
    strongest = 0.0
    for ring in range(1, 9):
        values = power[band & (rings == ring)]
        if values.size:
            strongest = max(strongest, float(values.max() / max(float(np.median(values)), 1e-6)))
    return strongest


def has_bezel(pixels: "Pixels", face: "Face", settings: BezelSettings) -> bool:
    """Straight lines on at least three sides of the face, one of them below it."""
    scale = settings.width_px / pixels.shape[1]
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    edges = cv2.Canny(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), 40, 110)
    shortest = settings.length * min(face.width, face.height) * scale
    lines: Any = cv2.HoughLinesP(edges, 1, np.pi / 180, int(max(12, shortest * 0.5)), None, shortest, 5)
    if lines is None:
        return False
    sides = {side for line in np.asarray(lines).reshape(-1, 4) if (side := _side(line / scale, face, settings))}
    return "below" in sides and len(sides) >= settings.sides


def _side(line: Any, face: "Face", settings: BezelSettings) -> str:
    """On which side of the face a line lies along it; empty: it isn't part of a rim."""
    x1, y1, x2, y2 = (float(value) for value in line)
    angle = np.degrees(np.arctan2(abs(y2 - y1), abs(x2 - x1)))
    middle_x, middle_y = face.left + face.width / 2, face.top + face.height / 2
    if angle <= settings.slant and min(x1, x2) < middle_x < max(x1, x2):
        y = (y1 + y2) / 2
        if _near((y - face.top - face.height) / face.height, settings):
            return "below"
        return "above" if _near((face.top - y) / face.height, settings) else ""
    if angle >= 90 - settings.slant and min(y1, y2) < middle_y < max(y1, y2):
        x = (x1 + x2) / 2
        if _near((x - face.left - face.width) / face.width, settings):
            return "right"
        return "left" if _near((face.left - x) / face.width, settings) else ""
    return ""


def _near(out: float, settings: BezelSettings) -> bool:
    return settings.out_min <= out <= settings.out_max


def _crop(pixels: "Pixels", face: "Face") -> "Pixels":
    left, top = max(0, int(face.left)), max(0, int(face.top))
    return pixels[top : max(top, int(face.top + face.height)), left : max(left, int(face.left + face.width))]
