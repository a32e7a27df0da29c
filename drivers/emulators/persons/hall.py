"""The place: a hall behind the person, shoulders, camera noise, light."""

from dataclasses import dataclass

import cv2
import numpy as np

from drivers.emulators.persons import head as heads
from drivers.emulators.persons.portraits import Pixels, Plane

NOISE = 2.2
"""A webcam's noise in indoor light, standard deviation in grey levels."""
NOISE_SHIFT = 64
"""One field of noise is moved by so many pixels at most: 4096 frames without repeating one."""
COARSE = 4
"""Pixels of the frame to one of what is soft anyway."""


@dataclass(frozen=True, slots=True)
class Pose:
    """How a person stands at one moment."""

    yaw: float = 0.0
    """Degrees; positive: to their own left."""
    roll: float = 0.0
    """Degrees."""
    x: float = 0.5
    """Middle of the face, as a part of the picture's width."""
    y: float = 0.47
    """And of its height."""


def background(width: int, height: int, seed: int) -> Plane:
    """A hall out of focus: wall, counters, lamps. Height × width × 3, 0 to 255."""
    randomness = np.random.default_rng(seed)
    down = np.linspace(205, 150, height, dtype=np.float32)[:, None, None]
    picture = np.repeat(down, width, axis=1) * np.array([0.97, 1.0, 1.0], np.float32)
    picture = np.ascontiguousarray(picture, np.float32)
    for _ in range(9):
        left, top = int(randomness.integers(0, width)), int(randomness.integers(0, height))
        wide, high = int(randomness.integers(width // 12, width // 4)), int(randomness.integers(height // 8, height // 3))
        grey = randomness.uniform(80, 200)
        colour = tuple(float(value) for value in grey + randomness.uniform(-22, 22, 3))
        cv2.rectangle(picture, (left, top), (left + wide, top + high), colour, -1)
    return cv2.GaussianBlur(picture, (0, 0), width / 45).astype(np.float32)


def draw_person(picture: Plane, head: heads.Head, pose: Pose) -> None:
    """Put shoulders, neck and head into `picture`, in place."""
    height, width = picture.shape[:2]
    centre = np.array([pose.x * width, pose.y * height])
    unit = head.eye_distance
    cloth = head.pixels[-max(2, head.pixels.shape[0] // 12) :].reshape(-1, 3).mean(axis=0) * 0.7
    cheek = head.points[2:4].mean(axis=0).astype(int)
    skin = head.pixels[cheek[1] - 3 : cheek[1] + 4, cheek[0] - 3 : cheek[0] + 4].reshape(-1, 3).mean(axis=0) * 0.8
    shoulders = centre + np.array([0.0, 3.7 * unit])
    neck = centre + np.array([0.0, 1.5 * unit])
    for middle, axes, colour in ((shoulders, (3.2 * unit, 1.9 * unit), cloth), (neck, (0.75 * unit, 1.2 * unit), skin)):
        soft = _soft_ellipse(width, height, middle, axes, unit / 18)[..., None]
        picture *= 1.0 - soft
        picture += soft * colour.astype(np.float32)
    pixels, alpha = heads.turned(head, pose.yaw)
    middle = head.points[:2].mean(axis=0) * 0.5 + head.points[3:].mean(axis=0) * 0.5
    matrix = cv2.getRotationMatrix2D((float(middle[0]), float(middle[1])), pose.roll, 1.0)
    matrix[:, 2] += centre - middle
    placed = cv2.warpAffine(pixels, matrix, (width, height), flags=cv2.INTER_LINEAR)
    seen = cv2.warpAffine(alpha, matrix, (width, height), flags=cv2.INTER_LINEAR)[..., None]
    picture *= 1.0 - seen
    picture += placed * seen


class Sensor:
    """A camera's sensor: light becomes grey levels, with noise that is another one in each frame.

    Args:
        light: 1 as drawn; 0.1: nearly dark; 3: burnt out.
    """

    def __init__(self, width: int, height: int, seed: int, light: float = 1.0) -> None:
        self._randomness = np.random.default_rng(seed)
        self._light = light
        shape = (height + NOISE_SHIFT, width + NOISE_SHIFT, 3)
        self._noise = self._randomness.standard_normal(shape, np.float32) * np.float32(NOISE)

    def expose(self, picture: Plane) -> Pixels:
        height, width = picture.shape[:2]
        down, across = (int(value) for value in self._randomness.integers(0, NOISE_SHIFT, 2))
        noise = self._noise[down : down + height, across : across + width]
        return np.asarray(np.clip(picture * np.float32(self._light) + noise, 0, 255), np.uint8)


def _soft_ellipse(width: int, height: int, middle: Plane, axes: tuple[float, float], blur: float) -> Plane:
    """0 outside, 1 inside. Drawn small, since soft edges need no sharp pixels."""
    small = np.zeros((height // COARSE, width // COARSE), np.float32)
    at = (int(middle[0] / COARSE), int(middle[1] / COARSE))
    cv2.ellipse(small, at, (int(axes[0] / COARSE), int(axes[1] / COARSE)), 0, 0, 360, 1.0, -1)
    soft = cv2.GaussianBlur(small, (0, 0), max(0.5, blur / COARSE))
    return np.asarray(cv2.resize(soft, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)
