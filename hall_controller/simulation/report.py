"""Figures of a simulated day, as people compare them: waits by class, overtakes, windows, forecast."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from math import ceil, sqrt
from statistics import fmean, median
from typing import Any

from api.messages.words import CallReason, TicketClass
from hall_controller.simulation.journeys import DayResult, Journey
from hall_controller.simulation.plan import MS_PER_MIN

P90, P99 = 0.9, 0.99


def quantile(ordered: Sequence[float], share: float) -> float:
    """The value that `share` of the ascending values don't exceed (nearest rank); 0 when there is none."""
    return ordered[max(0, ceil(share * len(ordered)) - 1)] if ordered else 0.0


@dataclass(frozen=True, slots=True)
class Waits:
    """From number to first call, minutes."""

    tickets: int
    called: int
    """Only these have a wait; the others left, or the hall closed first."""
    mean: float
    median: float
    p90: float
    p99: float
    max: float
    passed_over_max: int
    """The most later numbers of its queue that were called before one ticket."""

    @staticmethod
    def of(journeys: Iterable[Journey]) -> "Waits":
        own = [journey for journey in journeys if journey.issued_at is not None]
        waits = sorted(wait / MS_PER_MIN for journey in own if (wait := journey.waited_ms) is not None)
        return Waits(
            len(own),
            len(waits),
            fmean(waits) if waits else 0.0,
            median(waits) if waits else 0.0,
            quantile(waits, P90),
            quantile(waits, P99),
            waits[-1] if waits else 0.0,
            max((journey.passed_over for journey in own), default=0),
        )


@dataclass(frozen=True, slots=True)
class ForecastError:
    """What numbers promised against what came, minutes."""

    tickets: int
    rmse: float
    bias: float
    """Positive: people were called later than promised."""
    inside: float
    """Share of calls within the promised range."""

    @staticmethod
    def of(journeys: Iterable[Journey]) -> "ForecastError | None":
        """None when no number had a forecast."""
        pairs = [(j.called_at, j.forecast) for j in journeys if j.called_at is not None and j.forecast is not None]
        if not pairs:
            return None
        errors = [(called - expected) / MS_PER_MIN for called, (_, expected, _) in pairs]
        inside = sum(low <= called <= high for called, (low, _, high) in pairs)
        return ForecastError(len(pairs), sqrt(fmean(e * e for e in errors)), fmean(errors), inside / len(pairs))


@dataclass(frozen=True, slots=True)
class Utilisation:
    """Busy share of the time clerks were at their windows, 0..1."""

    mean: float
    lowest: float
    highest: float


@dataclass(frozen=True, slots=True)
class DayReport:
    """One day under one rule."""

    rule: str
    everybody: Waits
    classes: dict[TicketClass, Waits]
    """Those that occur, in the order of the enumeration."""
    queues: dict[str, Waits]
    """By queue of the first service."""
    passes: int
    """How often a number was passed over by a later one of its queue."""
    bound_calls: int
    """Calls that the bound on overtaking decided instead of the rule."""
    served: int
    no_shows: int
    cancelled: int
    expired: int
    """Still waiting when the day was closed."""
    refused: dict[str, int]
    """Got no number, by reason."""
    ended_at_min: int
    """Minute of the day at which the last person was done."""
    windows: Utilisation
    forecast: ForecastError | None
    operations: int

    @staticmethod
    def of(rule: str, result: DayResult) -> "DayReport":
        journeys = result.journeys
        by_class = {kind: [j for j in journeys if j.citizen.ticket_class is kind] for kind in TicketClass}
        by_queue: dict[str, list[Journey]] = {}
        for journey in journeys:
            by_queue.setdefault(journey.queue, []).append(journey)
        shares = [window.utilisation for window in result.windows.values()]
        refusals = sorted(journey.refused for journey in journeys if journey.refused)
        return DayReport(
            rule,
            Waits.of(journeys),
            {kind: Waits.of(own) for kind, own in by_class.items() if own},
            {queue: Waits.of(own) for queue, own in sorted(by_queue.items())},
            sum(journey.passed_over for journey in journeys),
            result.reasons[CallReason.BOUND.value],
            sum(journey.served for journey in journeys),
            sum(journey.no_show for journey in journeys),
            sum(journey.cancelled for journey in journeys),
            sum(journey.expired for journey in journeys),
            {reason: refusals.count(reason) for reason in dict.fromkeys(refusals)},
            result.ended_at // MS_PER_MIN,
            Utilisation(fmean(shares), min(shares), max(shares)) if shares else Utilisation(0, 0, 0),
            ForecastError.of(journeys),
            result.operations,
        )

    def to_json(self) -> dict[str, Any]:
        """Plain values, minutes rounded to seconds' precision."""
        return dict(_rounded(asdict(self)))


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _rounded(item) for key, item in value.items()}
    return round(value, 3) if isinstance(value, float) else value
