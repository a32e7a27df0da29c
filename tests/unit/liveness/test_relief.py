"""A head's depth passes, paper's doesn't, flat or bent."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from kiosk.vision.liveness.nose import Look, stands_out
from kiosk.vision.liveness.relief import has_relief, looks_flat, middle_of
from kiosk.vision.liveness.settings import ReliefSettings
from kiosk.vision.liveness.shape import Turned, turned_against
from tests.support.solid_heads import head, picture, sheet

Points = NDArray[np.float32]
RULES = ReliefSettings()


def both_sides(make: Callable[..., Points], yaw: float, **more: float) -> list[Turned]:
    front = make(0, **more)
    look = Look(front, picture(front))
    sides = [make(side * yaw, **more) for side in (1, -1)]
    return [replace(turned_against(front, side), nose=stands_out(look, Look(side, picture(side)))) for side in sides]


@pytest.mark.parametrize("yaw", [22, 28, 35])
@pytest.mark.parametrize("noise_px", [0.0, 0.5])
def test_a_head_has_relief(yaw: float, noise_px: float) -> None:
    assert has_relief(both_sides(head, yaw, noise_px=noise_px), RULES)


@pytest.mark.parametrize("yaw", [20, 30, 45, 60])
def test_flat_paper_has_none(yaw: float) -> None:
    sides = both_sides(sheet, yaw)
    assert not has_relief(sides, RULES)
    assert all(looks_flat(side, RULES) for side in sides) or yaw < RULES.flat_turn


@pytest.mark.parametrize("yaw", [28, 35, 45, 55])
@pytest.mark.parametrize("radius_mm", [70, 90, 120, 160, 250])
def test_bent_paper_has_none(yaw: float, radius_mm: float) -> None:
    assert not has_relief(both_sides(sheet, yaw, bend=63 / radius_mm), RULES)


@pytest.mark.parametrize("axis", [20, 45, 70, 90, 135, 160])
@pytest.mark.parametrize("radius_mm", [-110, 80, 110, 160])
def test_whatever_way_paper_is_bent_its_nose_does_not_stand_out(axis: float, radius_mm: float) -> None:
    for yaw in (28, 40):
        assert not has_relief(both_sides(sheet, yaw, bend=63 / radius_mm, axis=axis), RULES)


def test_what_was_not_measured_is_no_nose() -> None:
    sides = both_sides(head, 28)
    assert has_relief(sides, RULES)
    assert not has_relief([replace(side, nose=()) for side in sides], RULES)


def test_one_side_is_not_enough() -> None:
    sides = both_sides(head, 28)
    assert not has_relief(sides[:1], RULES)
    assert not has_relief([sides[0], sides[0]], RULES)
    assert not has_relief([], RULES)


def test_a_turned_head_does_not_look_flat() -> None:
    assert not any(looks_flat(side, RULES) for yaw in (20, 30, 45) for side in both_sides(head, yaw))


@pytest.mark.parametrize("missing", ["residual", "residual_per_turn", "relief_per_turn", "eyes_per_turn", "nose"])
def test_every_limit_can_refuse_by_itself(missing: str) -> None:
    stricter = replace(RULES, **dict[str, Any]({missing: 99.0}))
    assert not has_relief(both_sides(head, 28), stricter)


def test_the_middle_is_a_median() -> None:
    poses = [
        Turned(yaw=value, foreshortening=value, residual=value, eyes=value, nose=(value, -value)) for value in (1.0, 2.0, 90.0)
    ]
    assert middle_of(poses) == Turned(yaw=2.0, foreshortening=2.0, residual=2.0, eyes=2.0, nose=(2.0, -2.0))
    with pytest.raises(ValueError):
        middle_of([])
