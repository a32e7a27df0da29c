"""What stands before the camera, by name: people who want to be served."""

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

import cv2
import numpy as np

from drivers.emulators.persons import head as heads
from drivers.emulators.persons import motion
from drivers.emulators.persons.hall import Pose, Sensor, background, draw_person
from drivers.emulators.persons.portraits import PEOPLE, Pixels, Plane, load

EYE_DISTANCE = 74.0
"""Pixels, in a picture 480 high: somebody at 60 cm before a webcam."""
REFERENCE_HEIGHT = 480
PERSON_STREAM = 7919
"""Keeps the noise of two persons apart."""


class Scene(StrEnum):
    FRONT = "front"
    """Looks at the camera."""
    TURNING = "turning"
    """Front, to the left, to the right, again and again."""
    DARK = "dark"
    BRIGHT = "bright"
    TWO = "two"
    """Somebody else looks over the shoulder."""
    MASK = "mask"
    FAR = "far"
    SIDE = "side"
    """Stands at the picture's edge."""
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class View:
    """The camera and what is random about it."""

    width: int = 640
    height: int = 480
    fps: float = 15.0
    seed: int = 1


LIGHT = {Scene.DARK: 0.12, Scene.BRIGHT: 3.2}


class Stage:
    """A person before the camera, drawn frame by frame.

    Raises:
        ValueError: there is no such person.
    """

    def __init__(self, scene: Scene, person: int, view: View = View(), *, picture: str = "b") -> None:
        unit = EYE_DISTANCE * view.height / REFERENCE_HEIGHT
        far = 0.35 if scene is Scene.FAR else 1.0
        self._scene, self._person = scene, person
        self._head = heads.build(load(person, picture), unit * far, person)
        self._other = heads.build(load(person % PEOPLE + 1), unit * 0.8, person + 1) if scene is Scene.TWO else None
        self._empty = background(view.width, view.height, view.seed * PERSON_STREAM + person)
        self._sensor = Sensor(view.width, view.height, view.seed * PERSON_STREAM + person, LIGHT.get(scene, 1.0))

    def draw(self, yaw: float, at_s: float) -> Pixels:
        """The frame at `at_s`, the head turned by `yaw` degrees besides its own small movements."""
        canvas = self._empty.copy()
        if self._scene is not Scene.NOBODY:
            if self._other is not None:
                draw_person(canvas, self._other, Pose(x=0.2, y=0.42))
            pose = motion.sway(at_s, self._person)
            pose = replace(pose, yaw=pose.yaw + yaw, x=0.14 if self._scene is Scene.SIDE else pose.x)
            draw_person(canvas, self._head, pose)
            if self._scene is Scene.MASK:
                _draw_mask(canvas, self._head, pose)
        return self._sensor.expose(canvas)


def frames(
    scene: Scene, person: int, view: View = View(), *, picture: str = "b", turns: tuple[motion.Turn, ...] | None = None
) -> Iterator[Pixels]:
    """Frames without an end, `view.fps` a second; height × width × 3, blue-green-red.

    Args:
        turns: instead of the scene's own; seconds from the first frame.

    Raises:
        ValueError: there is no such person.
    """
    stage = Stage(scene, person, view, picture=picture)
    for number in itertools.count():
        at_s = number / view.fps
        if turns is not None:
            yaw = motion.yaw_at(turns, at_s)
        else:
            yaw = motion.yaw_at(motion.LOOP, math.fmod(at_s, motion.LOOP_S)) if scene is Scene.TURNING else 0.0
        yield stage.draw(yaw, at_s)


def _draw_mask(canvas: Plane, head: heads.Head, pose: Pose) -> None:
    """A surgical mask from the nose's bridge to below the chin."""
    height, width = canvas.shape[:2]
    middle = head.points[:2].mean(axis=0) * 0.5 + head.points[3:].mean(axis=0) * 0.5
    at = np.array([pose.x * width, pose.y * height]) - middle + head.points[3:].mean(axis=0)
    unit = head.eye_distance
    corners = np.array([(-1.15, -0.75), (0, -0.85), (1.15, -0.75), (1.0, 0.35), (0.45, 0.85), (-0.45, 0.85), (-1.0, 0.35)])
    shape = (at + corners * unit).astype(np.int32)
    hard = np.zeros((height, width), np.float32)
    cv2.fillPoly(hard, [shape], 1.0)
    cover = cv2.GaussianBlur(hard, (0, 0), unit / 30)[..., None]
    folds = 205 + 8 * np.sin(np.arange(height) * 2 * math.pi / (unit * 0.22))
    cloth = np.array([1.0, 0.97, 0.88]) * folds[:, None, None]
    canvas *= 1.0 - cover
    canvas += (cover * cloth).astype(np.float32)
