"""The nose stands out of a face's picture, and of no sheet's, whatever the landmarks say."""

import cv2
import numpy as np
import pytest

from drivers.emulators.persons.attacks import Attack, Detail, Species
from drivers.emulators.persons.scenes import Scene, Stage, View
from kiosk.vision.detector import Detector
from kiosk.vision.liveness.loading import load_parts
from kiosk.vision.liveness.nose import LINES, Look, stands_out
from kiosk.vision.liveness.settings import ReliefSettings
from kiosk.vision.model_store import ModelStore
from tests.support.pictures import MODELS, Pixels
from tests.support.solid_heads import head, picture, sheet

LIMIT = ReliefSettings().nose


class Camera:
    """Finds the face and its landmarks."""

    def __init__(self) -> None:
        store = ModelStore(MODELS)
        self._detector, landmarks = Detector(store), load_parts(store).landmarks
        assert landmarks is not None
        self._landmarks = landmarks

    def look(self, pixels: Pixels) -> Look:
        face = max(self._detector.detect(pixels), key=lambda one: one.width)
        return Look(self._landmarks.find(pixels, face), pixels)


@pytest.fixture(scope="module")
def camera() -> Camera:
    return Camera()


@pytest.mark.parametrize("light", [1.0, 0.6])
@pytest.mark.parametrize("side", [1, -1])
def test_a_turned_head_has_a_nose_in_other_light_too(camera: Camera, side: int, light: float) -> None:
    stage = Stage(Scene.FRONT, 10, View(seed=4321))
    there = stage.draw(side * 30.0, 1.0)
    # A lamp from one side: the other cheek gets darker as the head turns.
    shade = np.linspace(1.0, light, there.shape[1])[None, :, None]
    found = stands_out(camera.look(stage.draw(0.0, 0.0)), camera.look(np.asarray(there * shade, np.uint8)))
    assert len(found) == LINES
    assert min(side * line for line in found) > LIMIT


@pytest.mark.parametrize("radius_mm", [75.0, 95.0, 130.0, -120.0])
def test_bent_paper_has_none_where_landmarks_see_a_head(camera: Camera, radius_mm: float) -> None:
    attack = Attack(Species.BENT_PRINT, Detail(14, seed=987, radius_mm=radius_mm))
    found = stands_out(camera.look(attack.draw(0.0, 0.0)), camera.look(attack.draw(36.0, 1.0)))
    assert min(found) < LIMIT / 2


def test_landmarks_that_claim_a_nose_do_not_make_one() -> None:
    """The landmarks of a head over the picture of a sheet."""
    front = Look(head(0), picture(sheet(0)))
    assert min(stands_out(front, Look(head(30), picture(head(30))))) > LIMIT
    assert min(stands_out(front, Look(head(30), picture(sheet(30))))) < LIMIT


def test_place_size_and_roll_do_not_matter() -> None:
    front = Look(head(0), picture(head(0)))
    there = picture(head(28))
    plain = stands_out(front, Look(head(28), there))
    size = 0.85
    matrix = cv2.getRotationMatrix2D((320, 240), 12.0, size)
    rolled = np.asarray(cv2.warpAffine(there, matrix, (640, 480)), np.uint8)
    points = (head(28) @ matrix[:, :2].T + matrix[:, 2]).astype(np.float32)
    assert np.array(stands_out(front, Look(points, rolled))) / size == pytest.approx(np.array(plain), abs=0.03)
