"""Waits over several days under given rates; and what a formula needs to know of those days."""

from collections.abc import Callable, Sequence
from statistics import fmean

from api.messages.words import CallReason, RuleName, TicketClass
from hall_controller.config import HallConfig
from hall_controller.simulation.closed_form import Stream
from hall_controller.simulation.journeys import DayResult
from hall_controller.simulation.plan import MS_PER_MIN, DayPlan
from hall_controller.simulation.rate_fitting import Group, Rates
from hall_controller.simulation.report import P90, quantile
from hall_controller.simulation.variant import Variant

MOST_LOAD = 0.95
"""A formula knows no load above 1; days with queues all morning are as good as that."""

MEASURES: dict[str, Callable[[list[float]], float]] = {
    "mean": lambda waits: fmean(waits) if waits else 0.0,
    "p90": lambda waits: quantile(sorted(waits), P90),
}
"""What a target means: the average, or what nine of ten people don't exceed. Minutes."""


def group_waits(results: Sequence[DayResult], group: Group) -> list[float]:
    """Of everybody in the group who was called, minutes."""
    return [
        wait / MS_PER_MIN
        for result in results
        for journey in result.journeys
        if journey.citizen.ticket_class in group.members and (wait := journey.waited_ms) is not None
    ]


def measured(results: Sequence[DayResult], groups: Sequence[Group], measure: str) -> dict[TicketClass, float]:
    """The wait of each group by `mean` or `p90`."""
    return {group.leader: MEASURES[measure](group_waits(results, group)) for group in groups}


def share_of_bound(results: Sequence[DayResult]) -> float:
    """Of calls that the bound on overtaking decided, 0..1."""
    calls = sum(result.reasons.total() for result in results)
    return sum(result.reasons[CallReason.BOUND.value] for result in results) / calls if calls else 0.0


def under_rates(
    hall: HallConfig, plans: Sequence[DayPlan], rates: Rates, run: Callable[[HallConfig, DayPlan], DayResult]
) -> list[DayResult]:
    """Every day under the accumulating rule with these rates, whatever rule it had."""
    variant = Variant("rates", RuleName.ACCUMULATING, rates=rates)
    return [run(variant.hall(hall), variant.plan(hall, plan)) for plan in plans]


def streams_of(plans: Sequence[DayPlan], results: Sequence[DayResult], groups: Sequence[Group]) -> list[Stream]:
    """Each group's arrivals and services at one window that is as busy as the hall's; per minute."""
    busy = [window.utilisation for result in results for window in result.windows.values() if window.open_ms]
    load = min(MOST_LOAD, fmean(busy)) if busy else MOST_LOAD
    services = {
        group.leader: [
            sum(leg.walk_ms + leg.service_ms for leg in citizen.legs) / MS_PER_MIN
            for plan in plans
            for citizen in plan.citizens
            if citizen.ticket_class in group.members
        ]
        for group in groups
    }
    total = sum(sum(times) for times in services.values())
    return [_stream(services[group.leader], load / total) for group in groups]


def _stream(times: Sequence[float], per_min: float) -> Stream:
    """`per_min`: arrivals a minute for each person counted."""
    if not times:
        return Stream(0.0, 1.0, 1.0)
    return Stream(len(times) * per_min, fmean(times), fmean(time**2 for time in times))
