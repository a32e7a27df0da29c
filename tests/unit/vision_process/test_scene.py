"""Exposure, light and focus as a technician reads them, over scenes drawn here."""

import cv2
import numpy as np
import pytest
from skimage.data import astronaut

from kiosk.vision.scene import FrameMeasures, SceneReport, Word, judge_scene, measure_frame


def wall(seed: int = 1, brightness: float = 1.0) -> "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]":
    """NASA's portrait with a sensor's noise, so bright."""
    picture = cv2.resize(astronaut()[..., ::-1], (640, 640), interpolation=cv2.INTER_AREA).astype(np.float32) * brightness
    noise = np.random.default_rng(seed).normal(0, 3, picture.shape)
    return np.clip(picture + noise, 0, 255).astype(np.uint8)


def report(*frames: "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]") -> SceneReport:
    return judge_scene([measure_frame(frame) for frame in frames])


def test_a_good_picture_is_good_in_every_word() -> None:
    seen = report(wall(1), wall(2), wall(3))
    assert (seen.exposure, seen.light, seen.focus) == (Word.GOOD, Word.GOOD, Word.GOOD)


@pytest.mark.parametrize(("brightness", "word"), [(0.15, Word.TOO_DARK), (0.4, Word.DIM), (3.5, Word.TOO_BRIGHT)])
def test_exposure_has_its_words(brightness: float, word: Word) -> None:
    assert report(wall(brightness=brightness)).exposure is word


@pytest.mark.parametrize(("blur_px", "word"), [(1.2, Word.SOFT), (2.5, Word.BLURRED), (6.0, Word.BLURRED)])
def test_focus_is_measured_by_edges_and_not_fooled_by_noise(blur_px: float, word: Word) -> None:
    noise = np.random.default_rng(9).normal(0, 4, (640, 640, 3))
    blurred = np.clip(cv2.GaussianBlur(wall(), (0, 0), blur_px) + noise, 0, 255).astype(np.uint8)
    assert report(blurred).focus is word


def test_the_width_of_edges_comes_out_in_pixels() -> None:
    step = np.zeros((480, 640, 3), np.uint8)
    step[:, 320:] = 200
    for sigma in (2.0, 3.0, 5.0):
        assert measure_frame(cv2.GaussianBlur(step, (0, 0), sigma)).edge_px == pytest.approx(sigma, rel=0.2)


def test_focus_of_a_bare_wall_is_not_known() -> None:
    grey = np.random.default_rng(3).normal(128, 3, (480, 640, 3)).astype(np.uint8)
    assert measure_frame(grey).edge_px is None
    assert report(grey).focus is Word.FLAT


def test_a_window_behind_and_flickering_lamps_are_told() -> None:
    bright = wall()
    bright[:, :160] = 255
    assert report(bright).light is Word.BACKLIGHT
    assert report(*(wall(number, 1.0 + 0.1 * (number % 2)) for number in range(8))).light is Word.FLICKERS


def test_without_a_frame_nothing_is_judged() -> None:
    with pytest.raises(ValueError, match="no frame"):
        judge_scene([])


def test_size_changes_no_word() -> None:
    large = cv2.resize(wall(), (1280, 1280), interpolation=cv2.INTER_CUBIC)
    one, other = measure_frame(wall()), measure_frame(np.asarray(large, np.uint8))
    assert isinstance(one, FrameMeasures)
    assert one.brightness == pytest.approx(other.brightness, rel=0.03)
    assert other.edge_px == pytest.approx(one.edge_px, abs=0.6)
