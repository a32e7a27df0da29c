"""The head turn with perfect landmarks: who turns as asked passes, everybody else doesn't."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np
import pytest
from numpy.typing import NDArray

from drivers.emulators.persons.motion import Follower, Neck
from kiosk.vision.liveness.settings import IdentitySettings, ReliefSettings, TurnSettings
from kiosk.vision.liveness.turns import HeadTurn, Phase
from kiosk.vision.liveness.words import Deny
from kiosk.vision.messages import Guidance
from tests.support.solid_heads import head, picture, sheet

Points = NDArray[np.float32]
FPS = 10.0


def challenge(seed: int = 1) -> HeadTurn:
    return HeadTurn(seed, TurnSettings(), ReliefSettings(), IdentitySettings())


@dataclass
class Person:
    """Follows what is asked, unless `wish` says otherwise."""

    degrees: float = 30.0
    see: Callable[[float], Points] = head
    same: float | None = 0.9
    neck: Neck = field(default_factory=Neck)
    mirrored: bool = False
    """Turns to the wrong side each time."""

    def meet(self, turn: HeadTurn, seconds: float = 25.0, from_s: float = 0.0) -> float:
        """Returns when it was over."""
        follower = Follower(self.neck)
        at_s = from_s
        while at_s < from_s + seconds and turn.phase is not Phase.DONE and not turn.denied:
            points = self.see(follower.yaw_at(at_s))
            turn.add(points, picture(points), at_s, self.same)
            side = {Guidance.TURN_LEFT: 1, Guidance.TURN_RIGHT: -1}.get(turn.guidance, 0)
            follower.ask((-side if self.mirrored else side) * self.degrees, at_s)
            at_s += 1 / FPS
        return at_s


@pytest.mark.parametrize("seed", range(6))
def test_who_turns_as_asked_is_confirmed(seed: int) -> None:
    turn = challenge(seed)
    Person().meet(turn)
    assert turn.confirmed
    assert not turn.denied
    assert turn.progress == 1.0


def test_the_order_is_chances_and_both_orders_come() -> None:
    orders = {challenge(seed).sides for seed in range(20)}
    assert orders == {(1, -1), (-1, 1)}
    assert challenge(3).sides == challenge(3).sides


def test_nobody_turning_confirms_nothing() -> None:
    turn = challenge()
    Person(degrees=0.0).meet(turn)
    assert not turn.confirmed
    assert turn.phase is Phase.TURN


def test_too_small_a_turn_is_not_one() -> None:
    turn = challenge()
    Person(degrees=12.0).meet(turn)
    assert not turn.confirmed
    assert turn.step == 0


def test_flat_paper_turned_as_asked_is_denied() -> None:
    turn = challenge()
    Person(degrees=45.0, see=sheet).meet(turn)
    assert turn.denied == {Deny.FLAT}


@pytest.mark.parametrize("radius_mm", [80, 110, 150])
def test_bent_paper_is_never_confirmed(radius_mm: float) -> None:
    turn = challenge()
    Person(degrees=50.0, see=lambda yaw: sheet(yaw, bend=63 / radius_mm)).meet(turn)
    assert not turn.confirmed


def test_two_photographs_exchanged_are_no_turn() -> None:
    turn = challenge()
    Person(see=lambda yaw: head(0 if abs(yaw) < 12 else (30 if yaw > 0 else -30))).meet(turn)
    assert turn.denied == {Deny.IMPOSSIBLE_TIMING}


def test_a_slow_neck_is_as_good() -> None:
    turn = challenge()
    Person(neck=Neck(reaction_s=1.5, speed=18.0)).meet(turn)
    assert turn.confirmed


def feed(turn: HeadTurn, yaws: Iterable[float], from_s: float) -> float:
    """One frame each tenth of a second; returns when the next one is due."""
    at_s = from_s
    for yaw in yaws:
        turn.add(head(yaw), picture(head(yaw)), at_s, 0.9)
        at_s += 1 / FPS
    return at_s


def test_the_other_side_once_is_forgiven_twice_is_not() -> None:
    turn = challenge()
    wrong = -turn.sides[0]
    there = [wrong * degrees for degrees in (0, 8, 16, 24, 28, 28)]
    at_s = feed(turn, [0] * 6, 0.0)
    at_s = feed(turn, there, at_s)
    assert {turn.guidance} == {Guidance.TURN_BACK}
    at_s = feed(turn, there[::-1], at_s)
    assert {turn.guidance} <= {Guidance.TURN_LEFT, Guidance.TURN_RIGHT}
    assert not turn.denied
    feed(turn, there, at_s)
    assert turn.denied == {Deny.WRONG_TURNS}


def test_a_turn_that_nobody_saw_begin_is_asked_again() -> None:
    turn = challenge()
    side = turn.sides[0]
    at_s = feed(turn, [0] * 6, 0.0)
    # Half a second without a frame: no speed to tell, and no way seen.
    feed(turn, [side * 28] * 6, at_s + 0.5)
    assert {turn.guidance} == {Guidance.TURN_BACK}
    assert turn.step == 0
    assert not turn.denied
    feed(turn, [side * degrees for degrees in (20, 10, 0, 0, 10, 20, 28, 28, 28)], at_s + 2.0)
    assert turn.phase is Phase.BACK


def test_somebody_else_at_the_side_is_denied() -> None:
    turn = challenge()
    Person(same=0.1).meet(turn)
    assert turn.denied == {Deny.OTHER_PERSON}


def test_a_turn_whose_person_nobody_checked_is_not_counted() -> None:
    turn = challenge()
    Person(same=None).meet(turn)
    assert not turn.confirmed
    assert turn.step == 0


def test_whoever_moves_all_the_time_is_not_in_front_yet() -> None:
    turn = challenge()
    for number in range(60):
        points = head(0, place=(200 + 9 * (number % 20), 200))
        turn.add(points, picture(points), number / FPS, 0.9)
    assert turn.phase is Phase.FRONT


def test_a_restart_begins_with_the_front_and_keeps_what_was_denied() -> None:
    turn = challenge()
    Person().meet(turn, seconds=4.0)
    assert turn.progress > 0
    turn.denied.add(Deny.WRONG_TURNS)
    turn.restart(4.0)
    assert (turn.phase, turn.progress) == (Phase.FRONT, 0.0)
    assert Deny.WRONG_TURNS in turn.denied
