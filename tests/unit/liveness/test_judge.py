"""The whole check with the real models: people pass, drawn attacks don't, and whatever fails is not live."""

from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from api.messages.identity_words import Assurance
from drivers.emulators.persons.attacks import Species
from drivers.emulators.persons.scenes import Scene, Stage, View
from kiosk.vision.attempt import Life, LifeVerdict
from kiosk.vision.detector import Detector
from kiosk.vision.engines.sface import SFace
from kiosk.vision.faces import Face
from kiosk.vision.liveness.judge import Liveness, LivenessParts
from kiosk.vision.liveness.loading import load_parts
from kiosk.vision.liveness.modules import Opinion
from kiosk.vision.liveness.words import Result
from kiosk.vision.messages import Guidance
from kiosk.vision.model_store import ModelStore
from tests.support.pictures import MODELS, Pixels
from tingtang.vision.generated import PERSON, Case, Drawn
from tingtang.vision.presentations import Ending, Eyes, Trial, present


@pytest.fixture(scope="module")
def eyes() -> Eyes:
    store = ModelStore(MODELS)
    return Eyes(Detector(store), SFace(store), load_parts(store))


def trial(eyes: Eyes, species: str, person: int, degrees: float = 30.0, level: Assurance = Assurance.L2) -> Trial:
    case = Case(species, person, "b", person, degrees)
    return present(Drawn(case), eyes, species=species, level=level, seed=person)


@pytest.mark.parametrize("person", [4, 9, 20])
def test_invented_people_who_turn_are_live(eyes: Eyes, person: int) -> None:
    found = trial(eyes, PERSON, person)
    assert found.ending is Ending.LIVE
    assert "confirm.turn" in found.cues


@pytest.mark.parametrize("species", [one for one in Species if one is not Species.VIDEO_REPLAY])
def test_drawn_attacks_are_not(eyes: Eyes, species: Species) -> None:
    found = trial(eyes, species, 9, degrees=45.0)
    assert found.ending is not Ending.LIVE


def test_looks_suffice_for_l1_and_take_no_turn(eyes: Eyes) -> None:
    found = trial(eyes, PERSON, 9, level=Assurance.L1)
    assert (found.ending, found.cues) == (Ending.LIVE, ("confirm.passive",))
    assert found.seconds < 2


def test_who_does_not_look_alive_is_asked_for_a_turn_at_l1(eyes: Eyes) -> None:
    class Unsure:
        def score(self, pixels: Pixels, face: Face) -> float:
            return 0.1

    unsure = Eyes(eyes.detector, eyes.engine, LivenessParts(eyes.parts.landmarks, Unsure()))
    found = trial(unsure, PERSON, 9, level=Assurance.L1)
    assert (found.ending, found.cues) == (Ending.LIVE, ("confirm.turn",))


def front(eyes: Eyes, count: int, scene: Scene = Scene.FRONT) -> Iterator[tuple[Pixels, list[Face], float]]:
    stage = Stage(scene, 9, View(seed=2))
    for number in range(count):
        pixels = stage.draw(0.0, number / 10)
        yield pixels, eyes.detector.detect(pixels), number / 10


def watch(judge: Liveness, eyes: Eyes, count: int, same: float | None = 0.9) -> Life:
    life = Life()
    for pixels, faces, at_s in front(eyes, count):
        life = judge.observe(pixels, faces, faces[0], at_s, same)
    return life


def test_nobody_turning_is_no_response_in_the_end(eyes: Eyes) -> None:
    judge = Liveness(Assurance.L2, 1, eyes.parts)
    life = watch(judge, eyes, 40)
    assert life.verdict is LifeVerdict.PENDING
    assert life.guidance in (Guidance.TURN_LEFT, Guidance.TURN_RIGHT)
    assert (life.step, life.steps) == (1, 2)
    pixels, faces, _ = next(front(eyes, 1))
    judge.observe(pixels, faces, faces[0], 4.3, 0.9)
    for number in range(30):
        life = judge.observe(pixels + (number % 2), faces, faces[0], 4.6 + number * 0.5, 0.9)
    assert judge.judgement.result is Result.NO_RESPONSE
    assert life.reason == "face.timeOut"


@pytest.mark.parametrize("begun_s", [0.0, 1000.0])
def test_who_never_looks_ahead_is_no_response(eyes: Eyes, begun_s: float) -> None:
    judge = Liveness(Assurance.L2, 1, LivenessParts(eyes.parts.landmarks))
    stage = Stage(Scene.FRONT, 9, View(seed=2))
    life = Life()
    for number in range(26):
        at_s = begun_s + number * 0.5
        pixels = stage.draw(-38.0, number * 0.5)
        faces = eyes.detector.detect(pixels)
        life = judge.observe(pixels, faces, faces[0], at_s, 0.9)
        assert number > 20 or life.guidance is Guidance.FACE_FRONT
    assert (judge.judgement.result, life.reason) == (Result.NO_RESPONSE, "face.timeOut")


def test_somebody_else_who_takes_the_place_is_told(eyes: Eyes) -> None:
    judge = Liveness(Assurance.L2, 1, eyes.parts)
    watch(judge, eyes, 5, same=0.1)
    assert judge.judgement.reason == "face.otherPerson"


@pytest.mark.parametrize(("same", "reason"), [(0.49, "face.otherPerson"), (0.51, ""), (float("nan"), "face.otherPerson")])
def test_from_the_front_the_limit_is_stricter(eyes: Eyes, same: float, reason: str) -> None:
    judge = Liveness(Assurance.L1, 1, LivenessParts(eyes.parts.landmarks, None, (Sensor(Opinion.ABSTAINS),)))
    watch(judge, eyes, 5, same=same)
    assert judge.judgement.reason == reason


def test_without_models_everybody_is_refused(eyes: Eyes) -> None:
    empty = LivenessParts()
    assert empty.level is Assurance.L0
    for level in (Assurance.L1, Assurance.L2):
        assert watch(Liveness(level, 1, empty), eyes, 1).verdict is LifeVerdict.NOT_LIVE
    looks_only = LivenessParts(passive=eyes.parts.passive)
    assert looks_only.level is Assurance.L1
    assert watch(Liveness(Assurance.L2, 1, looks_only), eyes, 1).verdict is LifeVerdict.NOT_LIVE


def test_a_model_that_raises_is_not_live_and_its_text_goes_nowhere(eyes: Eyes) -> None:
    class Broken:
        def find(self, pixels: Pixels, face: Face) -> NDArray[np.float32]:
            raise RuntimeError("pixels of somebody")

    life = watch(Liveness(Assurance.L2, 1, LivenessParts(Broken(), eyes.parts.passive)), eyes, 1)
    assert (life.verdict, life.reason) == (LifeVerdict.NOT_LIVE, "face.notLive")
    assert "deny.error" in life.cues
    assert "somebody" not in repr(life)


class Sensor:
    name = "depth"

    def __init__(self, opinion: Opinion) -> None:
        self._opinion = opinion

    def judge(self, pixels: Pixels, face: Face, at_s: float) -> Opinion:
        return self._opinion

    def close(self) -> None: ...


@pytest.mark.parametrize(
    ("opinion", "verdict"),
    [(Opinion.ATTACK, LifeVerdict.NOT_LIVE), (Opinion.ALIVE, LifeVerdict.LIVE), (Opinion.ABSTAINS, LifeVerdict.PENDING)],
)
def test_a_module_vetoes_confirms_or_keeps_quiet(eyes: Eyes, opinion: Opinion, verdict: LifeVerdict) -> None:
    parts = LivenessParts(modules=(Sensor(opinion),))
    assert watch(Liveness(Assurance.L1, 1, parts), eyes, 1).verdict is verdict


def test_a_module_that_finds_life_does_not_replace_the_turn(eyes: Eyes) -> None:
    parts = LivenessParts(eyes.parts.landmarks, None, (Sensor(Opinion.ALIVE),))
    assert watch(Liveness(Assurance.L2, 1, parts), eyes, 12).verdict is LifeVerdict.PENDING


def test_the_verdict_stays(eyes: Eyes) -> None:
    judge = Liveness(Assurance.L1, 1, LivenessParts(modules=(Sensor(Opinion.ATTACK),)))
    assert watch(judge, eyes, 1).verdict is LifeVerdict.NOT_LIVE
    assert watch(judge, eyes, 3).verdict is LifeVerdict.NOT_LIVE


def test_a_face_that_comes_and_goes_is_denied(eyes: Eyes) -> None:
    judge = Liveness(Assurance.L2, 1, eyes.parts)
    stage = Stage(Scene.FRONT, 9, View(seed=2))
    for number in range(4):
        pixels = stage.draw(0.0, number * 2.0)
        faces = eyes.detector.detect(pixels)
        life = judge.observe(pixels, faces, faces[0], number * 2.0, 0.9)
    assert life.cues == ("deny.track-lost",)
