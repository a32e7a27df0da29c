import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.speaker.loudness import Loudness

DAY = 700_000
TABLE = {"07:00": 60, "12:00": 40, "14:00": 70, "20:00": 0}


@pytest.mark.parametrize(
    ("clock", "percent"), [("07:00", 60), ("11:59", 60), ("12:00", 40), ("19:59", 70), ("20:00", 0), ("00:00", 0), ("06:59", 0)]
)
def test_each_step_holds_until_the_next(clock: str, percent: int) -> None:
    assert Loudness(TABLE, 100).percent(DAY, minute(clock)) == percent


def minute(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


def test_by_hand_until_the_next_step() -> None:
    loudness = Loudness(TABLE, 100)
    loudness.set(95, DAY, minute("11:30"))
    assert loudness.percent(DAY, minute("11:59")) == 95
    assert loudness.percent(DAY, minute("12:00")) == 40
    assert loudness.percent(DAY + 1, minute("11:30")) == 60, "nor is it back the next day"


def test_by_hand_in_the_night() -> None:
    loudness = Loudness(TABLE, 100)
    loudness.set(20, DAY, minute("23:00"))
    assert loudness.percent(DAY + 1, minute("06:59")) == 20
    assert loudness.percent(DAY + 1, minute("07:00")) == 60


def test_without_a_table_by_hand_stays() -> None:
    loudness = Loudness({}, 80)
    assert loudness.percent(DAY, 0) == 80
    loudness.set(30, DAY, 0)
    assert loudness.percent(DAY + 9, 1439) == 30


@pytest.mark.parametrize("table", [{"24:00": 1}, {"7:00": 1}, {"07:60": 1}, {"07:00": -1}, {"": 1}])
def test_a_wrong_table_names_its_entry(table: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="volume_by_hour"):
        Loudness(table, 100)


@given(st.dictionaries(st.integers(0, 1439), st.integers(0, 100), min_size=1, max_size=9), st.integers(0, 1439))
def test_always_the_last_step_that_has_begun(steps: dict[int, int], now: int) -> None:
    loudness = Loudness({f"{at // 60:02d}:{at % 60:02d}": percent for at, percent in steps.items()}, 50)
    begun = [at for at in steps if at <= now] or list(steps)
    assert loudness.percent(DAY, now) == steps[max(begun)]
