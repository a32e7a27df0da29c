"""The invented citizen of the demo: one name and number on the emulated card, in the show-codes and before the camera.

Nobody of this name and number exists; the face was drawn by a computer.
"""

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
    """Frames of the person who looks at the camera and turns their head again and again, as a test of life asks for; height ×
    width × 3, blue-green-red, FPS a second.
    """
    from drivers.emulators.persons.scenes import Scene, View, frames

    return frames(Scene.TURNING, PERSON, View(fps=FPS), picture=CAMERA_PICTURE)
