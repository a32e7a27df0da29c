"""A QR code before a kiosk's camera in 21 bad ways, drawn: pose, light, optics, screens, paper. The same for the same seed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np
import qrcode

if TYPE_CHECKING:
    from cv2.typing import MatLike
    from numpy.random import Generator
    from numpy.typing import NDArray

    Grey = NDArray[np.uint8]
    """Height × width."""

WIDTH, HEIGHT = 640, 480
QUIET = 4
"""Modules round the code, ISO/IEC 18004."""
DARK, LIGHT = 25, 230
"""Ink and paper as a camera sees them, of 255."""
DRAWN = 8
"""Dots for each module before the camera's look; then it is laid into the picture by one projection."""


@dataclass(frozen=True, slots=True)
class Case:
    name: str
    draw: "Callable[[str, Generator], Grey]"


def modules(text: str, *, correction: int = qrcode.ERROR_CORRECT_M) -> "Grey":
    """The code with its quiet zone, one dot for each module."""
    code = qrcode.QRCode(error_correction=correction, border=QUIET)
    code.add_data(text, optimize=0)
    code.make(fit=True)
    return np.where(np.array(code.get_matrix()), DARK, LIGHT).astype(np.uint8)


def _enlarged(code: "Grey") -> "Grey":
    return code.repeat(DRAWN, axis=0).repeat(DRAWN, axis=1)


def scene(rng: "Generator") -> "Grey":
    """A hall behind: soft light, some edges."""
    picture = cv2.resize(rng.uniform(70, 170, (6, 8)).astype(np.float32), (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    for _ in range(6):
        x, y = int(rng.integers(0, WIDTH)), int(rng.integers(0, HEIGHT))
        w, h = int(rng.integers(20, 160)), int(rng.integers(20, 160))
        cv2.rectangle(picture, (x, y), (x + w, y + h), float(rng.uniform(40, 210)), -1)
    return clipped(cv2.GaussianBlur(picture, (0, 0), 3))


def shown(
    text: str, rng: "Generator", *, module_px: float = 4.0, turn_deg: float = 0.0, tilt: float = 0.0, code: "Grey | None" = None
) -> "Grey":
    """Before the scene, somewhere near the middle.

    Args:
        module_px: pixels for each module.
        tilt: how much shorter the far edge is, 0 to 0.6.
    """
    small = modules(text) if code is None else code
    big = _enlarged(small) if code is None else code
    side = (small.shape[0] if code is None else code.shape[0] / DRAWN) * module_px
    half = side / 2
    corners = np.array([(-half, -half), (half, -half), (half, half), (-half, half)], np.float32)
    corners[:2, 0] *= 1 - tilt
    corners[:2, 1] *= 1 - tilt / 2
    angle = np.deg2rad(turn_deg)
    turned = corners @ np.array([(np.cos(angle), np.sin(angle)), (-np.sin(angle), np.cos(angle))], np.float32)
    reach = np.abs(turned).max(axis=0)
    room = np.maximum((WIDTH / 2, HEIGHT / 2) - reach, 0)
    middle = np.array((WIDTH / 2, HEIGHT / 2)) + rng.uniform(-1, 1, 2) * np.minimum(room, 60)
    end = big.shape[0]
    source = np.array([(0, 0), (end, 0), (end, end), (0, end)], np.float32)
    projection = cv2.getPerspectiveTransform(source, (turned + middle).astype(np.float32))
    picture = scene(rng)
    # Area-like reduction: the camera gathers the light of a whole pixel.
    blurred = cv2.GaussianBlur(big, (0, 0), max(0.1, DRAWN / module_px / 2.5))
    laid = cv2.warpPerspective(blurred, projection, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR)
    mask = cv2.warpPerspective(np.full_like(big, 255), projection, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR)
    share = mask.astype(np.float32) / 255
    return clipped(picture * (1 - share) + laid * share)


def clipped(picture: "MatLike") -> "Grey":
    return np.clip(np.rint(picture), 0, 255).astype(np.uint8)


def noisy(picture: "Grey", rng: "Generator", sigma: float) -> "Grey":
    return clipped(picture + rng.normal(0, sigma, picture.shape))


def soft(picture: "Grey", sigma: float) -> "Grey":
    return cv2.GaussianBlur(picture, (0, 0), sigma).astype(np.uint8)


def moved(picture: "Grey", length_px: int, angle_deg: float) -> "Grey":
    """A hand that doesn't keep still."""
    kernel = np.zeros((length_px, length_px), np.float32)
    kernel[length_px // 2] = 1 / length_px
    turn = cv2.getRotationMatrix2D((length_px / 2 - 0.5, length_px / 2 - 0.5), angle_deg, 1)
    turned = cv2.warpAffine(kernel, turn, (length_px, length_px))
    return cv2.filter2D(picture, -1, turned / turned.sum()).astype(np.uint8)


def _light_ramp(picture: "Grey", low: float, high: float) -> "Grey":
    return clipped(picture * np.linspace(low, high, WIDTH, dtype=np.float32))


def _glare(picture: "Grey", rng: "Generator", radius: float) -> "Grey":
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    cx, cy = WIDTH / 2 + rng.uniform(-50, 50), HEIGHT / 2 + rng.uniform(-50, 50)
    blob = 255 * np.exp(-((x - cx) ** 2 + (y - cy) ** 2) / (2 * radius**2))
    return clipped(picture + blob)


def _screen(text: str, rng: "Generator") -> "Grey":
    """A telephone's display: its pixel grid beats with the camera's."""
    picture = shown(text, rng, module_px=4.2, turn_deg=float(rng.uniform(-8, 8)))
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    beat = 18 * np.sin(2 * np.pi * (x * 0.31 + y * 0.07)) + 14 * np.sin(2 * np.pi * (y * 0.29))
    return clipped(picture + beat)


def _bent(text: str, rng: "Generator") -> "Grey":
    """Paper round a finger: a cylinder."""
    flat = shown(text, rng, module_px=4.4)
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    u = (x - WIDTH / 2) / (WIDTH / 2)
    return cv2.remap(flat, x, y + 120 * u * u, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE).astype(np.uint8)


def _stained(text: str, rng: "Generator") -> "Grey":
    small = modules(text)
    big = _enlarged(small)
    for _ in range(5):
        spot = rng.uniform(0.35, 0.8, 2) * big.shape[0]
        cv2.circle(big, (int(spot[0]), int(spot[1])), int(2.2 * DRAWN), int(rng.choice((DARK, LIGHT))), -1)
    return shown(text, rng, code=big)


def _creased(text: str, rng: "Generator") -> "Grey":
    """A fold across the paper: a bright line, and the far half in shadow."""
    picture = shown(text, rng, module_px=4.4)
    fold = HEIGHT // 2 + int(rng.integers(-15, 15))
    shadow = picture.astype(np.float32)
    shadow[fold:] *= 0.62
    cv2.line(shadow, (0, fold), (WIDTH, fold + 5), 235.0, 2)
    return soft(clipped(shadow), 0.6)


def _inverted(text: str, rng: "Generator") -> "Grey":
    """Dark mode of a telephone."""
    return shown(text, rng, code=_enlarged(255 - modules(text)))


def _jpeg(text: str, rng: "Generator") -> "Grey":
    """A webcam's own compression at its worst."""
    _, packed = cv2.imencode(".jpg", shown(text, rng, module_px=3.0), [cv2.IMWRITE_JPEG_QUALITY, 9])
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), np.uint8)


CASES: tuple[Case, ...] = (
    Case("plain", lambda text, rng: noisy(shown(text, rng), rng, 3)),
    Case("turned 30°", lambda text, rng: noisy(shown(text, rng, turn_deg=30), rng, 3)),
    Case("turned 45°", lambda text, rng: noisy(shown(text, rng, turn_deg=45), rng, 3)),
    Case("upside down", lambda text, rng: noisy(shown(text, rng, turn_deg=180 + rng.uniform(-9, 9)), rng, 3)),
    Case("tilted", lambda text, rng: noisy(shown(text, rng, module_px=4.6, tilt=0.2, turn_deg=8), rng, 3)),
    Case("tilted far", lambda text, rng: noisy(shown(text, rng, module_px=4.6, tilt=0.46, turn_deg=-12), rng, 3)),
    Case("small, 2.0 px", lambda text, rng: noisy(shown(text, rng, module_px=2.0), rng, 3)),
    Case("small, 1.5 px", lambda text, rng: noisy(shown(text, rng, module_px=1.5, turn_deg=3), rng, 2)),
    Case("out of focus", lambda text, rng: noisy(soft(shown(text, rng), 1.75), rng, 2)),
    Case("far out of focus", lambda text, rng: noisy(soft(shown(text, rng), 2.05), rng, 2)),
    Case("moved", lambda text, rng: noisy(moved(shown(text, rng), 7, float(rng.uniform(0, 180))), rng, 2)),
    Case("dark", lambda text, rng: noisy(clipped(shown(text, rng) * 0.06), rng, 3)),
    Case("over-exposed", lambda text, rng: noisy(clipped(shown(text, rng) * 0.45 + 165), rng, 3)),
    Case("light from one side", lambda text, rng: noisy(_light_ramp(shown(text, rng), 0.12, 1.1), rng, 3)),
    Case("noise", lambda text, rng: noisy(shown(text, rng), rng, 62)),
    Case("glare", lambda text, rng: noisy(_glare(shown(text, rng), rng, 30), rng, 3)),
    Case("telephone's display", _screen),
    Case("bent paper", lambda text, rng: noisy(_bent(text, rng), rng, 3)),
    Case("stained", lambda text, rng: noisy(_stained(text, rng), rng, 3)),
    Case("creased", _creased),
    Case("compressed", _jpeg),
)
