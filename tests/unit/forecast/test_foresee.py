"""The rollout against what queueing theory knows, and what a newcomer is told."""

from itertools import pairwise

import numpy as np
import pytest

from hall_controller.forecast.foresee import FURTHER, foresee
from hall_controller.forecast.laws import Laws
from hall_controller.forecast.rollout import rollout
from hall_controller.forecast.snapshot import Discipline, Line, ServiceHistory, Snapshot, Waiting, WindowNow
from hall_controller.forecast.tables import FAR

MINUTE_MS = 60_000
AT = 1_764_643_200_000
PLACE = ("queue", "q", "")
EXPONENTIAL = tuple(int(-np.log(1 - (n + 0.5) / 2000) * 10 * MINUTE_MS) for n in range(2000))
"""Quantiles of an exponential law of ten minutes."""


def snapshot(waiting: int, windows: int, *, arrivals_per_h: float = 0.0, state: str = "busy", rule: str = "fifo") -> Snapshot:
    tickets = tuple(Waiting((AT - MINUTE_MS * (waiting - n), n, 0), "s") for n in range(waiting))
    lines = (
        Line(PLACE, "walk-in", "q", tickets, "s"),
        Line(PLACE, "elderly", "q", (), "s", arrivals_per_h),
    )
    now = tuple(WindowNow(number, ((0, 1), (1, 1)), state, AT, "s") for number in range(1, windows + 1))
    discipline = Discipline(rule, (("walk-in", 40_000), ("elderly", 400_000)), (("walk-in", 2), ("elderly", 0)))
    return Snapshot(AT, lines, now, discipline, (ServiceHistory("s", EXPONENTIAL, 10 * MINUTE_MS),))


def exact(shot: Snapshot) -> Laws:
    return Laws({one.service: one.durations for one in shot.services}, uncertain=False)


def test_fifo_with_exponential_services_is_an_erlang_wait() -> None:
    """k people ahead and c busy windows: the wait is a sum of k + 1 exponentials of rate c/10 min."""
    shot = snapshot(waiting=12, windows=4)
    waits = rollout(shot, exact(shot), np.random.default_rng(1), 4000, lines=[0])[0, 0] / MINUTE_MS
    assert waits.mean() == pytest.approx(13 * 10 / 4, rel=0.02)
    assert waits.std() == pytest.approx(13**0.5 * 10 / 4, rel=0.05)


def test_those_behind_a_newcomer_come_one_service_gap_later() -> None:
    shot = snapshot(waiting=12, windows=4)
    waits = rollout(shot, exact(shot), np.random.default_rng(1), 4000, further=3)[0].mean(axis=1) / MINUTE_MS
    assert np.diff(waits) == pytest.approx([2.5] * 3, rel=0.1)


def test_later_green_channel_arrivals_are_reckoned_with() -> None:
    """Under strict rank a walk-in waits for everyone of the green channel who comes meanwhile: 1/(1 − ρ₁) as long."""
    alone, crowded = snapshot(12, 4, rule="strict"), snapshot(12, 4, arrivals_per_h=12, rule="strict")
    means = [rollout(shot, exact(shot), np.random.default_rng(1), 3000, lines=[0])[0, 0].mean() for shot in (alone, crowded)]
    assert means[1] / means[0] == pytest.approx(1 / (1 - 12 / 24), rel=0.06)


def test_a_free_window_takes_the_newcomer_at_once_and_the_next_after_his_service() -> None:
    shot = snapshot(waiting=0, windows=1, state="idle")
    instants = rollout(shot, exact(shot), np.random.default_rng(1), 2000, further=1)
    assert (instants[:, 0] == 0).all()
    assert instants[0, 1].mean() == pytest.approx(10 * MINUTE_MS, rel=0.06)


def test_a_line_that_nobody_calls_has_no_forecast() -> None:
    shot = snapshot(waiting=2, windows=1)
    lonely = Line(("queue", "other", ""), "walk-in", "other", (), "s")
    shot = Snapshot(shot.at, (*shot.lines, lonely), shot.windows, shot.discipline, shot.services)
    assert (rollout(shot, exact(shot), np.random.default_rng(1), 5)[2] == FAR).all()
    assert {forecast.key[0] for forecast in foresee(shot)} == {PLACE}


def test_newcomers_are_told_instants_in_order() -> None:
    (walk_in, elderly) = foresee(snapshot(waiting=20, windows=4, rule="accumulating", arrivals_per_h=6))
    assert len(walk_in.newcomers) == FURTHER + 1
    first = walk_in.newcomers[0]
    assert AT < first.low < first.expected < first.high
    assert all(a.expected < b.expected for a, b in pairwise(walk_in.newcomers))
    assert elderly.newcomers[0].expected < first.expected


def test_same_snapshot_same_forecast() -> None:
    assert foresee(snapshot(waiting=20, windows=4)) == foresee(snapshot(waiting=20, windows=4))


def test_nobody_and_no_window() -> None:
    shot = snapshot(waiting=0, windows=1)
    assert foresee(Snapshot(AT, (), (), shot.discipline, ())) == []
