"""Bounds by Clopper and Pearson, against what they mean and against published values."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.vision.statistics import beta_share, rate_of, trials_needed, upper_bound


def binomial_tail(errors: int, trials: int, rate: float) -> float:
    """Chance of at most `errors`, summed term by term."""
    return math.fsum(math.comb(trials, k) * rate**k * (1 - rate) ** (trials - k) for k in range(errors + 1))


@given(st.integers(1, 120).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.sampled_from([0.8, 0.95, 0.99]))
def test_the_bounds_are_what_they_claim(case: tuple[int, int], confidence: float) -> None:
    errors, trials = case
    found, tail = rate_of(errors, trials, confidence), (1 - confidence) / 2
    if errors < trials:
        assert binomial_tail(errors, trials, found.upper) == pytest.approx(tail, rel=1e-6)
    else:
        assert found.upper == 1
    if errors:
        assert 1 - binomial_tail(errors - 1, trials, found.lower) == pytest.approx(tail, rel=1e-5)
    else:
        assert found.lower == 0
    assert found.lower <= found.rate <= found.upper


@pytest.mark.parametrize(
    ("errors", "trials", "lower", "upper"),
    [
        (0, 10, 0.0, 0.30850),
        (1, 10, 0.00253, 0.44502),
        (5, 100, 0.01643, 0.11283),
        (0, 116, 0.0, 0.03130),
        (40, 45, 0.75947, 0.96292),
        (14, 2484, 0.0030846, 0.0094383),
    ],
)
def test_known_intervals(errors: int, trials: int, lower: float, upper: float) -> None:
    found = rate_of(errors, trials)
    assert found.lower == pytest.approx(lower, abs=6e-6)
    assert found.upper == pytest.approx(upper, abs=6e-6)


def test_the_rule_of_three_and_how_many_it_takes() -> None:
    assert upper_bound(0, 60) == pytest.approx(1 - 0.05 ** (1 / 60))
    assert trials_needed(0.001) == 2995
    assert upper_bound(0, 2995) <= 0.001 < upper_bound(0, 2994)


def test_large_sets_are_fast_and_exact() -> None:
    found = rate_of(1_000, 10_000_000)
    assert found.lower < 1e-4 < found.upper
    assert found.upper - found.lower == pytest.approx(2 * 1.96 * math.sqrt(1_000) / 1e7, rel=0.01)


def test_nothing_tried_is_nothing_known() -> None:
    found = rate_of(0, 0)
    assert (found.lower, found.upper) == (0, 1)
    assert math.isnan(found.rate)


@pytest.mark.parametrize(("errors", "trials", "confidence"), [(3, 2, 0.95), (-1, 2, 0.95), (1, 2, 1.0), (1, 2, 0.0)])
def test_nonsense_is_refused(errors: int, trials: int, confidence: float) -> None:
    with pytest.raises(ValueError):
        rate_of(errors, trials, confidence)


def test_the_beta_distribution_at_its_ends_and_in_its_middle() -> None:
    assert beta_share(0, 3, 4) == 0
    assert beta_share(1, 3, 4) == 1
    assert beta_share(0.5, 7, 7) == pytest.approx(0.5)
