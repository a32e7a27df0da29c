"""What a rollout says of one newcomer, before calibration."""

from dataclasses import dataclass

import numpy as np

from hall_controller.forecast.laws import Ints
from hall_controller.forecast.tables import LONGEST_MS

LOW, HIGH = 0.1, 0.9
"""Quantiles of the range: four of five calls lie within."""


@dataclass(frozen=True, slots=True)
class RawForecast:
    """Instants of the call, ms after the snapshot."""

    low: float
    expected: float
    high: float


def raw_of(instants: Ints) -> RawForecast:
    """Of the runs' instants, shape (runs,); a run in which nobody would call counts as the longest wait there is."""
    capped = np.minimum(instants, LONGEST_MS)
    low, high = np.quantile(capped, (LOW, HIGH)).tolist()
    return RawForecast(low, float(capped.mean()), high)
