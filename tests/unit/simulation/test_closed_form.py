"""The formulas themselves, against values worked out by hand or known from tables."""

import pytest

from hall_controller.simulation.closed_form import (
    Stream,
    accumulating_waits,
    erlang_c,
    fifo_wait,
    many_windows_wait,
    offered_load,
    strict_waits,
)


def _streams(rates: tuple[float, float, float]) -> list[Stream]:
    """Exponential services of mean 1 at loads 0.1, 0.2 and 0.5."""
    return [Stream(load, 1.0, 2.0, rate) for load, rate in zip((0.1, 0.2, 0.5), rates, strict=True)]


def test_equal_rates_are_first_come_first_served() -> None:
    streams = _streams((1.0, 1.0, 1.0))
    assert fifo_wait(streams) == pytest.approx(4.0), "M/M/1 at load 0.8: ρ/(1-ρ) services"
    assert accumulating_waits(streams) == pytest.approx([4.0, 4.0, 4.0])


def test_rates_far_apart_are_strict_priority() -> None:
    streams = _streams((1e12, 1e6, 1.0))
    assert strict_waits(streams) == pytest.approx([0.8 / 0.9, 0.8 / (0.9 * 0.7), 0.8 / (0.7 * 0.2)])
    assert accumulating_waits(streams) == pytest.approx(strict_waits(streams), rel=1e-5)


def test_the_sum_of_waits_weighted_by_load_is_the_same_under_every_rate() -> None:
    """Kleinrock's conservation law: what one class gains others lose."""
    for rates in ((1.0, 1.0, 1.0), (10.0, 3.0, 1.0), (1.0, 5.0, 2.0)):
        streams = _streams(rates)
        waits = accumulating_waits(streams)
        assert sum(s.load * w for s, w in zip(streams, waits, strict=True)) == pytest.approx(0.8 * fifo_wait(streams))


def test_only_ratios_of_rates_matter_and_the_order_of_classes_doesnt() -> None:
    streams = _streams((10.0, 3.0, 1.0))
    scaled = _streams((30.0, 9.0, 3.0))
    assert accumulating_waits(scaled) == pytest.approx(accumulating_waits(streams))
    assert accumulating_waits(streams[::-1]) == pytest.approx(accumulating_waits(streams)[::-1])


def test_erlang_c_of_tables() -> None:
    assert erlang_c(1, 0.8) == pytest.approx(0.8)
    assert erlang_c(2, 1.0) == pytest.approx(1 / 3)
    assert erlang_c(5, 4.0) == pytest.approx(0.5541, abs=5e-5)


def test_one_window_is_pollaczek_khinchine() -> None:
    constant = Stream(0.8, 1.0, 1.0)
    assert offered_load([constant]) == 0.8
    assert many_windows_wait(1, 0.8, 1.0, service_cv=0.0) == pytest.approx(fifo_wait([constant]))
    assert many_windows_wait(1, 0.8, 1.0) == pytest.approx(4.0)


def test_a_load_without_a_steady_state_is_refused() -> None:
    with pytest.raises(ValueError, match="no steady state"):
        fifo_wait([Stream(1.0, 1.0, 2.0)])
    with pytest.raises(ValueError, match="no steady state"):
        erlang_c(2, 2.0)
    with pytest.raises(ValueError, match="positive rate"):
        accumulating_waits([Stream(0.5, 1.0, 2.0, rate=0.0)])
