"""What a person does with a rollout: start, pause, go on, give up, go back, skip or retry a unit. Pure."""

from hall_controller.releases.rollout import Rollout, RolloutState, Unit, UnitState

CHANGED = frozenset({UnitState.ORDERED, UnitState.WELL, UnitState.FAILED})
"""May run the new release."""


class NotNow(Exception):
    """That can't be done with the rollout as it stands; the text says what can."""


def start(rollout: Rollout) -> Rollout:
    """
    Raises:
        NotNow: it has been started before.
    """
    _require(rollout, "started", RolloutState.PLANNED)
    return order_stage(rollout.model_copy(update={"state": RolloutState.RUNNING}))


def order_stage(rollout: Rollout) -> Rollout:
    """Each unit of the stage in work that waits shall change."""
    for unit in rollout.in_stage():
        if unit.state is UnitState.WAITING:
            rollout = rollout.with_unit(ordered(unit))
    return rollout.model_copy(update={"well_since_ms": None})


def ordered(unit: Unit) -> Unit:
    return unit.model_copy(
        update={
            "state": UnitState.ORDERED,
            "tries": unit.tries + 1,
            "before": unit.before or unit.running,
            "well_reports": 0,
            "ill_reports": 0,
            "trouble": "",
            "detail": "",
        }
    )


def pause(rollout: Rollout) -> Rollout:
    _require(rollout, "paused", RolloutState.RUNNING)
    return rollout.model_copy(update={"state": RolloutState.PAUSED})


def resume(rollout: Rollout) -> Rollout:
    """
    Raises:
        NotNow: it isn't paused, or a unit that failed has been neither retried nor skipped.
    """
    _require(rollout, "resumed", RolloutState.PAUSED, RolloutState.STOPPED)
    failed = [unit.node for unit in rollout.units if unit.state is UnitState.FAILED]
    if failed:
        raise NotNow(f"{', '.join(failed)} failed: retry or skip first (tingtang upgrade retry|skip {failed[0]}), or go back")
    return rollout.model_copy(update={"state": RolloutState.RUNNING, "well_since_ms": None})


def abort(rollout: Rollout) -> Rollout:
    """Each unit stays with what it runs; who hasn't changed yet, or is back already, won't. Also the way out of a going back that
    waits for a unit that never answers again.
    """
    _require(
        rollout,
        "aborted",
        RolloutState.PLANNED,
        RolloutState.RUNNING,
        RolloutState.PAUSED,
        RolloutState.STOPPED,
        RolloutState.GOING_BACK,
    )
    for unit in rollout.units:
        is_back = rollout.state is RolloutState.GOING_BACK and unit.state in CHANGED and unit.running == unit.before
        if unit.state is UnitState.ORDERED or is_back:
            rollout = rollout.with_unit(unit.model_copy(update={"state": UnitState.WAITING}))
    return rollout.model_copy(update={"state": RolloutState.ABORTED})


def go_back(rollout: Rollout) -> Rollout:
    """Each unit that may run the new release returns to the one it had."""
    _require(
        rollout,
        "taken back",
        RolloutState.RUNNING,
        RolloutState.PAUSED,
        RolloutState.STOPPED,
        RolloutState.DONE,
        RolloutState.ABORTED,
    )
    for unit in rollout.units:
        if unit.state in CHANGED:
            rollout = rollout.with_unit(unit.model_copy(update={"tries": unit.tries + 1, "well_reports": 0, "ill_reports": 0}))
    return rollout.model_copy(update={"state": RolloutState.GOING_BACK, "well_since_ms": None})


def skip(rollout: Rollout, node: str) -> Rollout:
    """The rollout goes on without this unit. Where it failed, it stays with the release before.

    Raises:
        NotNow: the rollout doesn't run, or has no such unit.
    """
    _require(rollout, "changed", RolloutState.RUNNING, RolloutState.PAUSED, RolloutState.STOPPED)
    unit = require_unit(rollout, node)
    return rollout.with_unit(unit.model_copy(update={"state": UnitState.SKIPPED}))


def retry(rollout: Rollout, node: str) -> Rollout:
    """A unit that failed or was skipped gets a new order; the rollout itself goes on by `resume`.

    Raises:
        NotNow: there is nothing to retry.
    """
    _require(rollout, "changed", RolloutState.RUNNING, RolloutState.PAUSED, RolloutState.STOPPED)
    unit = require_unit(rollout, node)
    if unit.state not in (UnitState.FAILED, UnitState.SKIPPED):
        raise NotNow(f"{node} is {unit.state.value}: there is nothing to try again")
    reached = any(node in stage.nodes for stage in rollout.stages[: rollout.stage + 1])
    again = ordered(unit) if reached else unit.model_copy(update={"state": UnitState.WAITING})
    return rollout.with_unit(again).model_copy(update={"well_since_ms": None})


def replaced(rollout: Rollout, node: str) -> Rollout:
    """Another machine is this unit now, with whatever release it was installed with: it begins anew, and a rollout that is done
    is done for it as well, as for one that was left out.
    """
    unit = rollout.unit(node)
    if unit is None:
        return rollout
    fresh = Unit(node=node, tries=unit.tries)
    reached = any(node in stage.nodes for stage in rollout.stages[: rollout.stage + 1])
    if rollout.state is RolloutState.DONE:
        fresh = fresh.model_copy(update={"state": UnitState.SKIPPED, "tries": unit.tries + 1})
    elif reached and rollout.state in (RolloutState.RUNNING, RolloutState.PAUSED, RolloutState.STOPPED):
        fresh = ordered(fresh)
    return rollout.with_unit(fresh).model_copy(update={"well_since_ms": None})


def require_unit(rollout: Rollout, node: str) -> Unit:
    unit = rollout.unit(node)
    if unit is None:
        raise NotNow(f"{node} isn't part of this rollout")
    return unit


def _require(rollout: Rollout, done: str, *states: RolloutState) -> None:
    if rollout.state not in states:
        raise NotNow(f"a rollout that is {rollout.state.value} can't be {done}")
