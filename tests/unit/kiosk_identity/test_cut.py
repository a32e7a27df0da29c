"""The camera's picture in rooms of any shape: the middle of it, undistorted, mirrored, nothing from beside it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.vision.preview import HEIGHT_MAX, WIDTH_MAX
from kiosk.widgets.cut import cut

SIDES = st.integers(16, 4_000)


def test_the_whole_picture_in_a_room_of_its_shape_is_mirrored_and_upright() -> None:
    lower_left, lower_right, upper_right, upper_left = _corners(cut((640, 480), (800, 600)))
    assert (lower_left, lower_right) == ((1, 1), (0, 1)), "the picture's right lower corner is on the left"
    assert (upper_right, upper_left) == ((0, 0), (1, 0))


def test_a_square_room_shows_the_middle() -> None:
    lower_left, _, upper_right, _ = _corners(cut((640, 480), (500, 500)))
    assert lower_left == pytest.approx((1 - 1 / 8, 1))
    assert upper_right == pytest.approx((1 / 8, 0))


def test_a_smaller_picture_never_shows_what_was_beside_it() -> None:
    lower_left, _, upper_right, _ = _corners(cut((320, 240), (400, 300)))
    assert (lower_left, upper_right) == ((0.5, 0.5), (0, 0))


@given(st.integers(16, WIDTH_MAX), st.integers(16, HEIGHT_MAX), SIDES, SIDES)
def test_nothing_is_stretched_and_nothing_lies_outside(width: int, height: int, across: int, up: int) -> None:
    (right, bottom), _, (left, top), _ = _corners(cut((width, height), (across, up)))
    wide, high = (right - left) * WIDTH_MAX, (bottom - top) * HEIGHT_MAX
    assert wide / high == pytest.approx(across / up, rel=1e-6)
    assert 0 <= left < right <= width / WIDTH_MAX + 1e-9
    assert 0 <= top < bottom <= height / HEIGHT_MAX + 1e-9
    assert wide == pytest.approx(width) or high == pytest.approx(height), "as much as fits"


def _corners(values: tuple[float, ...]) -> list[tuple[float, float]]:
    return list(zip(values[::2], values[1::2], strict=True))
