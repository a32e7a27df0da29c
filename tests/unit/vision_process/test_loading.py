"""What may be offered with the models that are there, and which limits are used with which engine."""

import shutil
from pathlib import Path

import pytest

from api.messages.identity_words import Assurance
from drivers.emulators.persons import motion
from drivers.emulators.persons.scenes import Scene, Stage, View
from kiosk.vision.bands import SHIPPED
from kiosk.vision.comparison import Comparison, Unusable
from kiosk.vision.liveness.modules import Opinion
from kiosk.vision.liveness.settings import SAME_PERSON
from kiosk.vision.loading import load
from kiosk.vision.settings import VisionSettings
from tests.support.vision_process import MODELS, face_order

RECOGNISER = "face_recognition_sface_2021dec.onnx"
FRONT, TURNED_DEG = 0.0, 30.0
STRANGERS_MAX = 0.15
"""Share of drawn strangers that may reach a limit: they are more alike than people are."""


@pytest.fixture
def without_recogniser(tmp_path: Path) -> Path:
    folder = tmp_path / "models"
    shutil.copytree(MODELS, folder, ignore=shutil.ignore_patterns(RECOGNISER))
    return folder


def test_without_an_engine_no_face_is_offered_not_even_to_a_platform(without_recogniser: Path) -> None:
    parts = load(VisionSettings(models=without_recogniser))
    assert parts.detector is not None
    assert parts.engine is None
    assert (parts.level, parts.lacks) == (Assurance.L0, ("vision.models",))
    with pytest.raises(Unusable):
        Comparison(face_order(picture_wanted=True), parts, None, 0.0)


class Infrared:
    """A deployer's module."""

    name = "infrared"

    def judge(self, pixels: object, face: object, at_s: float) -> Opinion:
        return Opinion.ATTACK

    def close(self) -> None: ...


def test_a_module_that_settings_name_takes_part() -> None:
    parts = load(VisionSettings(models=MODELS, liveness_modules=(f"{__name__}:Infrared",)))
    assert parts.lacks == ()
    assert parts.make_judge is not None
    assert parts.detector is not None
    pixels = Stage(Scene.FRONT, 9, View(seed=2)).draw(0.0, 0.0)
    faces = parts.detector.detect(pixels)
    life = parts.make_judge(Assurance.L1, 1).observe(pixels, faces, faces[0], 0.0, 0.9)
    assert "deny.module" in life.cues


@pytest.mark.parametrize("name", ["nobody", "no_such_package:make", f"{__name__}:missing", f"{__name__}:FRONT"])
def test_a_module_that_is_missing_closes_the_face(name: str) -> None:
    parts = load(VisionSettings(models=MODELS, liveness_modules=(name,)))
    assert (parts.level, parts.make_judge, parts.lacks) == (Assurance.L0, None, ("vision.livenessModule",))


def test_each_engine_has_limits_of_its_own() -> None:
    assert set(SAME_PERSON) == set(SHIPPED)


@pytest.mark.parametrize("engine", ["sface", "dlib"])
def test_strangers_seldom_reach_the_limits_and_the_person_does(engine: str) -> None:
    if engine == "dlib":
        pytest.importorskip("dlib")
    parts = load(VisionSettings(models=MODELS, engine=engine))
    assert parts.detector is not None
    assert parts.engine is not None
    people = (4, 9, 12, 20, 21)
    seen = {}
    for person in people:
        stage = Stage(Scene.FRONT, person, View(seed=2))
        for yaw in (FRONT, TURNED_DEG):
            pixels = stage.draw(yaw, motion.LOOP_S)
            seen[person, yaw] = parts.engine.embed(pixels, parts.detector.detect(pixels)[0])
    limits = SAME_PERSON[engine]
    for yaw, limit in ((FRONT, limits.front), (TURNED_DEG, limits.turned)):
        pairs = {(one, other): parts.engine.similarity(seen[one, FRONT], seen[other, yaw]) for one in people for other in people}
        strangers = [alike for (one, other), alike in pairs.items() if one != other]
        assert sum(alike >= limit for alike in strangers) <= STRANGERS_MAX * len(strangers)
        assert all(pairs[one, one] >= limit for one in people)
