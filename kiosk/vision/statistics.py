"""Bounds of error rates by Clopper and Pearson: exact, never too small. Pure, without scipy.

C. J. Clopper, E. S. Pearson, Biometrika 26 (1934) 404-413. The bounds are quantiles of the beta distribution, whose regularised
incomplete integral comes from its continued fraction (NIST Digital Library of Mathematical Functions, 8.17.22), evaluated by
Lentz's method, and is inverted by bisection.
"""

import math
from dataclasses import dataclass

CONFIDENCE = 0.95
STEPS_MAX = 10_000
"""Of the continued fraction; it needs some sqrt(max(a, b)) of them."""
ENOUGH = 1e-15
TINY = 1e-300
HALVINGS = 100
"""Of the interval 0..1: far below what a double can tell."""


@dataclass(frozen=True, slots=True)
class Rate:
    """`errors` of `trials`, with the interval that holds the true rate in `confidence` of all such tests."""

    errors: int
    trials: int
    lower: float
    upper: float
    confidence: float = CONFIDENCE

    @property
    def rate(self) -> float:
        """Not a number without trials."""
        return self.errors / self.trials if self.trials else math.nan


def rate_of(errors: int, trials: int, confidence: float = CONFIDENCE) -> Rate:
    """Two-sided. Without trials nothing is known: 0 to 1.

    Raises:
        ValueError: more errors than trials, a negative number, or a confidence that isn't between 0 and 1.
    """
    _check(errors, trials, 1 - confidence)
    tail = (1 - confidence) / 2
    return Rate(errors, trials, _lower(errors, trials, tail), _upper(errors, trials, tail), confidence)


def upper_bound(errors: int, trials: int, confidence: float = CONFIDENCE) -> float:
    """One-sided: with this confidence the true rate isn't larger.

    Raises:
        ValueError: as `rate_of`.
    """
    return _upper(errors, trials, 1 - confidence)


def trials_needed(rate: float, confidence: float = CONFIDENCE) -> int:
    """Trials without a single error that show at most `rate`: 2995 for 0.1 % at 95 %."""
    if not 0 < rate < 1:
        raise ValueError(f"a rate of {rate} isn't between 0 and 1")
    return math.ceil(math.log(1 - confidence) / math.log1p(-rate))


def _lower(errors: int, trials: int, tail: float) -> float:
    _check(errors, trials, tail)
    return 0.0 if errors == 0 else beta_quantile(tail, errors, trials - errors + 1)


def _upper(errors: int, trials: int, tail: float) -> float:
    _check(errors, trials, tail)
    return 1.0 if errors == trials else beta_quantile(1 - tail, errors + 1, trials - errors)


def _check(errors: int, trials: int, tail: float) -> None:
    if not 0 <= errors <= trials:
        raise ValueError(f"{errors} errors of {trials} trials")
    if not 0 < tail < 1:
        raise ValueError("the confidence must lie between 0 and 1")


def beta_quantile(share: float, a: float, b: float) -> float:
    """The value below which `share` of the beta distribution with `a` and `b` lies."""
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if beta_share(middle, a, b) < share:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def beta_share(x: float, a: float, b: float) -> float:
    """The part of the beta distribution below `x`: the regularised incomplete beta function I_x(a, b)."""
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x))
    if x <= (a + 1) / (a + b + 2):  # here the fraction converges fast; else on the mirrored side
        return front * _fraction(x, a, b) / a
    return 1.0 - front * _fraction(1 - x, b, a) / b


def _fraction(x: float, a: float, b: float) -> float:
    numerator, denominator = 1.0, _away_from_zero(1 - (a + b) * x / (a + 1))
    denominator = 1 / denominator
    value = denominator
    for step in range(1, STEPS_MAX):
        even = step * (b - step) * x / ((a + 2 * step - 1) * (a + 2 * step))
        odd = -(a + step) * (a + b + step) * x / ((a + 2 * step) * (a + 2 * step + 1))
        for term in (even, odd):
            denominator = 1 / _away_from_zero(1 + term * denominator)
            numerator = _away_from_zero(1 + term / numerator)
            change = numerator * denominator
            value *= change
        if abs(change - 1) < ENOUGH:
            break
    return value


def _away_from_zero(value: float) -> float:
    return value if abs(value) > TINY else TINY
