"""How a person stands and turns over time. Pure: seconds in, pose out."""

import math
from dataclasses import dataclass

from drivers.emulators.persons.hall import Pose

TURN_DEGREES = 30.0
"""What people do when they are asked to turn a little."""
SWAY = 0.004
"""Nobody stands still: parts of the picture."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn to a side and back."""

    degrees: float
    """Positive: to the person's own left."""
    begin_s: float
    there_s: float = 0.9
    """Takes this long to get there, and as long to come back."""
    hold_s: float = 0.8


def yaw_at(turns: tuple[Turn, ...], at_s: float) -> float:
    """Degrees."""
    for turn in turns:
        since = at_s - turn.begin_s
        if 0.0 <= since < turn.there_s:
            return turn.degrees * _ease(since / turn.there_s)
        if turn.there_s <= since < turn.there_s + turn.hold_s:
            return turn.degrees
        back = since - turn.there_s - turn.hold_s
        if 0.0 <= back < turn.there_s:
            return turn.degrees * (1.0 - _ease(back / turn.there_s))
    return 0.0


def sway(at_s: float, seed: int) -> Pose:
    """Small movements of somebody who stands and waits."""
    phase = seed * 1.7
    return Pose(
        yaw=0.8 * math.sin(at_s * 1.1 + phase),
        roll=0.7 * math.sin(at_s * 0.9 + phase),
        x=0.5 + SWAY * math.sin(at_s * 1.3 + phase),
        y=0.47 + SWAY * math.sin(at_s * 1.9 + phase),
    )


FRONT_S = 2.0
"""Looks at the camera this long before each pair of turns."""
LOOP_S = 8.0
LOOP: tuple[Turn, ...] = (Turn(TURN_DEGREES, FRONT_S), Turn(-TURN_DEGREES, FRONT_S + 3.0))
"""Front, left, right, front. Whichever side is asked for first, it comes within one round."""


def _ease(part: float) -> float:
    """Begins and ends slowly, as a neck does."""
    return part * part * (3.0 - 2.0 * part)


@dataclass(frozen=True, slots=True)
class Neck:
    """How fast somebody does as they are asked."""

    reaction_s: float = 0.6
    """Between reading the request and the first movement; people over seventy take about as long."""
    speed: float = 45.0
    """Degrees a second."""


class Follower:
    """Turns as asked, as a neck or a hand that holds a picture does. `yaw_at` is called with rising times."""

    def __init__(self, neck: Neck = Neck()) -> None:
        self._neck = neck
        self._asked = self._next = 0.0
        self._from_s = 0.0
        self._yaw = 0.0
        self._at_s = 0.0

    def ask(self, degrees: float, at_s: float) -> None:
        """Positive: to their own left. Asked the same again, nothing changes."""
        if degrees != self._next:
            self._next, self._from_s = degrees, at_s + self._neck.reaction_s

    def yaw_at(self, at_s: float) -> float:
        """Degrees."""
        if at_s >= self._from_s:
            self._asked = self._next
        step = self._neck.speed * max(0.0, at_s - self._at_s)
        self._at_s = at_s
        self._yaw += max(-step, min(step, self._asked - self._yaw))
        return self._yaw
