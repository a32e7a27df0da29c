import numpy as np
import pytest

from hall_controller.forecast.laws import FEW, Laws, laws_of
from hall_controller.forecast.snapshot import ServiceHistory

MINUTE_MS = 60_000
RUNS = 20_000


def rng() -> np.random.Generator:
    return np.random.default_rng(4)


def one(samples: list[int]) -> Laws:
    return Laws({"s": samples}, uncertain=False)


def certain(laws: Laws, runs: int = RUNS) -> np.ndarray:
    return np.ones((runs, len(laws.index)))


def test_lengths_are_drawn_from_the_samples_of_their_service() -> None:
    laws = Laws({"a": [1000, 3000], "b": [50_000]}, uncertain=False)
    drawn = laws.draw(rng(), np.array([0, 1, 0]), certain(laws))
    assert set(np.unique(drawn[:, 0])) == {1000, 3000}
    assert drawn[:, 0].mean() == pytest.approx(2000, rel=0.02)
    assert set(np.unique(drawn[:, 1])) == {50_000}


def test_what_is_left_comes_from_the_longer_ones() -> None:
    laws = one([60_000] * 10 + [600_000] * 10 + [1_200_000] * 10)
    rest = laws.draw_rest(rng(), np.array([0]), np.array([300_000]), certain(laws))
    assert set(np.unique(rest)) == {300_000, 900_000}
    assert rest.mean() == pytest.approx(600_000, rel=0.02)


def test_a_service_longer_than_all_known_still_ends() -> None:
    laws = one([60_000 * n for n in range(1, 31)])
    rest = laws.draw_rest(rng(), np.array([0]), np.array([7_200_000]), certain(laws))
    assert rest.min() >= 1
    assert 60_000 < rest.mean() < 1_800_000


def test_few_services_believe_the_configured_time_and_many_do_not() -> None:
    def mean(known: int) -> float:
        laws = laws_of([ServiceHistory("s", (2 * MINUTE_MS,) * known, 20 * MINUTE_MS)])
        return float(laws.means[0])

    assert mean(0) == pytest.approx(20 * MINUTE_MS, rel=0.02)
    assert 2 * MINUTE_MS < mean(FEW // 2) < 20 * MINUTE_MS
    assert mean(FEW) == 2 * MINUTE_MS


def test_runs_differ_in_what_so_few_services_can_tell() -> None:
    durations = tuple(int(value) for value in np.random.default_rng(1).lognormal(13, 0.7, 80))
    beliefs = laws_of([ServiceHistory("s", durations, MINUTE_MS)]).beliefs(rng(), RUNS)
    spread = np.std(durations) / np.mean(durations) / 80**0.5
    assert beliefs.std() == pytest.approx(spread, rel=0.05)
    assert beliefs.mean() == pytest.approx(1, abs=0.01)
