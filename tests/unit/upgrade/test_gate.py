"""Is the machine well with a release: started, without a break, healthy, and no worse than before."""

import pytest

from tingtang.upgrade.gate import HEALTH_GRACE_S, START_S, Gate, ServiceLook, Verdict

UP = ServiceLook("a", active=True, well=True)
DOWN = ServiceLook("a", active=False)
GATE_S = 60.0


def judged(gate: Gate, *looks: tuple[float, ServiceLook]) -> Verdict:
    """The last verdict of a machine seen so at these times."""
    verdict = Verdict.WAIT
    for at_s, look in looks:
        assert verdict is Verdict.WAIT, f"judged before {at_s} s"
        verdict = gate.judge((look,), at_s)
    return verdict


def test_well_for_the_whole_gate() -> None:
    assert judged(Gate(GATE_S), (100, UP), (159, UP)) is Verdict.WAIT
    assert judged(Gate(GATE_S), (100, UP), (160, UP)) is Verdict.WELL


def test_the_gate_begins_when_it_runs() -> None:
    assert judged(Gate(GATE_S), (100, DOWN), (130, UP), (189, UP)) is Verdict.WAIT


def test_what_doesnt_start_in_time_isnt_waited_for() -> None:
    assert judged(Gate(GATE_S), (100, DOWN), (100 + START_S, DOWN)) is Verdict.NOT_STARTED


def test_what_systemd_has_given_up_isnt_waited_for() -> None:
    gate = Gate(GATE_S)
    assert judged(gate, (100, DOWN), (103, ServiceLook("a", active=False, failed=True))) is Verdict.NOT_STARTED
    assert gate.why == "a"


@pytest.mark.parametrize("look", [DOWN, ServiceLook("a", active=True, restarts=1, well=True)])
def test_a_break_is_a_break(look: ServiceLook) -> None:
    assert judged(Gate(GATE_S), (100, UP), (110, look)) is Verdict.NOT_WELL


def test_restarts_before_it_ran_count_nothing() -> None:
    again = ServiceLook("a", active=True, restarts=3, well=True)
    assert judged(Gate(GATE_S), (100, DOWN), (110, again), (170, again)) is Verdict.WELL


def test_unwell_at_first_and_well_later_is_well() -> None:
    ill = ServiceLook("a", active=True, well=False)
    assert judged(Gate(GATE_S), (100, ill), (120, UP), (179, UP)) is Verdict.WAIT
    assert judged(Gate(GATE_S), (100, ill), (120, UP), (180, UP)) is Verdict.WELL


def test_unwell_for_long_is_not_well_unless_it_was_so_before() -> None:
    ill = ServiceLook("a", active=True, well=False)
    assert judged(Gate(GATE_S), (100, ill), (100 + HEALTH_GRACE_S, ill)) is Verdict.NOT_WELL
    assert judged(Gate(GATE_S, unwell_before=True), (100, ill), (100 + GATE_S, ill)) is Verdict.WELL
