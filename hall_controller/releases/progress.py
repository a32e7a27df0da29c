"""How a rollout goes on by what units report: well, failed, silent; and what each unit is told. Pure: the clock comes in."""

from api.releases.orders import Outcome, Report, Wanted
from hall_controller.releases.rollout import Rollout, RolloutState, Unit, UnitState
from hall_controller.releases.steering import CHANGED, order_stage

HEARD_WITHIN_MS = 15 * 60_000
"""A unit asks every five minutes; one silent for longer isn't known to be well."""
LEAST_WELL_REPORTS = 2
"""A wall clock that jumps can't make one answer into ten minutes."""
MOST_ILL_REPORTS = 2
"""In a row: one bad minute is a device unplugged, not a bad release."""
FAILURES = frozenset({Outcome.FAILED, Outcome.WENT_BACK, Outcome.STUCK})
NOT_WELL_LATER = "notWell"


def heard(rollout: Rollout, node: str, report: Report, now_ms: int) -> Rollout:
    """The rollout after a unit's report. One about an order that is no longer the unit's counts as a sign of life only."""
    unit = rollout.unit(node)
    if unit is None:
        return rollout
    unit = unit.model_copy(update={"running": report.version, "heard_ms": now_ms})
    if unit.before is None and unit.tries and report.version != rollout.version:
        unit = unit.model_copy(update={"before": report.version})
    if unit.state in (UnitState.ORDERED, UnitState.WELL) and rollout.state is not RolloutState.GOING_BACK:
        unit = _judged(rollout, unit, report)
    rollout = rollout.with_unit(unit)
    if unit.state is UnitState.FAILED and rollout.state is RolloutState.RUNNING:
        rollout = rollout.model_copy(update={"state": RolloutState.STOPPED, "well_since_ms": None})
    return rollout


def _judged(rollout: Rollout, unit: Unit, report: Report) -> Unit:
    if report.order == rollout.order_of(unit) and report.outcome in FAILURES:
        return _failed(unit, report.trouble.value or report.outcome.value, report.detail)
    if report.version != rollout.version:
        return _failed(unit, "notThere", "") if unit.state is UnitState.WELL else unit
    if not report.well:
        ill = unit.ill_reports + 1
        if ill >= MOST_ILL_REPORTS:
            return _failed(unit, NOT_WELL_LATER, report.detail)
        return unit.model_copy(update={"ill_reports": ill, "well_reports": 0})
    return unit.model_copy(update={"state": UnitState.WELL, "well_reports": unit.well_reports + 1, "ill_reports": 0})


def _failed(unit: Unit, trouble: str, detail: str) -> Unit:
    return unit.model_copy(update={"state": UnitState.FAILED, "trouble": trouble, "detail": detail, "well_reports": 0})


def ticked(rollout: Rollout, now_ms: int) -> Rollout:
    """The rollout at this time: the next stage begins when all of this one were well for long enough."""
    if rollout.state is RolloutState.GOING_BACK:
        left = [unit for unit in rollout.units if unit.state in CHANGED and not _is_back(unit)]
        return rollout if left else rollout.model_copy(update={"state": RolloutState.WENT_BACK})
    if rollout.state is not RolloutState.RUNNING:
        return rollout
    units = [unit for unit in rollout.in_stage() if unit.state is not UnitState.SKIPPED]
    if not all(_seen_well(unit, now_ms) for unit in units):
        return rollout.model_copy(update={"well_since_ms": None})
    if rollout.well_since_ms is None:
        rollout = rollout.model_copy(update={"well_since_ms": now_ms})
    since_ms = rollout.well_since_ms or now_ms
    enough = all(unit.well_reports >= LEAST_WELL_REPORTS for unit in units)
    if units and (not enough or now_ms - since_ms < rollout.settle_s * 1000):
        return rollout
    if rollout.stage + 1 == len(rollout.stages):
        return rollout.model_copy(update={"state": RolloutState.DONE})
    return ticked(order_stage(rollout.model_copy(update={"stage": rollout.stage + 1})), now_ms)


def _seen_well(unit: Unit, now_ms: int) -> bool:
    recent = unit.heard_ms is not None and now_ms - unit.heard_ms <= HEARD_WITHIN_MS
    return unit.state is UnitState.WELL and unit.ill_reports == 0 and recent


def _is_back(unit: Unit) -> bool:
    return unit.before is None or unit.running == unit.before


def wanted(rollout: Rollout, node: str, now_ms: int) -> Wanted:
    """What this unit shall run."""
    unit = rollout.unit(node)
    if unit is None or rollout.state is RolloutState.PLANNED:
        return Wanted()
    in_hours = rollout.hours is None or rollout.hours.open_at(now_ms)
    going_back = rollout.state in (RolloutState.GOING_BACK, RolloutState.WENT_BACK) and unit.state in CHANGED
    if going_back or unit.state is UnitState.FAILED:
        if unit.before is None:
            return Wanted()
        # Not only in the agreed hours: what isn't well is mended at once.
        order = f"{rollout.order_of(unit)}-back"
        return Wanted(version=unit.before, order=order, switch=True, back=True, gate_s=rollout.gate_s)
    follows = rollout.state is RolloutState.DONE and unit.state is UnitState.SKIPPED
    if unit.state not in (UnitState.ORDERED, UnitState.WELL) and not follows:
        return Wanted()
    free = rollout.state in (RolloutState.RUNNING, RolloutState.DONE)
    return Wanted(version=rollout.version, order=rollout.order_of(unit), switch=free and in_hours, gate_s=rollout.gate_s)
