"""The invented citizen of the demo: one name and number on the emulated card, in the show-codes and before the camera.

Nobody of this name and number exists; the face was drawn by a computer.
"""

import itertools
import json
import os
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PERSON = 4
"""Number of the face among the emulators' invented people."""
KEPT_PICTURE, CAMERA_PICTURE = "a", "b"
"""The register keeps one picture's template, the camera sees another picture of the same face."""
FPS = 15.0
"""As many as a kiosk's camera gives."""
KIOSK_URL = "TINGTANG_DEMO_KIOSK"
"""In the environment of a demo's kiosk: where its screen can be read."""
TURNS = {"turn-left": 30.0, "turn-right": -30.0}
"""Degrees of the head, positive to the person's own left: clearly more than a test of life needs."""
FRAMES_A_LOOK = 3
LOOK_S = 0.3
"""A screen that can't be read in this time is read again three frames later."""
CAMERA = "tingtang.demo.person:before_the_camera"
"""For `generator = …` of a kiosk's camera."""


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """As on the emulated reader's card `resident`."""

    name: str = field(default="王小明", repr=False)
    document: str = "111"
    number: str = field(default="152223198503020019", repr=False)


DEMO_PERSON = DemoPerson()
CARD_PRESS = "card:resident"
"""What lays that card on the emulated reader."""


def before_the_camera() -> "Iterator[NDArray[np.uint8]]":
    """Frames of the person, who reads the kiosk's screen and turns their head as it asks; height × width × 3, blue-green-red,
    FPS a second.
    """
    from drivers.emulators.persons.motion import Follower
    from drivers.emulators.persons.scenes import Scene, Stage, View

    stage, head, url = (
        Stage(Scene.FRONT, PERSON, View(fps=FPS), picture=CAMERA_PICTURE),
        Follower(),
        os.environ.get(KIOSK_URL, ""),
    )
    for number in itertools.count():
        at_s = number / FPS
        if url and number % FRAMES_A_LOOK == 0:
            head.ask(TURNS.get(_asked_on(url), 0.0), at_s)
        yield stage.draw(head.yaw_at(at_s), at_s)


def _asked_on(url: str) -> str:
    """What the kiosk asks the person before its camera to do now; empty while it asks nothing."""
    try:
        with urllib.request.urlopen(f"{url}/state", timeout=LOOK_S) as answer:  # noqa: S310 (the demo's own loopback port)
            return str(json.load(answer).get("guidance", ""))
    except (OSError, ValueError):
        return ""
