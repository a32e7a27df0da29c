"""Deny cues on drawn frames: seen on what shows them, not on people."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from drivers.emulators.persons.attacks import Attack, Detail, Species
from drivers.emulators.persons.scenes import Scene, Stage, View
from kiosk.vision.detector import Detector
from kiosk.vision.faces import Face
from kiosk.vision.liveness.cue_watch import CueWatch
from kiosk.vision.liveness.frame_cues import has_bezel, has_glare, moire_peak
from kiosk.vision.liveness.settings import LivenessSettings
from kiosk.vision.liveness.words import Deny
from kiosk.vision.model_store import ModelStore
from tests.support.pictures import MODELS, Pixels

SETTINGS = LivenessSettings()
PEOPLE = (2, 5, 9, 16, 20, 23)


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector(ModelStore(MODELS))


def face_in(detector: Detector, pixels: Pixels) -> Face:
    faces = detector.detect(pixels)
    assert faces
    return faces[0]


def living(person: int) -> Stage:
    return Stage(Scene.FRONT, person, View(seed=person))


@pytest.mark.parametrize("person", PEOPLE)
def test_people_show_no_cue(detector: Detector, person: int) -> None:
    watch = CueWatch(SETTINGS)
    stage = living(person)
    for number in range(15):
        pixels = stage.draw(0.0, number / 10)
        faces = detector.detect(pixels)
        watch.look(pixels, faces, faces[0])
    assert watch.denied() == frozenset()


@pytest.mark.parametrize(
    ("species", "cue"),
    [
        (Species.SCREEN, Deny.MOIRE),
        (Species.SCREEN, Deny.GLARE),
        (Species.PRINT, Deny.BEZEL),
        (Species.STILL_REPLAY, Deny.REPEATED_FRAMES),
    ],
)
def test_attacks_show_their_cue(detector: Detector, species: Species, cue: Deny) -> None:
    caught = 0
    for person in PEOPLE[:4]:
        watch = CueWatch(SETTINGS)
        attack = Attack(species, Detail(person, seed=person))
        for number in range(15):
            pixels = attack.draw(0.0, number / 10)
            faces = detector.detect(pixels)
            if faces:
                watch.look(pixels, faces, faces[0])
        caught += cue in watch.denied()
    assert caught >= 2


def test_a_door_behind_somebody_is_no_bezel(detector: Detector) -> None:
    pixels = living(9).draw(0.0, 0.0)
    face = face_in(detector, pixels)
    left, right = int(face.left - face.width * 0.6), int(face.left + face.width * 1.6)
    top = int(face.top - face.height * 0.4)
    door = pixels.copy()
    # Behind the person: its frame ends where the shoulders begin.
    low = int(face.top + face.height * 1.1)
    for start, end in (((left, top), (left, low)), ((right, top), (right, low)), ((left, top), (right, top))):
        cv2.line(door, start, end, (20, 20, 20), 4)
    assert not has_bezel(door, face, SETTINGS.bezel)
    cv2.line(door, (left, low + 40), (right, low + 40), (20, 20, 20), 4)
    assert has_bezel(door, face, SETTINGS.bezel)


def test_a_lamp_on_the_face_is_glare_and_burnt_faces_are_not(detector: Detector) -> None:
    pixels = living(9).draw(0.0, 0.0)
    face = face_in(detector, pixels)
    assert not has_glare(pixels, face, SETTINGS.glare)
    middle = (int(face.left + face.width / 2), int(face.top + face.height / 3))
    lit = cv2.circle(pixels.copy(), middle, int(face.width * 0.12), (255, 255, 255), -1)
    assert has_glare(np.asarray(lit, np.uint8), face, SETTINGS.glare)
    assert not has_glare(np.full_like(pixels, 255), face, SETTINGS.glare)


def test_a_beat_of_pixels_is_moire_and_noise_is_not(detector: Detector) -> None:
    pixels = living(9).draw(0.0, 0.0)
    face = face_in(detector, pixels)
    rows, columns = np.mgrid[0 : pixels.shape[0], 0 : pixels.shape[1]]
    beat = 7 * np.sin(2 * np.pi * (columns * 0.17 + rows * 0.08))
    grid = np.clip(pixels + beat[..., None], 0, 255).astype(np.uint8)
    noise = np.random.default_rng(1).normal(0, 7, pixels.shape)
    noisy = np.clip(pixels + noise, 0, 255).astype(np.uint8)
    limit = SETTINGS.moire.peak
    assert moire_peak(grid, face, SETTINGS.moire) > limit > moire_peak(noisy, face, SETTINGS.moire)
    assert moire_peak(pixels[:60, :60], replace_face(face), SETTINGS.moire) == 0.0


def replace_face(face: Face) -> Face:
    return replace(face, left=10.0, top=10.0, width=40.0, height=40.0)


def test_one_strange_frame_is_no_cue(detector: Detector) -> None:
    watch = CueWatch(SETTINGS)
    stage = living(9)
    for number in range(12):
        pixels = stage.draw(0.0, number / 10)
        face = face_in(detector, pixels)
        if number == 3:
            lit = cv2.circle(pixels.copy(), (int(face.left + face.width / 2), int(face.top + 40)), 18, (255, 255, 255), -1)
            pixels = np.asarray(lit, np.uint8)
        watch.look(pixels, [face], face)
    assert watch.denied() == frozenset()


def test_a_second_face_counts_when_it_is_large_and_stays(detector: Detector) -> None:
    pixels = living(9).draw(0.0, 0.0)
    face = face_in(detector, pixels)
    for width, expected in ((face.width * 0.8, {Deny.SECOND_FACE}), (face.width * 0.2, set())):
        watch = CueWatch(SETTINGS)
        other = replace(face, left=0.0, width=width)
        stage = living(9)
        for number in range(SETTINGS.cues.second_face_frames):
            watch.look(stage.draw(0.0, number / 10), [face, other], face)
        assert watch.denied() == expected
