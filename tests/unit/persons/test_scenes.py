"""Invented people as frames and files: found by the detector, recognised as themselves, turning to the side they say."""

from itertools import islice, pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest

from drivers.camera.capture import open_capture
from drivers.camera.settings import CameraSettings
from drivers.emulators.persons import motion, portraits
from drivers.emulators.persons.__main__ import main
from drivers.emulators.persons.scenes import Scene, Stage, View, frames
from kiosk.vision.detector import Detector
from kiosk.vision.engines.sface import SFace
from kiosk.vision.messages import Guidance
from kiosk.vision.model_store import ModelStore
from kiosk.vision.quality import judge, yaw_deg
from kiosk.vision.tracker import Tracker
from tests.support.pictures import MODELS, framed, person

PEOPLE = (4, 9, 20)


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector(ModelStore(MODELS))


@pytest.fixture(scope="module")
def engine() -> SFace:
    return SFace(ModelStore(MODELS))


@pytest.mark.parametrize("number", PEOPLE)
@pytest.mark.parametrize("yaw", [0.0, 25.0, -25.0])
def test_a_turned_head_is_still_the_same_person(detector: Detector, engine: SFace, number: int, yaw: float) -> None:
    card = framed(person(number, "a"))
    reference = engine.embed(card, detector.detect(card)[0])
    pixels = Stage(Scene.FRONT, number).draw(yaw, 0.0)
    seen = engine.embed(pixels, detector.detect(pixels)[0])
    assert engine.similarity(reference, seen) > 0.5


@pytest.mark.parametrize("number", PEOPLE)
def test_positive_is_to_their_own_left(detector: Detector, number: int) -> None:
    stage = Stage(Scene.FRONT, number)
    front, left, right = (yaw_deg(detector.detect(stage.draw(yaw, 0.0))[0].points) for yaw in (0.0, 28.0, -28.0))
    assert right + 10 < front < left - 10


@pytest.mark.parametrize(
    ("scene", "guidance"),
    [
        (Scene.FRONT, Guidance.GOOD),
        (Scene.MASK, Guidance.TAKE_OFF_MASK),
        (Scene.FAR, Guidance.COME_CLOSER),
        (Scene.SIDE, Guidance.CENTRE),
        (Scene.TWO, Guidance.ONE_PERSON),
        (Scene.NOBODY, Guidance.NO_FACE),
    ],
)
def test_each_scene_is_what_it_says(detector: Detector, scene: Scene, guidance: Guidance) -> None:
    pixels = Stage(scene, 4).draw(0.0, 0.0)
    assert judge(pixels, Tracker().update(detector.detect(pixels), 0.0)).guidance is guidance


def test_dark_and_bright_are(detector: Detector) -> None:
    plain, dark, bright = (Stage(scene, 9).draw(0.0, 0.0).mean() for scene in (Scene.FRONT, Scene.DARK, Scene.BRIGHT))
    assert dark < 30 < plain < 220 < bright


def test_no_frame_repeats_and_the_same_seed_draws_the_same() -> None:
    first = list(islice(frames(Scene.FRONT, 9, View(seed=3)), 3))
    again = list(islice(frames(Scene.FRONT, 9, View(seed=3)), 3))
    assert all(np.array_equal(one, other) for one, other in zip(first, again, strict=True))
    assert not np.array_equal(first[0], first[1])


def test_the_loop_turns_to_both_sides_and_looks_ahead_in_between() -> None:
    yaws = [motion.yaw_at(motion.LOOP, tenth / 10) for tenth in range(round(motion.LOOP_S * 10))]
    assert (max(yaws), min(yaws)) == (motion.TURN_DEGREES, -motion.TURN_DEGREES)
    assert yaws[0] == yaws[-1] == 0.0
    assert max(abs(after - before) for before, after in pairwise(yaws)) < 10


def test_a_follower_waits_then_moves_at_its_pace() -> None:
    follower = motion.Follower(motion.Neck(reaction_s=0.5, speed=40.0))
    follower.ask(30.0, 1.0)
    assert follower.yaw_at(1.4) == 0.0
    assert follower.yaw_at(1.9) == pytest.approx(20.0)
    assert follower.yaw_at(5.0) == 30.0


def test_a_file_is_a_camera(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "person.avi"
    assert main(["front", "--person", "9", "--out", str(path), "--seconds", "0.4", "--fps", "10"]) == 0
    assert "4 frames" in capsys.readouterr().out
    capture = open_capture(CameraSettings(video=path, repeat=False))
    pixels = capture.read()
    capture.close()
    assert pixels is not None
    assert pixels.shape == (480, 640, 3)
    drawn = next(frames(Scene.FRONT, 9, View(fps=10.0)))
    assert float(np.abs(cv2.absdiff(pixels, drawn)).mean()) < 4


def test_nobody_of_that_number(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["front", "--person", "99", "--out", str(tmp_path / "x.avi")]) == 2
    assert "no invented person" in capsys.readouterr().err
    assert main(["front", "--out", str(tmp_path / "no" / "x.avi"), "--seconds", "0.1"]) == 2
    with pytest.raises(ValueError, match="no invented person"):
        portraits.load(1, "z")


def test_every_portrait_has_its_points() -> None:
    for number in range(1, portraits.PEOPLE + 1):
        for view in portraits.VIEWS:
            portrait = portraits.load(number, view)
            assert portrait.pixels.shape == (64, 64, 3)
            right_eye, left_eye, nose, *_ = portrait.points
            assert right_eye[0] < nose[0] < left_eye[0]
            assert 14 < portrait.eye_distance < 30
