"""Somebody before a camera who turns their head as the screen asks: the test writes what is asked into a file.

For `generator = "tests.support.person_who_reads:before_the_camera"`; WISH_FILE names the file, in the environment.
"""

import itertools
import os
from collections.abc import Iterator
from pathlib import Path

from drivers.emulators.persons.portraits import Pixels
from drivers.emulators.persons.scenes import Scene, Stage, View

WISH_FILE = "TINGTANG_TEST_WISH_FILE"
FPS = 15.0
PERSON = 4
TURN_DEG = 30.0
STEP_DEG = 3.0
"""From one frame to the next: 45 degrees a second, as people turn who are asked to do it slowly."""
WISHES = {"turn-left": 1.0, "turn-right": -1.0}


def before_the_camera() -> Iterator[Pixels]:
    wish, stage, yaw = Path(os.environ[WISH_FILE]), Stage(Scene.FRONT, PERSON, View(fps=FPS)), 0.0
    for number in itertools.count():
        word = wish.read_text("utf-8") if wish.exists() else ""
        target = WISHES.get(word, 0.0) * TURN_DEG
        yaw += max(-STEP_DEG, min(STEP_DEG, target - yaw))
        yield stage.draw(yaw, number / FPS)
