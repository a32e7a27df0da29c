"""Attacks with a picture of an invented person, by species: what presentation attack detection is tried with.

Drawn by rules of optics and not filmed: what a figure over them says holds for these drawings.
"""

from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np

from drivers.emulators.persons import head as heads
from drivers.emulators.persons.hall import Pose, Sensor, background, draw_person
from drivers.emulators.persons.media import Hold, Medium, hold_before
from drivers.emulators.persons.motion import sway
from drivers.emulators.persons.portraits import Pixels, Plane, load

SHARPNESS = 1.6
"""A photograph has more pixels to a face than the camera that looks at it."""


class Species(StrEnum):
    """Kinds of presentation attack instruments (ISO/IEC 30107-3)."""

    PRINT = "print"
    """A photograph on paper, held as still as a hand can, tilted a little when a turn is asked."""
    BENT_PRINT = "bent-print"
    """Paper bent like a tube and turned."""
    TURNED_PHOTO = "turned-photo"
    """Flat paper turned as far as a head would."""
    SCREEN = "screen"
    """A telephone or tablet with its rim, its pixels and the lamps' reflection."""
    FILLED_FRAME = "filled-frame"
    """A photograph so large or so near that no rim is seen."""
    STILL_REPLAY = "still-replay"
    """A photograph fed in instead of the camera's picture: frames that don't change."""
    SWAPPED_PHOTOS = "swapped-photos"
    """One photograph from the front and two from the sides, exchanged as asked."""
    VIDEO_REPLAY = "video-replay"
    """A good screen without a visible rim that plays the very turns that are asked: no single camera tells it from a person."""


BENT_RADII_MM = (90.0, 160.0)
VIDEO_STEP = 3
"""Degrees between two frames of a played video."""
TILT = 0.4
"""Part of the asked turn that a print held still is tilted by."""


@dataclass(frozen=True, slots=True)
class Detail:
    """What differs from one attempt to the next."""

    person: int
    width: int = 640
    height: int = 480
    seed: int = 1
    eye_distance: float = 74.0
    radius_mm: float = 0.0
    """Of a bent print, hollow when negative; 0: chance chooses within `BENT_RADII_MM`."""


class Attack:
    """One attacker with one instrument."""

    def __init__(self, species: Species, detail: Detail, *, view: str = "a") -> None:
        self._species = species
        self._detail = detail
        stream = detail.seed * 104_729 + detail.person
        self._randomness = np.random.default_rng(stream)
        self._sensor = Sensor(detail.width, detail.height, stream)
        self._head = heads.build(load(detail.person, view), detail.eye_distance * SHARPNESS, detail.person)
        self._empty = background(detail.width, detail.height, detail.seed * 31 + detail.person)
        self._photographs: dict[int, Plane] = {}
        low, high = BENT_RADII_MM
        chosen = float(self._randomness.uniform(low, high))
        self._radius_mm = (detail.radius_mm or chosen) if species is Species.BENT_PRINT else 0.0
        self._still: Pixels | None = None

    def draw(self, yaw: float, at_s: float) -> Pixels:
        """The frame at `at_s` when the attacker follows a request to turn by `yaw` degrees."""
        species = self._species
        if species is Species.STILL_REPLAY:
            if self._still is None:
                wide = self._photograph(0, wide=True)
                size = (round(wide.shape[1] / SHARPNESS), round(wide.shape[0] / SHARPNESS))
                self._still = self._expose(np.asarray(cv2.resize(wide, size, interpolation=cv2.INTER_AREA), np.float32))
            return self._still
        frame = self._empty.copy()
        pose = sway(at_s, self._detail.seed)
        shown = self._angle_shown(yaw)
        turn = {Species.PRINT: yaw * TILT, Species.SCREEN: yaw * TILT}.get(species, yaw)
        if species in (Species.SWAPPED_PHOTOS, Species.VIDEO_REPLAY):
            turn = 0.0
        medium = Medium(
            self._photograph(shown, wide=species in (Species.FILLED_FRAME, Species.VIDEO_REPLAY)),
            self._detail.eye_distance * SHARPNESS,
            self._radius_mm,
        )
        hold = Hold(turn + pose.yaw, pose.roll, pose.x, pose.y + 0.03)
        hold_before(frame, medium, hold, self._detail.eye_distance)
        return self._expose(frame)

    def _angle_shown(self, yaw: float) -> int:
        """By how much the photographed head itself is turned."""
        if self._species is Species.VIDEO_REPLAY:
            return round(yaw / VIDEO_STEP) * VIDEO_STEP
        if self._species is Species.SWAPPED_PHOTOS and abs(yaw) > 12:
            return 28 if yaw > 0 else -28
        return 0

    def _photograph(self, degrees: int, *, wide: bool) -> Plane:
        """The picture on the instrument; kept, since drawing it takes long."""
        if degrees not in self._photographs:
            unit = self._detail.eye_distance * SHARPNESS
            # A4 upright is 210 × 297 mm, 3.3 × 4.7 eye distances; what fills the frame is as large as a poster.
            wide_px, high_px = (int(11 * unit), int(8.2 * unit)) if wide else (int(3.3 * unit), int(4.4 * unit))
            picture = background(wide_px, high_px, self._detail.seed + 5)
            draw_person(picture, self._head, Pose(yaw=float(degrees), y=0.5 if wide else 0.47))
            self._photographs[degrees] = self._medium_look(picture)
        return self._photographs[degrees]

    def _medium_look(self, picture: Plane) -> Plane:
        if self._species in (Species.SCREEN, Species.VIDEO_REPLAY):
            return _on_screen(picture, rim=self._species is Species.SCREEN, randomness=self._randomness)
        if self._species is Species.STILL_REPLAY:
            return picture
        return _on_paper(picture, rim=self._species is not Species.FILLED_FRAME, randomness=self._randomness)

    def _expose(self, frame: Plane) -> Pixels:
        size = (self._detail.width, self._detail.height)
        if frame.shape[1::-1] != size:
            height, width = frame.shape[:2]
            left, top = (width - size[0]) // 2, (height - size[1]) // 2
            frame = frame[top : top + size[1], left : left + size[0]]
        return self._sensor.expose(frame)


def _on_paper(picture: Plane, *, rim: bool, randomness: np.random.Generator) -> Plane:
    """Ink has less contrast than light, paper is white at its rim, and drops of ink make it grainy."""
    printed = 28.0 + picture * 0.82
    grain = randomness.normal(0.0, 5.0, picture.shape).astype(np.float32)
    printed = np.asarray(cv2.GaussianBlur(printed, (0, 0), 0.9), np.float32) + grain
    if rim:
        edge = max(4, picture.shape[1] // 28)
        cv2.rectangle(printed, (0, 0), (picture.shape[1] - 1, picture.shape[0] - 1), (236.0, 240.0, 240.0), edge)
    return np.asarray(np.clip(printed, 0, 255), np.float32)


def _on_screen(picture: Plane, *, rim: bool, randomness: np.random.Generator) -> Plane:
    """A screen shines bluish, its rows of pixels beat with the camera's, lamps are mirrored in it, a dark rim is round it."""
    height, width = picture.shape[:2]
    shown = np.clip(picture * np.array([1.12, 1.04, 0.98], np.float32) + 6.0, 0, 255)
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    slant = float(randomness.uniform(0.05, 0.3))
    wave = float(randomness.uniform(4.5, 7.5))
    beat = np.sin(2 * np.pi * (columns + rows * slant) / wave) + np.sin(2 * np.pi * (rows - columns * slant) / (wave * 1.15))
    if rim:
        shown = shown + beat[..., None] * np.array([5.0, 3.5, 5.0], np.float32)
        at = (int(width * randomness.uniform(0.35, 0.65)), int(height * randomness.uniform(0.3, 0.55)))
        lamp = np.zeros((height, width), np.float32)
        cv2.ellipse(lamp, at, (width // 9, width // 14), 20.0, 0, 360, 1.0, -1)
        shown = shown + cv2.GaussianBlur(lamp, (0, 0), width / 60)[..., None] * 190.0
        edge = max(8, width // 14)
        cv2.rectangle(shown, (0, 0), (width - 1, height - 1), (14.0, 14.0, 16.0), edge)
    return np.asarray(np.clip(shown, 0, 255), np.float32)
