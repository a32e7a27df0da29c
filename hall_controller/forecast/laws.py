"""Service laws as one table of samples, so that any number of lengths is drawn by a few vector operations.

What is drawn: a whole service, or what is left of one that has been going on for some time, which is a draw from the longer ones.
"""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from hall_controller.forecast.snapshot import ServiceHistory

Ints = NDArray[np.int64]
Beliefs = NDArray[np.float64]
"""Factor on each service's lengths in each run, shape (runs, services)."""

FEW = 20
"""With fewer services than this the expected time is mixed in."""
TAIL = 5
"""Fewer longer services than this say nothing about what is left: an exponential rest with the tail's mean excess does."""
_SHAPE = (0.2, 0.29, 0.36, 0.41, 0.47, 0.53, 0.59, 0.65, 0.71, 0.78, 0.86, 0.94, 1.04, 1.15, 1.29, 1.47, 1.72, 2.11, 3.44)
"""Typical service lengths as multiples of their mean: mid-quantiles of a log-normal law of coefficient of variation 0.8 (what
halls' service times show), the last one raised so that the mean is 1."""


class Laws:
    """Samples of several services side by side.

    `samples` gives for each service what its lengths are drawn from, ms. `spread` is the standard error of a law's mean as a
    share of it: each run believes in its own true mean, so that the range doesn't claim more than so few services can tell.
    """

    def __init__(self, samples: Mapping[str, Sequence[int] | Ints], *, uncertain: bool) -> None:
        self.index = {service: place for place, service in enumerate(samples)}
        tables = [np.sort(np.asarray(values, dtype=np.int64)) for values in samples.values()]
        self._lengths = np.array([len(table) for table in tables], dtype=np.int64)
        self._starts = np.concatenate(([0], np.cumsum(self._lengths)[:-1])).astype(np.int64)
        self._table = np.concatenate(tables) if tables else np.zeros(0, dtype=np.int64)
        self._tables = tables
        self._tail_from = np.array([table[-min(TAIL, len(table))] for table in tables], dtype=np.int64)
        self._tail_mean = np.array([_mean_excess(table) for table in tables])
        self.means = np.array([float(table.mean()) for table in tables])
        errors = [float(table.std()) / (float(table.mean()) * len(table) ** 0.5) if len(table) > 1 else 0.0 for table in tables]
        self._errors = np.array(errors) if uncertain else np.zeros(len(tables))

    def beliefs(self, rng: np.random.Generator, runs: int) -> Beliefs:
        errors = self._errors
        return np.exp(rng.standard_normal((runs, len(errors))) * errors - errors**2 / 2)

    def draw(self, rng: np.random.Generator, services: Ints, beliefs: Beliefs) -> Ints:
        """Whole lengths, ms. `services` are indexes, shape (columns); the result is (runs, columns)."""
        shape = (beliefs.shape[0], len(services))
        places = self._starts[services] + (rng.random(shape) * self._lengths[services]).astype(np.int64)
        return (self._table[places] * beliefs[:, services]).astype(np.int64)

    def draw_rest(self, rng: np.random.Generator, services: Ints, elapsed: Ints, beliefs: Beliefs) -> Ints:
        """What is left of services that have lasted `elapsed` ms, shape (runs, columns)."""
        shape = (beliefs.shape[0], len(services))
        longer = np.array(
            [
                np.searchsorted(self._tables[service], spent, side="right")
                for service, spent in zip(services.tolist(), elapsed.tolist(), strict=True)
            ],
            dtype=np.int64,
        )
        left = self._lengths[services] - longer
        places = self._starts[services] + np.minimum(longer, self._lengths[services] - 1)
        rest = self._table[places + (rng.random(shape) * left).astype(np.int64)] - elapsed
        tail = (rng.standard_exponential(shape) * self._tail_mean[services]).astype(np.int64)
        rest = np.where(left >= TAIL, rest, tail)
        return np.maximum((rest * beliefs[:, services]).astype(np.int64), 1)


def laws_of(histories: Iterable[ServiceHistory]) -> Laws:
    """What a hall knows: its latest services, and the configured time while they are few."""
    return Laws({history.service: _support(history) for history in histories}, uncertain=True)


def _support(history: ServiceHistory) -> list[int]:
    missing = FEW - len(history.durations)
    if missing <= 0:
        return list(history.durations)
    # Every missing one is replaced by a typical one, taken evenly from the whole shape.
    step = len(_SHAPE) / missing
    typical = [_SHAPE[min(len(_SHAPE) - 1, int((place + 0.5) * step))] for place in range(missing)]
    scale = history.expected / (sum(typical) / missing)
    return [*history.durations, *(max(1, round(share * scale)) for share in typical)]


def _mean_excess(table: Ints) -> float:
    """Mean length beyond the tail's start, ms; at least a tenth of the mean, so that nobody's rest is nothing."""
    tail = table[-min(TAIL, len(table)) :]
    return max(float((tail - tail[0]).mean()), float(table.mean()) / 10)
