"""Jittered exponential back-off, so that 300 nodes don't come back in the same millisecond."""

from collections.abc import Callable, Iterator
from random import SystemRandom

Jitter = Callable[[], float]
"""A number in [0, 1)."""

system_jitter: Jitter = SystemRandom().random

_SPREAD = 0.25
"""Each pause is drawn from ± a quarter of its nominal length."""


def pauses(first_s: float, limit_s: float, factor: float, jitter: Jitter) -> Iterator[float]:
    """Endless pauses in seconds: `first_s`, growing by `factor` up to `limit_s`, each spread by the jitter."""
    nominal_s = first_s
    while True:
        yield nominal_s * (1.0 - _SPREAD + 2.0 * _SPREAD * jitter())
        nominal_s = min(nominal_s * factor, limit_s)
