"""Turns are measured by depth; a sheet shows none."""

import numpy as np
import pytest

from kiosk.vision.liveness.shape import BadShape, absolute_yaw, turned_against
from tests.support.solid_heads import head, sheet


@pytest.mark.parametrize("yaw", [-35, -20, -8, 0, 8, 20, 35])
def test_a_turn_is_measured_to_a_quarter(yaw: int) -> None:
    found = turned_against(head(0), head(yaw))
    assert found.yaw == pytest.approx(yaw, rel=0.25, abs=3)


def test_place_size_and_roll_do_not_matter() -> None:
    plain = turned_against(head(0), head(25))
    spin = np.array([[0.97, -0.24], [0.24, 0.97]], np.float32)
    moved = turned_against(head(0), (head(25, place=(100, 380)) @ spin.T * 0.8).astype(np.float32))
    assert moved.yaw == pytest.approx(plain.yaw, abs=0.5)
    assert moved.residual == pytest.approx(plain.residual, abs=0.002)


@pytest.mark.parametrize("yaw", [20, 35, 50])
def test_a_flat_sheet_gets_narrow_without_depth(yaw: int) -> None:
    found = turned_against(sheet(0), sheet(yaw))
    assert abs(found.yaw) < 6
    assert found.residual < 0.001
    assert found.foreshortening == pytest.approx(np.tan(np.radians(yaw)), rel=0.25)


def test_front_is_found_without_knowing_the_face() -> None:
    assert abs(absolute_yaw(head(0))) < 2
    assert absolute_yaw(head(25)) > 18
    assert absolute_yaw(head(-25)) < -18


@pytest.mark.parametrize(
    "points", [np.zeros((68, 2), np.float32), np.full((68, 2), np.nan, np.float32), np.ones((5, 2), np.float32)]
)
def test_what_is_no_face_is_refused(points: np.ndarray) -> None:
    with pytest.raises(BadShape):
        turned_against(head(0), points)
    with pytest.raises(BadShape):
        absolute_yaw(points)
