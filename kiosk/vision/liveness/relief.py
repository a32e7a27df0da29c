"""Whether what turned to both sides has a face's depth, or was paper. Pure."""

import math
from collections.abc import Sequence
from statistics import median

from kiosk.vision.liveness.settings import ReliefSettings
from kiosk.vision.liveness.shape import Turned


def has_relief(sides: Sequence[Turned], settings: ReliefSettings) -> bool:
    """
    Args:
        sides: one per side, each the middle of several frames. Both sides together, since hardly any face looks quite
            straight ahead when it means to, and what one side gains the other loses.
    """
    if len(sides) < 2 or len({side.yaw > 0 for side in sides}) < 2:
        return False
    turn = sum(side.foreshortening for side in sides)
    if turn <= 0:
        return False
    residual = sum(side.residual for side in sides) / len(sides)
    residual_per_turn = residual * len(sides) / turn
    relief = sum(abs(side.relief) for side in sides) / turn
    eyes = sum(_toward(side) for side in sides) / turn
    return (
        residual >= settings.residual
        and residual_per_turn >= settings.residual_per_turn
        and relief >= settings.relief_per_turn
        and eyes >= settings.eyes_per_turn
        and _nose(sides) >= settings.nose
    )


def looks_flat(pose: Turned, settings: ReliefSettings) -> bool:
    """One frame of a sheet that is turned: much narrower, and hardly any depth."""
    turned = pose.foreshortening >= _tangent(settings.flat_turn)
    return turned and abs(pose.relief) < settings.flat_part * pose.foreshortening


def middle_of(poses: Sequence[Turned]) -> Turned:
    """The median of each measure. Raises: ValueError: there are none."""
    if not poses:
        raise ValueError("no poses")
    return Turned(
        yaw=median(pose.yaw for pose in poses),
        foreshortening=median(pose.foreshortening for pose in poses),
        residual=median(pose.residual for pose in poses),
        eyes=median(pose.eyes for pose in poses),
        nose=tuple(median(line) for line in zip(*(pose.nose for pose in poses), strict=True)),
    )


def _nose(sides: Sequence[Turned]) -> float:
    """Along the line where it stands out least: a bent sheet has one along which it is straight. 0 when it wasn't measured."""
    lines = zip(*(side.nose for side in sides), strict=True)
    turned = [1.0 if side.yaw > 0 else -1.0 for side in sides]
    return min((sum(way * far for way, far in zip(turned, line, strict=True)) / len(sides) for line in lines), default=0.0)


def _toward(side: Turned) -> float:
    """The far eye's narrowing; counted against when it was the near eye."""
    return side.eyes if side.yaw > 0 else -side.eyes


def _tangent(degrees: float) -> float:
    return math.tan(math.radians(degrees))
