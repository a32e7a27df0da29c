"""What a measured week says: errors of each way, and how often the printed range was kept."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass

from api.text.forecast_words import MINUTE_MS
from hall_controller.forecast.calibration import Calibration, length_of
from hall_controller.forecast.kept import Kept
from hall_controller.forecast.printed import is_now, kept, promise_of
from hall_controller.forecast.raw import RawForecast
from hall_controller.forecast.week_measure import Measured


@dataclass(frozen=True, slots=True)
class Verdict:
    citizens: int
    mean_wait_min: float
    rmse_min: dict[str, float]
    """By way; minutes."""
    ratio: float
    """Error of our forecast over that of a rollout that knows the true laws."""
    bias_min: float
    """Of ours: positive is too long."""
    ranges: Kept
    """Printed as clock times: what the calibration answers for."""
    now: Kept
    """Printed as "now"."""
    by_length: dict[str, Kept]
    by_class: dict[str, Kept]
    by_queue: dict[str, Kept]

    def to_json(self) -> dict[str, object]:
        return asdict(self)


def judge(measured: Sequence[Measured]) -> Verdict:
    """Prints each citizen's promise in the order of the week, learning from every call that came before it."""
    waits = [one.called_at - one.at for one in measured]
    ways: dict[str, Callable[[Measured], float]] = {
        "ours": lambda one: one.ours.expected,
        "true laws": lambda one: one.knowing.expected,
        "position × mean": lambda one: one.position,
        "last to enter service": lambda one: one.last_to_enter,
        "head of line": lambda one: one.head_of_line,
        "rate of calls": lambda one: one.call_rate,
    }
    errors = {name: [way(one) - wait for one, wait in zip(measured, waits, strict=True)] for name, way in ways.items()}
    rmse = {name: (sum(error**2 for error in found) / len(found)) ** 0.5 / MINUTE_MS for name, found in errors.items()}
    outcomes = list(_outcomes(measured))
    ranges = [outcome for outcome in outcomes if not outcome.now]
    return Verdict(
        len(measured),
        sum(waits) / len(waits) / MINUTE_MS,
        rmse,
        rmse["ours"] / rmse["true laws"],
        sum(errors["ours"]) / len(measured) / MINUTE_MS,
        _kept(ranges),
        _kept([outcome for outcome in outcomes if outcome.now]),
        _grouped(ranges, lambda outcome: ("to 3 min", "3 to 8 min", "8 to 15 min", "over 15 min")[outcome.length]),
        _grouped(ranges, lambda outcome: outcome.measured.ticket_class),
        _grouped(ranges, lambda outcome: outcome.measured.queue),
    )


@dataclass(frozen=True, slots=True)
class _Outcome:
    measured: Measured
    now: bool
    length: int
    kept: int
    width_min: float


def _outcomes(measured: Sequence[Measured]) -> Iterable[_Outcome]:
    calibration = Calibration()
    steps = sorted(
        [(one.at, 1, one.ordinal, one) for one in measured] + [(one.called_at, 2, one.ordinal, one) for one in measured]
    )
    promises = {}
    for at, step, ordinal, one in steps:
        if step == 1:
            raw = RawForecast(at + one.ours.low, at + one.ours.expected, at + one.ours.high)
            promises[ordinal] = promise_of(raw, calibration.of(one.queue, one.ours.expected), at)
            continue
        promise = promises.pop(ordinal)
        result, now = kept(promise, one.called_at), is_now(promise, one.at)
        wait_ms = promise[1] - one.at
        if not now:
            calibration.learn(one.queue, wait_ms, result)
        yield _Outcome(one, now, length_of(wait_ms), result, (promise[2] - promise[0]) / MINUTE_MS)


def _kept(outcomes: Sequence[_Outcome]) -> Kept:
    return Kept.of((outcome.kept, outcome.width_min) for outcome in outcomes)


def _grouped(outcomes: Sequence[_Outcome], key: Callable[[_Outcome], str]) -> dict[str, Kept]:
    groups: dict[str, list[_Outcome]] = {}
    for outcome in outcomes:
        groups.setdefault(key(outcome), []).append(outcome)
    return {name: _kept(groups[name]) for name in sorted(groups)}
