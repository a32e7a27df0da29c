"""Films of invented people, drawn once for all tests here."""

from collections.abc import Callable
from pathlib import Path

import pytest

from drivers.emulators.persons import video
from drivers.emulators.persons.scenes import Scene, View, frames
from tests.support.vision_process import PERSON

FPS = 15.0

PERSONS = {Scene.MASK: 4}
"""Another face where a scene suits it better: the drawn mask covers this one's mouth and chin whole."""

MakeFilm = Callable[[Scene], Path]


@pytest.fixture(scope="session")
def make_film(tmp_path_factory: pytest.TempPathFactory) -> MakeFilm:
    """`make_film(Scene.FRONT)`: an AVI file, three seconds."""
    folder = tmp_path_factory.mktemp("films")

    def make(scene: Scene) -> Path:
        path = folder / f"{scene.value}.avi"
        if not path.exists():
            video.write(path, frames(scene, PERSONS.get(scene, PERSON), View(fps=FPS)), FPS, 3.0)
        return path

    return make
