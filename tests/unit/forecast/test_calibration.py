import random

from hall_controller.forecast.calibration import FIRST, LEAST, LENGTHS_MS, MOST, Calibration, length_of
from hall_controller.forecast.printed import kept, promise_of
from hall_controller.forecast.raw import RawForecast

MINUTE = 60_000
BEGIN = 1_764_643_200_000


def coverage(error_min: float, bias_min: float, tickets: int = 4000) -> tuple[float, float, float]:
    """Share called within what was printed, earlier, later; the second half of a run in which calls lie around 20 minutes
    with that error, while the rollout believes in an error of three.
    """
    chance, calibration, results = random.Random(3), Calibration(), []
    for number in range(tickets):
        at = BEGIN + number * 37_000
        raw = RawForecast(at + 17 * MINUTE, at + 20 * MINUTE, at + 23 * MINUTE)
        promise = promise_of(raw, calibration.of("q", 20 * MINUTE), at)
        result = kept(promise, at + round((20 + bias_min + chance.gauss(0, error_min)) * MINUTE))
        calibration.learn("q", 20 * MINUTE, result)
        results.append(result)
    late = results[tickets // 2 :]
    return late.count(0) / len(late), late.count(-1) / len(late), late.count(1) / len(late)


def test_four_of_five_lie_within_whatever_the_rollout_believes() -> None:
    for error_min, bias_min in ((1, 0), (3, 0), (6, 0), (3, 4), (4, -5)):
        within, earlier, later = coverage(error_min, bias_min)
        assert 0.77 <= within <= 0.83, (error_min, bias_min, within)
        assert 0.07 <= earlier <= 0.13
        assert 0.07 <= later <= 0.13


def test_pools_and_lengths_of_wait_are_apart() -> None:
    calibration = Calibration()
    for _ in range(50):
        calibration.learn("a", MINUTE, 1)
    assert calibration.of("a", MINUTE).high > FIRST.high + 3
    assert calibration.of("a", 30 * MINUTE) == FIRST
    assert calibration.of("b", MINUTE) == FIRST
    assert [length_of(limit) for limit in LENGTHS_MS] == [0, 1, 2]
    assert length_of(LENGTHS_MS[-1] + 1) == 3


def test_ends_stay_within_reason() -> None:
    calibration = Calibration()
    for _ in range(1000):
        calibration.learn("a", MINUTE, 1)
    assert calibration.of("a", MINUTE).high == MOST
    for _ in range(10_000):
        calibration.learn("a", MINUTE, 0)
    assert calibration.of("a", MINUTE).high == calibration.of("a", MINUTE).low == LEAST


def test_state_carries_over_to_the_next_day() -> None:
    calibration = Calibration()
    for result in (1, 1, -1, 0):
        calibration.learn("a", 10 * MINUTE, result)
    again = Calibration(calibration.state())
    assert again.of("a", 10 * MINUTE) == calibration.of("a", 10 * MINUTE) != FIRST
