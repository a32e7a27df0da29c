"""Stages, gates between them, and what one failed unit does to a rollout."""

from collections.abc import Callable
from datetime import time

import pytest

from api.releases.orders import Outcome, Report, Trouble
from hall_controller.releases.progress import HEARD_WITHIN_MS, heard, ticked, wanted
from hall_controller.releases.rollout import Hours, Rollout, RolloutState, Stage, UnitState, new_rollout
from hall_controller.releases.steering import NotNow, abort, go_back, pause, replaced, resume, retry, skip, start

OLD, NEW = "1.0.0", "1.1.0"
SETTLE_S = 900
STAGES = (
    Stage(name="one", nodes=("kiosk-01",)),
    Stage(name="zone", nodes=("kiosk-02", "zone1-agent")),
    Stage(name="hall", nodes=("kiosk-03",)),
)
MINUTE_MS = 60_000
NOON_MS = 1_750_000_000_000


class Hall:
    """A rollout, and the units that report to it."""

    def __init__(self, hours: Hours | None = None) -> None:
        self.now_ms = NOON_MS
        self.rollout = new_rollout("R1", NEW, STAGES, self.now_ms, settle_s=SETTLE_S, gate_s=60, hours=hours)
        for unit in self.rollout.units:
            self.says(unit.node, OLD)

    def says(
        self, node: str, version: str, outcome: Outcome = Outcome.STAYED, *, well: bool = True, order: str | None = None
    ) -> None:
        told = self.rollout.unit(node)
        assert told is not None
        trouble = Trouble.NOT_STARTED if outcome in (Outcome.FAILED, Outcome.WENT_BACK) else Trouble.NONE
        report = Report(
            version=version,
            order=self.rollout.order_of(told) if order is None else order,
            outcome=outcome,
            trouble=trouble,
            well=well,
        )
        self.rollout = ticked(heard(self.rollout, node, report, self.now_ms), self.now_ms)

    def passes(self, minutes: float) -> None:
        self.now_ms += round(minutes * MINUTE_MS)
        self.rollout = ticked(self.rollout, self.now_ms)

    def does(self, step: Callable[[Rollout], Rollout]) -> None:
        self.rollout = ticked(step(self.rollout), self.now_ms)

    def state(self, node: str) -> UnitState:
        unit = self.rollout.unit(node)
        assert unit is not None
        return unit.state

    def wants(self, node: str) -> str | None:
        """The version that the unit shall change to now."""
        told = wanted(self.rollout, node, self.now_ms)
        return told.version if told.switch else None

    def well_for(self, minutes: int, *nodes: str) -> None:
        for _ in range(minutes // 5):
            self.passes(5)
            for node in nodes:
                self.says(node, NEW, Outcome.WELL)

    def do_stage(self, *nodes: str) -> None:
        for node in nodes:
            assert self.wants(node) == NEW
            self.says(node, NEW, Outcome.WELL)
        self.well_for(20, *nodes)


def test_nobody_changes_before_it_is_started() -> None:
    hall = Hall()
    assert [hall.wants(unit.node) for unit in hall.rollout.units] == [None] * 4


def test_one_unit_then_a_zone_then_the_hall() -> None:
    hall = Hall()
    hall.does(start)
    assert [hall.wants(unit.node) for unit in hall.rollout.units] == [NEW, None, None, None]
    hall.do_stage("kiosk-01")
    assert [hall.wants(node) for node in ("kiosk-02", "zone1-agent", "kiosk-03")] == [NEW, NEW, None]
    hall.says("kiosk-02", NEW, Outcome.WELL)
    hall.well_for(30, "kiosk-01", "kiosk-02")
    assert hall.wants("kiosk-03") is None, "the agent of the zone hasn't changed yet"
    hall.do_stage("zone1-agent")
    hall.well_for(20, "kiosk-02", "zone1-agent")
    hall.do_stage("kiosk-03")
    assert hall.rollout.state is RolloutState.DONE


def test_the_next_stage_waits_until_this_one_was_well_long_enough() -> None:
    hall = Hall()
    hall.does(start)
    hall.says("kiosk-01", NEW, Outcome.WELL)
    hall.passes(5)
    hall.says("kiosk-01", NEW, Outcome.WELL)
    hall.passes(SETTLE_S / 60 - 5.1)
    assert hall.wants("kiosk-02") is None
    hall.passes(0.2)
    assert hall.wants("kiosk-02") == NEW


def test_a_clock_that_jumps_opens_no_gate() -> None:
    hall = Hall()
    hall.does(start)
    hall.says("kiosk-01", NEW, Outcome.WELL)
    hall.passes(24 * 60)
    assert hall.wants("kiosk-02") is None, "nothing was heard of the unit in between"


def test_a_unit_that_falls_silent_holds_the_stage() -> None:
    hall = Hall()
    hall.does(start)
    hall.says("kiosk-01", NEW, Outcome.WELL)
    hall.says("kiosk-01", NEW, Outcome.WELL)
    hall.passes(HEARD_WITHIN_MS / MINUTE_MS + 1)
    assert hall.wants("kiosk-02") is None
    hall.well_for(20, "kiosk-01")
    assert hall.wants("kiosk-02") == NEW


@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.WENT_BACK, Outcome.STUCK])
def test_the_first_failure_stops_the_rollout_and_the_unit_keeps_the_old_release(outcome: Outcome) -> None:
    hall = Hall()
    hall.does(start)
    hall.do_stage("kiosk-01")
    hall.says("kiosk-02", OLD, outcome)
    assert hall.rollout.state is RolloutState.STOPPED
    assert hall.wants("kiosk-02") == OLD
    assert hall.wants("zone1-agent") is None, "it had its order, and waits now"
    hall.well_for(60, "kiosk-01")
    assert hall.state("kiosk-03") is UnitState.WAITING


def test_a_unit_that_falls_ill_later_goes_back_and_stops_the_rollout() -> None:
    hall = Hall()
    hall.does(start)
    hall.says("kiosk-01", NEW, Outcome.WELL)
    hall.says("kiosk-01", NEW, Outcome.WELL, well=False)
    assert hall.rollout.state is RolloutState.RUNNING, "once may be a cable"
    hall.passes(5)
    hall.says("kiosk-01", NEW, Outcome.WELL, well=False)
    assert hall.rollout.state is RolloutState.STOPPED
    back = wanted(hall.rollout, "kiosk-01", hall.now_ms)
    assert (back.version, back.back, back.switch) == (OLD, True, True)


def test_a_short_illness_begins_the_wait_anew() -> None:
    hall = Hall()
    hall.does(start)
    hall.says("kiosk-01", NEW, Outcome.WELL)
    hall.well_for(10, "kiosk-01")
    hall.says("kiosk-01", NEW, Outcome.WELL, well=False)
    hall.well_for(10, "kiosk-01")
    assert hall.wants("kiosk-02") is None
    hall.well_for(15, "kiosk-01")
    assert hall.wants("kiosk-02") == NEW


def test_after_a_failure_a_person_retries_or_skips_and_goes_on() -> None:
    hall = Hall()
    hall.does(start)
    hall.says("kiosk-01", OLD, Outcome.WENT_BACK)
    with pytest.raises(NotNow, match="kiosk-01 failed"):
        hall.does(resume)
    failed = wanted(hall.rollout, "kiosk-01", hall.now_ms).order
    hall.does(lambda rollout: retry(rollout, "kiosk-01"))
    hall.does(resume)
    again = wanted(hall.rollout, "kiosk-01", hall.now_ms)
    assert (again.version, again.switch) == (NEW, True)
    assert again.order != failed, "a unit never repeats an order that failed"
    hall.says("kiosk-01", OLD, Outcome.WENT_BACK)
    hall.does(lambda rollout: skip(rollout, "kiosk-01"))
    hall.does(resume)
    assert hall.wants("kiosk-02") == NEW


def test_a_late_report_of_an_old_order_fails_nobody() -> None:
    hall = Hall()
    hall.does(start)
    first = wanted(hall.rollout, "kiosk-01", hall.now_ms).order
    hall.says("kiosk-01", OLD, Outcome.WENT_BACK)
    hall.does(lambda rollout: retry(rollout, "kiosk-01"))
    hall.does(resume)
    hall.says("kiosk-01", OLD, Outcome.WENT_BACK, order=first)
    assert hall.state("kiosk-01") is UnitState.ORDERED


def test_a_skipped_unit_follows_when_the_rollout_is_done() -> None:
    hall = Hall()
    hall.does(start)
    hall.does(lambda rollout: skip(rollout, "kiosk-01"))
    hall.do_stage("kiosk-02", "zone1-agent")
    assert hall.wants("kiosk-01") is None
    hall.do_stage("kiosk-03")
    assert hall.rollout.state is RolloutState.DONE
    assert hall.wants("kiosk-01") == NEW


def test_paused_nobody_changes_and_who_changed_stays() -> None:
    hall = Hall()
    hall.does(start)
    hall.do_stage("kiosk-01")
    hall.does(pause)
    assert hall.wants("kiosk-02") is None
    assert wanted(hall.rollout, "kiosk-02", hall.now_ms).version == NEW, "it may fetch meanwhile"
    hall.well_for(60, "kiosk-01")
    hall.does(resume)
    assert hall.wants("kiosk-02") == NEW


def test_given_up_each_unit_stays_with_what_it_runs() -> None:
    hall = Hall()
    hall.does(start)
    hall.do_stage("kiosk-01")
    hall.does(abort)
    assert wanted(hall.rollout, "kiosk-02", hall.now_ms).version is None
    assert wanted(hall.rollout, "kiosk-01", hall.now_ms).version in (None, NEW)


def test_going_back_takes_every_changed_unit_to_the_release_it_had() -> None:
    hall = Hall()
    hall.does(start)
    hall.do_stage("kiosk-01")
    hall.says("kiosk-02", NEW, Outcome.WELL)
    hall.does(go_back)
    assert [hall.wants(unit.node) for unit in hall.rollout.units] == [OLD, OLD, OLD, None]
    for node in ("kiosk-01", "kiosk-02"):
        assert hall.rollout.state is RolloutState.GOING_BACK
        hall.says(node, OLD, Outcome.WELL)
    assert hall.rollout.state is RolloutState.WENT_BACK


def test_a_dead_unit_holds_no_hall_that_goes_back() -> None:
    hall = Hall()
    hall.does(start)
    hall.do_stage("kiosk-01")
    hall.says("kiosk-02", NEW, Outcome.WELL)
    hall.does(go_back)
    hall.says("kiosk-01", OLD, Outcome.WELL)
    hall.passes(600)
    seen = [hall.rollout.state]
    hall.does(abort)
    assert [*seen, hall.rollout.state] == [RolloutState.GOING_BACK, RolloutState.ABORTED]
    hall.says("kiosk-01", OLD)
    assert hall.state("kiosk-01") is UnitState.WAITING, "it is where it shall be, so it hasn't failed"
    assert [hall.wants(unit.node) for unit in hall.rollout.units] == [None] * 4


def test_hours_of_a_time_zone_that_is_none_are_refused_before_a_unit_asks() -> None:
    with pytest.raises(ValueError, match="Asia/Beijing"):
        Hours(start=time(22), end=time(5), timezone="Asia/Beijing")


def test_units_change_in_the_agreed_hours_only_and_go_back_at_any_time() -> None:
    night = Hours(start=time(22), end=time(5), timezone="Asia/Shanghai")
    hall = Hall(night)  # 2025-06-15, 23:06 in Shanghai
    hall.does(start)
    assert hall.wants("kiosk-01") == NEW
    hall.passes(8 * 60)
    assert hall.wants("kiosk-01") is None
    assert wanted(hall.rollout, "kiosk-01", hall.now_ms).version == NEW, "it may fetch by day"
    hall.says("kiosk-01", OLD, Outcome.WENT_BACK)
    assert hall.wants("kiosk-01") == OLD


def test_a_unit_nobody_planned_stays_as_it_is() -> None:
    hall = Hall()
    hall.does(start)
    assert wanted(hall.rollout, "kiosk-99", hall.now_ms).version is None
    before = hall.rollout
    assert heard(before, "kiosk-99", Report(version=OLD), hall.now_ms) == before


@pytest.mark.parametrize("step", [pause, resume, go_back, start])
def test_what_makes_no_sense_is_refused_in_words(step: Callable[[Rollout], Rollout]) -> None:
    hall = Hall()
    hall.does(start)
    hall.does(abort)
    if step is go_back:
        hall.does(step)
        return
    with pytest.raises(NotNow, match="aborted"):
        hall.does(step)


def test_a_machine_that_takes_a_units_place_gets_what_the_hall_runs() -> None:
    hall = Hall()
    hall.does(start)
    hall.do_stage("kiosk-01")
    hall.does(lambda rollout: replaced(rollout, "kiosk-01"))
    hall.says("kiosk-01", OLD)
    assert hall.wants("kiosk-01") == NEW, "in the middle of the rollout"
    assert hall.state("kiosk-01") is not UnitState.FAILED
    hall.do_stage("kiosk-01", "kiosk-02", "zone1-agent")
    hall.do_stage("kiosk-03")
    assert hall.rollout.state is RolloutState.DONE
    hall.does(lambda rollout: replaced(rollout, "kiosk-02"))
    hall.says("kiosk-02", OLD)
    assert hall.wants("kiosk-02") == NEW, "long after it"
    assert hall.rollout.state is RolloutState.DONE
