"""Video files in a camera's place: patterns drawn here, no person in any of them."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from api.messages.state import Status
from drivers.camera.settings import CameraSettings
from drivers.camera.source import FrameSource
from drivers.core.lifecycle import Backoff

WIDTH, HEIGHT, FPS = 320, 240, 50
FRAMES = 25
Pixels = Any


def moving(number: int) -> Pixels:
    """A bright bar that wanders over a checkered wall, with a sensor's noise."""
    board = ((np.indices((HEIGHT, WIDTH)) // 20).sum(axis=0) % 2 * 90 + 60).astype(np.uint8)
    board[:, (number * 9) % WIDTH : (number * 9) % WIDTH + 24] = 230
    noise = np.random.default_rng(number).integers(0, 12, board.shape, dtype=np.uint8)
    return cv2.cvtColor(board + noise, cv2.COLOR_GRAY2BGR)


def plain(brightness: int, spread: int) -> Callable[[int], Pixels]:
    """A picture of one brightness with so much noise."""

    def draw(number: int) -> Pixels:
        grey = np.random.default_rng(number).integers(
            max(0, brightness - spread), min(255, brightness + spread) + 1, (HEIGHT, WIDTH), dtype=np.uint8
        )
        return cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR)

    return draw


def dim(number: int) -> Pixels:
    """The wall by night: dark, but not flat."""
    return (moving(number).astype(np.float32) * 0.16).astype(np.uint8)


SCENES: dict[str, Callable[[int], Pixels]] = {
    "moving": moving,
    "still": lambda _: moving(0),
    "covered": plain(14, 2),
    "paper": plain(120, 3),
    "glare": plain(250, 4),
    "dim": dim,
}


def record(path: Path, scene: str) -> Path:
    # A single frame played again and again is the same to the last bit; the encoder's rate control makes others of equal ones.
    frames = 1 if scene == "still" else FRAMES
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), FPS, (WIDTH, HEIGHT))
    assert writer.isOpened()
    for number in range(frames):
        writer.write(SCENES[scene](number))
    writer.release()
    return path


class Camera:
    """A source and all that it said."""

    def __init__(self, video: Path, **settings: Any) -> None:
        self.statuses: list[Status] = []
        wanted = {"stale_s": 5.0, "frozen_s": 5.0, "judged_frames": 5} | settings
        self.source = FrameSource(
            CameraSettings.model_validate({"video": video} | wanted),
            on_status=self.statuses.append,
            backoff=Backoff(first_s=0.02, cap_s=0.1),
        )

    @property
    def reason(self) -> str:
        return self.source.status().reason


MakeCamera = Callable[..., Camera]


@pytest.fixture
def make_camera(tmp_path: Path) -> Iterator[MakeCamera]:
    """`make_camera("moving", stale_s=…)`: started on a video of that scene."""
    made: list[Camera] = []

    def make(scene: str = "moving", path: Path | None = None, **settings: Any) -> Camera:
        camera = Camera(path or record(tmp_path / f"{scene}.avi", scene), **settings)
        camera.source.start()
        made.append(camera)
        return camera

    yield make
    for camera in made:
        assert camera.source.close()
