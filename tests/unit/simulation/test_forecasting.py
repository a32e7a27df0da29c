"""Forecasts on simulated numbers come from the hall's own forecaster and are held against the real wait."""

from dataclasses import replace

from hall_controller.simulation.forecasting import SimulatedForecasts
from hall_controller.simulation.journeys import DayResult
from hall_controller.simulation.plan import MS_PER_MIN
from hall_controller.simulation.report import DayReport, ForecastError
from hall_controller.simulation.run_day import run_day
from tests.support.simulated_hall import small_hall, small_plan


def _with_forecasts() -> DayResult:
    return run_day(small_hall(), small_plan(tickets=170), attach=SimulatedForecasts)


def test_numbers_carry_a_forecast_that_mostly_holds() -> None:
    result = _with_forecasts()
    error = DayReport.of("apq", result).forecast
    assert error is not None
    assert error.tickets > 100
    assert 0.6 < error.inside < 0.97
    waits = [journey.waited_ms / MS_PER_MIN for journey in result.journeys if journey.waited_ms is not None]
    mean = sum(waits) / len(waits)
    spread = (sum((wait - mean) ** 2 for wait in waits) / len(waits)) ** 0.5
    assert error.rmse < 0.9 * spread, "better than to promise everybody the mean"


def test_forecasts_change_nothing_else() -> None:
    bare = run_day(small_hall(), small_plan(tickets=170))
    assert [journey.called_at for journey in _with_forecasts().journeys] == [journey.called_at for journey in bare.journeys]
    assert DayReport.of("apq", bare).forecast is None


def test_the_error_is_the_calls_distance_from_what_was_promised() -> None:
    journeys = run_day(small_hall(), small_plan()).journeys
    called = [journey for journey in journeys if journey.called_at is not None][:2]
    early, late = (
        replace(journey, forecast=(at - MS_PER_MIN, at + shift * MS_PER_MIN, at + MS_PER_MIN * width))
        for journey, shift, width in zip(called, (3, -1), (1, -1), strict=True)
        if (at := journey.called_at) is not None
    )
    error = ForecastError.of([early, late])
    assert error is not None
    assert (error.tickets, error.bias, error.inside) == (2, -1.0, 0.5)
    assert error.rmse == 5**0.5
