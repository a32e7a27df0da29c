"""From a snapshot to forecasts for the newcomers of every line: what the worker computes."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from hall_controller.forecast.laws import laws_of
from hall_controller.forecast.raw import HIGH, LOW, RawForecast
from hall_controller.forecast.rollout import rollout
from hall_controller.forecast.snapshot import LineKey, Snapshot
from hall_controller.forecast.tables import FAR, LONGEST_MS

RUNS = 64
"""Runs side by side: their mean is within an eighth of a single call's spread."""
FURTHER = 4
"""People who may take a number after the snapshot and still get instants of their own; more are reckoned on by the mean gap."""


@dataclass(frozen=True, slots=True)
class LineForecast:
    """Of one line's newcomers: the first, the one behind him, and so on. UTC ms."""

    key: LineKey
    newcomers: tuple[RawForecast, ...]
    gap_ms: float
    """How much later each further one is called."""


def foresee(snapshot: Snapshot, runs: int = RUNS, further: int = FURTHER) -> list[LineForecast]:
    """Lines that no window of the group calls are left out. The same snapshot gives the same forecasts."""
    if not snapshot.lines or not snapshot.windows:
        return []
    rng = np.random.default_rng([snapshot.seed, snapshot.at])
    laws = laws_of(snapshot.services)
    instants = rollout(snapshot, laws, rng, runs, further)
    latest = instants.max(axis=2)
    capped = np.minimum(instants, LONGEST_MS)
    low, high = (np.quantile(capped, (LOW, HIGH), axis=2) + snapshot.at).tolist()
    expected = (capped.mean(axis=2) + snapshot.at).tolist()
    windows = Counter(index for window in snapshot.windows for index, _ in window.levels)
    found = []
    for index, line in enumerate(snapshot.lines):
        if not windows[index]:
            continue
        # Those whom some run didn't get to would seem to be called too early.
        known = 1
        while known <= further and latest[index, known] < FAR:
            known += 1
        newcomers = tuple(RawForecast(*three) for three in zip(low[index], expected[index], high[index], strict=True))[:known]
        usual_ms = laws.means[laws.index[line.service]] / windows[index]
        gap_ms = (newcomers[-1].expected - newcomers[0].expected) / (known - 1) if known > 1 else usual_ms
        found.append(LineForecast(line.key, newcomers, float(gap_ms)))
    return found
