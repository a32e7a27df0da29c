"""The bench of codes itself: on few pictures, but the same way."""

from bench.code_cases import CASES
from bench.codes import MEDIAN_TARGET_MS, measure


def test_a_short_run_meets_the_targets() -> None:
    result = measure(pictures=2, empty=4)
    assert len(result.cases) == len({case.case for case in result.cases}) == len(CASES) == 21
    assert result.ours_rate >= result.zxing_rate > 0.5
    assert result.wrong == 0
    assert result.characters == 190
    # Other processes share the machine while tests run; the bench itself is measured alone.
    assert result.ours_median_ms <= 5 * MEDIAN_TARGET_MS


def test_the_pictures_are_the_same_in_every_run() -> None:
    first, second = (measure(pictures=1, empty=1).cases for _ in range(2))
    assert [(case.case, case.ours, case.zxing) for case in first] == [(case.case, case.ours, case.zxing) for case in second]
