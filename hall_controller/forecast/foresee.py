"""From a snapshot to forecasts for the newcomers of every line: what the worker computes."""

from dataclasses import dataclass

import numpy as np

from hall_controller.forecast.laws import laws_of
from hall_controller.forecast.raw import HIGH, LOW, RawForecast
from hall_controller.forecast.rollout import rollout
from hall_controller.forecast.snapshot import LineKey, Snapshot
from hall_controller.forecast.tables import LONGEST_MS

RUNS = 64
"""Runs side by side: their mean is within an eighth of a single call's spread."""
FURTHER = 4
"""People who may take a number after the snapshot and still get their own instant; more are reckoned on from these."""


@dataclass(frozen=True, slots=True)
class LineForecast:
    """Of one line's newcomers: the first, the one behind him, and so on. UTC ms."""

    key: LineKey
    newcomers: tuple[RawForecast, ...]


def foresee(snapshot: Snapshot, runs: int = RUNS, further: int = FURTHER) -> list[LineForecast]:
    """Lines that no window of the group calls are left out. The same snapshot gives the same forecasts."""
    if not snapshot.lines or not snapshot.windows:
        return []
    rng = np.random.default_rng([snapshot.seed, snapshot.at])
    instants = np.minimum(rollout(snapshot, laws_of(snapshot.services), rng, runs, further), LONGEST_MS)
    low, high = np.quantile(instants, (LOW, HIGH), axis=2) + snapshot.at
    expected = instants.mean(axis=2) + snapshot.at
    reached = {index for window in snapshot.windows for index, _ in window.levels}
    return [
        LineForecast(
            line.key,
            tuple(
                RawForecast(*three)
                for three in zip(low[index].tolist(), expected[index].tolist(), high[index].tolist(), strict=True)
            ),
        )
        for index, line in enumerate(snapshot.lines)
        if index in reached
    ]
