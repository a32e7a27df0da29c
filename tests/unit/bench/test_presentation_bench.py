"""When the depth gate's reach may be called reached."""

import pytest

from bench.presentation import _reached
from tingtang.vision.pad_report import results_of
from tingtang.vision.presentations import Ending, Trial


@pytest.mark.parametrize(
    ("sheets", "passed", "people", "refused", "reached"),
    [(60, 0, 72, 3, True), (59, 0, 72, 3, False), (60, 1, 72, 0, False), (60, 0, 72, 4, False), (60, 0, 8, 0, False)],
)
def test_too_few_presentations_reach_nothing(sheets: int, passed: int, people: int, refused: int, *, reached: bool) -> None:
    trials = [Trial("bent-print", Ending.LIVE if number < passed else Ending.NOT_LIVE) for number in range(sheets)]
    trials += [Trial("person", Ending.NOT_LIVE if number < refused else Ending.LIVE) for number in range(people)]
    assert _reached(results_of(trials, "person")) is reached
