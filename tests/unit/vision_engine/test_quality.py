"""What a person is told by what the camera shows: real detector, real pictures, one fault at a time."""

import math

import cv2
import numpy as np
import pytest

from kiosk.vision.detector import Detector
from kiosk.vision.messages import Guidance
from kiosk.vision.model_store import ModelStore
from kiosk.vision.quality import NOSE_DEPTH, Gates, judge, roll_deg, yaw_deg
from kiosk.vision.tracker import Tracker
from tests.support.pictures import MODELS, Pixels, astronaut, framed, masked, person, put

MASKS = {"blue": (200, 160, 120), "white": (225, 225, 225), "black": (35, 35, 38), "green": (150, 190, 130)}
FRONTAL = (1, 4, 7, 10, 14, 18, 23)


@pytest.fixture(name="detector", scope="module")
def one_detector() -> Detector:
    return Detector(ModelStore(MODELS))


def guidance(detector: Detector, frame: Pixels, *, turning: bool = False, gates: Gates | None = None) -> Guidance:
    return judge(frame, Tracker().update(detector.detect(frame), 0.0), gates, turning=turning).guidance


@pytest.mark.parametrize("number", FRONTAL)
def test_a_good_frame_is_good(detector: Detector, number: int) -> None:
    assert guidance(detector, framed(person(number))) is Guidance.GOOD


def test_a_photograph_of_a_real_face_is_good(detector: Detector) -> None:
    assert guidance(detector, framed(astronaut(), 440)) is Guidance.GOOD


def test_nobody(detector: Detector) -> None:
    assert guidance(detector, np.full((480, 640, 3), 110, np.uint8)) is Guidance.NO_FACE


def test_too_far_and_too_near(detector: Detector) -> None:
    assert guidance(detector, framed(person(4), 100)) is Guidance.COME_CLOSER
    assert guidance(detector, framed(person(4), 560)) is Guidance.STEP_BACK


def test_the_size_gate_can_be_switched_off(detector: Detector) -> None:
    assert guidance(detector, framed(person(4), 100), gates=Gates(width_min_px=0)) is Guidance.GOOD


@pytest.mark.parametrize("centre", [(130, 240), (510, 240)])
def test_beside_the_oval(detector: Detector, centre: tuple[int, int]) -> None:
    assert guidance(detector, framed(person(4), 250, centre=centre)) is Guidance.CENTRE


def test_two_people(detector: Detector) -> None:
    frame = framed(person(4), 260, centre=(210, 240))
    put(frame, person(10), 250, (470, 240))
    assert guidance(detector, frame) is Guidance.ONE_PERSON


def test_light(detector: Detector) -> None:
    frame = framed(person(4))
    assert guidance(detector, (frame * 0.3).astype(np.uint8)) is Guidance.TOO_DARK
    burnt = np.clip(framed(person(10)).astype(np.float32) * 2 + 20, 0, 255).astype(np.uint8)
    assert guidance(detector, burnt) is Guidance.TOO_BRIGHT


@pytest.mark.parametrize("number", [8, 14, 23])
def test_out_of_focus_and_moved(detector: Detector, number: int) -> None:
    frame = framed(person(number))
    assert guidance(detector, np.asarray(cv2.GaussianBlur(frame, (0, 0), 11), np.uint8)) is Guidance.HOLD_STILL
    smear = np.zeros((65, 65), np.float32)
    smear[32] = 1 / 65
    assert guidance(detector, np.asarray(cv2.filter2D(frame, -1, smear), np.uint8)) is Guidance.HOLD_STILL


@pytest.mark.parametrize("colour", MASKS.values(), ids=MASKS)
@pytest.mark.parametrize("number", [7, 13, 19, 22])
def test_a_mask(detector: Detector, colour: tuple[int, int, int], number: int) -> None:
    frame = framed(person(number))
    covered = masked(frame, detector.detect(frame)[0].points, colour)
    assert guidance(detector, covered) is Guidance.TAKE_OFF_MASK


def test_no_bare_face_is_told_to_take_off_a_mask(detector: Detector) -> None:
    told = [guidance(detector, framed(person(number, variant))) for number in range(1, 25) for variant in "abc"]
    assert Guidance.TAKE_OFF_MASK not in told
    assert told.count(Guidance.GOOD) >= 60


def test_a_tilted_head(detector: Detector) -> None:
    frame = framed(person(4))
    tilt = cv2.getRotationMatrix2D((320, 240), 28, 1.0)
    assert (
        guidance(detector, np.asarray(cv2.warpAffine(frame, tilt, (640, 480), borderValue=(110, 110, 110)), np.uint8))
        is Guidance.FACE_FRONT
    )


def test_while_turning_pose_and_blur_are_not_judged_but_light_is(detector: Detector) -> None:
    frame = framed(person(4))
    tilt = cv2.getRotationMatrix2D((320, 240), 28, 1.0)
    tilted = np.asarray(cv2.warpAffine(frame, tilt, (640, 480), borderValue=(110, 110, 110)), np.uint8)
    assert guidance(detector, tilted, turning=True) is Guidance.GOOD
    assert guidance(detector, (frame * 0.3).astype(np.uint8), turning=True) is Guidance.TOO_DARK


@pytest.mark.parametrize("turned_deg", [-40.0, -15.0, 0.0, 10.0, 30.0])
def test_yaw_of_a_turned_head(turned_deg: float) -> None:
    """Points of a head in space, turned and seen from far: the person's own left is the picture's right."""
    head = np.array([[-0.5, 0, 0], [0.5, 0, 0], [0, 0.6, NOSE_DEPTH], [-0.4, 1.1, 0.1], [0.4, 1.1, 0.1]])
    angle = math.radians(turned_deg)
    across = head[:, 0] * math.cos(angle) + head[:, 2] * math.sin(angle)
    points = np.column_stack([across, head[:, 1]]).astype(np.float32) * 100 + 300
    assert yaw_deg(points) == pytest.approx(turned_deg, abs=1.0)
    assert roll_deg(points) == pytest.approx(0, abs=0.1)


def test_eyes_in_one_place_are_no_frontal_face() -> None:
    assert yaw_deg(np.zeros((5, 2), np.float32)) > Gates().yaw_max_deg
