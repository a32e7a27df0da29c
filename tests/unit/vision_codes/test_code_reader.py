"""QR codes before the camera: read in bad pictures, each told once, never a wrong one."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest
import zxingcpp

from bench.code_cases import CASES, HEIGHT, WIDTH, noisy, scene, shown
from bench.codes import like_a_show_code, zxing_alone
from kiosk.vision.code_reader import GONE_AFTER, CodeReader, read_codes

CODE = like_a_show_code(np.random.default_rng(7))


def colour(grey: np.ndarray) -> np.ndarray:
    return cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR)


def rng(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_nothing_wrong_comes_out_of_a_bad_picture(case: object) -> None:
    picture = case.draw(CODE, rng(3))  # type: ignore[attr-defined]
    assert set(read_codes(picture)) <= {CODE.encode()}


@pytest.mark.parametrize("name", ["bent paper", "far out of focus", "dark", "noise"])
def test_the_second_look_reads_what_zxing_alone_doesnt(name: str) -> None:
    """Over some pictures each: single ones are chance."""
    case = next(case for case in CASES if case.name == name)
    pictures = [case.draw(CODE, rng(seed)) for seed in range(6)]
    ours, alone = (sum(CODE.encode() in read(picture) for picture in pictures) for read in (read_codes, zxing_alone))
    assert ours > alone


def test_a_small_code_at_the_edge_of_a_large_picture() -> None:
    """The second look goes to where a code was seen, not to the middle."""
    small = noisy(shown(CODE, rng(), module_px=2.2), rng(), 28)
    large = np.full((720, 1280), 120, np.uint8)
    large[:HEIGHT, 1280 - WIDTH :] = small
    assert read_codes(large) == [CODE.encode()]


def test_two_codes_in_one_picture() -> None:
    left = shown(CODE, rng(), module_px=3.0)
    right = shown("01JD0V7C5B8R2M6X9K3T1W4Q7P", rng(2), module_px=4.0)
    assert sorted(read_codes(np.hstack((left, right)))) == sorted((CODE.encode(), b"01JD0V7C5B8R2M6X9K3T1W4Q7P"))


@pytest.mark.parametrize(
    "empty", [lambda: scene(rng()), lambda: np.zeros((480, 640), np.uint8), lambda: rng().integers(0, 255, (720, 1280), np.uint8)]
)
def test_a_hall_without_a_code(empty: Callable[[], np.ndarray]) -> None:
    assert read_codes(empty()) == []


def test_other_bar_codes_are_no_business_of_the_kiosk() -> None:
    for kind in (zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.DataMatrix, zxingcpp.BarcodeFormat.Aztec):
        drawn = np.array(zxingcpp.create_barcode("6901234567892", kind).to_image(scale=4))
        assert zxingcpp.read_barcodes(drawn)
        assert read_codes(np.pad(drawn, 40, constant_values=255)) == []


def test_a_code_is_told_once_while_it_stays() -> None:
    reader = CodeReader()
    frames = [colour(noisy(shown(CODE, rng(5)), rng(number), 4)) for number in range(5)]
    told = [reader.read(frame) for frame in frames]
    assert told == [[CODE.encode()], [], [], [], []]


def test_a_code_that_is_hidden_for_a_moment_isnt_told_again_but_later_it_is() -> None:
    reader = CodeReader()
    with_code, without = colour(shown(CODE, rng())), colour(scene(rng()))
    assert reader.read(with_code)
    for _ in range(GONE_AFTER - 1):
        assert reader.read(without) == []
    assert reader.read(with_code) == []
    for _ in range(GONE_AFTER + 1):
        reader.read(without)
    assert reader.read(with_code) == [CODE.encode()]


def test_another_code_is_told_at_once() -> None:
    reader = CodeReader()
    other = like_a_show_code(rng(8))
    assert reader.read(colour(shown(CODE, rng()))) == [CODE.encode()]
    assert reader.read(colour(shown(other, rng()))) == [other.encode()]


def test_the_reader_keeps_no_code() -> None:
    reader = CodeReader()
    reader.read(colour(shown(CODE, rng())))
    assert CODE not in repr(vars(reader))
