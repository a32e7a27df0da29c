from hypothesis import given
from hypothesis import strategies as st

from api.text.forecast_words import AT, NOW, RANGE, forecast_word
from hall_controller.forecast.calibration import Offsets
from hall_controller.forecast.printed import is_now, kept, promise_of
from hall_controller.forecast.raw import RawForecast

MINUTE = 60_000
AT_10_40 = 1_764_643_200_000
STRAIGHT = Offsets(0, 0)


def raw(low: float, expected: float, high: float) -> RawForecast:
    """Minutes after 10:40."""
    return RawForecast(*(AT_10_40 + minutes * MINUTE for minutes in (low, expected, high)))


def minutes(promise: tuple[int, int, int]) -> tuple[int, int]:
    return (promise[0] - AT_10_40) // MINUTE, (promise[2] - AT_10_40) // MINUTE


def test_range_is_printed_in_whole_minutes_and_both_are_meant() -> None:
    promise = promise_of(raw(9.6, 15, 20.4), STRAIGHT, AT_10_40)
    assert minutes(promise) == (10, 19)
    assert kept(promise, promise[0]) == 0
    assert kept(promise, promise[0] - 1) == -1
    assert kept(promise, promise[2] + MINUTE - 1) == 0
    assert kept(promise, promise[2] + MINUTE) == 1


def test_offsets_move_the_ends_in_units_of_half_the_range() -> None:
    assert minutes(promise_of(raw(10, 15, 20), Offsets(1, 0), AT_10_40))[0] == 5
    assert minutes(promise_of(raw(10, 15, 20), Offsets(0, 2), AT_10_40))[1] == 29
    low, high = minutes(promise_of(raw(10, 15, 20), Offsets(-2, -2), AT_10_40))
    assert low == high


def test_a_free_window_is_now_and_nothing_else_is() -> None:
    now = promise_of(raw(0, 0.1, 0.9), Offsets(4, 4), AT_10_40 + 30_000)
    assert is_now(now, AT_10_40 + 30_000)
    assert forecast_word(now[0], now[2], AT_10_40 + 30_000) == NOW
    soon = promise_of(raw(0, 0.5, 2), Offsets(-0.9, -0.9), AT_10_40)
    assert not is_now(soon, AT_10_40)


def test_words() -> None:
    assert forecast_word(AT_10_40 + 5 * MINUTE, AT_10_40 + 5 * MINUTE, AT_10_40) == AT
    assert forecast_word(AT_10_40 + 5 * MINUTE, AT_10_40 + 6 * MINUTE, AT_10_40) == RANGE


instants = st.floats(0, 300)


@given(instants, instants, instants, st.floats(-2, 4), st.floats(-2, 4), st.integers(0, 20 * MINUTE))
def test_a_promise_is_never_of_the_past_and_never_backwards(
    first: float, second: float, third: float, low_offset: float, high_offset: float, later: int
) -> None:
    """Also when the forecast is some minutes old: it names instants, and those that have gone by are moved up."""
    at = AT_10_40 + later
    low, expected, high = promise_of(raw(*sorted((first, second, third))), Offsets(low_offset, high_offset), at)
    assert at - MINUTE < low <= high
    assert expected >= at
    assert low % MINUTE == high % MINUTE == 0
