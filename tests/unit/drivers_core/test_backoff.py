import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.core.lifecycle import Backoff


@pytest.mark.parametrize(("failures", "wait_s"), [(1, 1), (2, 2), (3, 4), (6, 32), (7, 60), (50, 60), (100_000, 60)])
def test_doubles_up_to_a_minute(failures: int, wait_s: float) -> None:
    assert Backoff().wait_s(failures, 0.5) == wait_s


@given(st.integers(1, 10_000), st.floats(0, 1, exclude_max=True))
def test_stays_within_twenty_percent(failures: int, random: float) -> None:
    middle_s = min(60.0, 2.0 ** min(failures - 1, 10))
    assert 0.8 * middle_s <= Backoff().wait_s(failures, random) <= 1.2 * middle_s


def test_two_devices_spread() -> None:
    assert Backoff().wait_s(7, 0.0) == pytest.approx(48)
    assert Backoff().wait_s(7, 0.999) == pytest.approx(72, abs=0.1)
