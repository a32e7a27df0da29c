import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall_controller.clock import JUMP_MS, STAYS_MS, HallClock


class Machine:
    """Wall and running clock of a machine whose wall anyone may set."""

    def __init__(self) -> None:
        self.wall = 1_000_000
        self.running = 500


@given(
    st.lists(
        st.one_of(st.tuples(st.just("jump"), st.integers(-(10**9), 10**9)), st.tuples(st.just("run"), st.integers(0, 10**6)))
    )
)
def test_whatever_is_done_to_the_wall_clock_the_hall_s_goes_on_evenly(steps: list[tuple[str, int]]) -> None:
    machine = Machine()
    clock = HallClock(lambda: machine.wall, lambda: machine.running)
    for what, amount in steps:
        before = clock.now_ms()
        machine.wall += amount
        if what == "run":
            machine.running += amount
        assert clock.now_ms() - before == (amount if what == "run" else 0)


def test_it_never_starts_before_the_ledger_s_last_instant() -> None:
    machine = Machine()
    clock = HallClock(lambda: machine.wall, lambda: machine.running)
    clock.not_before(1_500_000)
    assert clock.now_ms() == 1_500_000
    machine.running += 10
    clock.not_before(1_400_000)
    assert clock.now_ms() == 1_500_010


def jumped(by: int) -> tuple[Machine, HallClock]:
    """A clock that has seen the machine's wall jump."""
    machine = Machine()
    clock = HallClock(lambda: machine.wall, lambda: machine.running)
    machine.wall += by
    assert clock.follow_wall() == 0
    return machine, clock


def go_on(machine: Machine, ms: int) -> None:
    machine.wall += ms
    machine.running += ms


def test_a_forward_jump_that_stays_is_followed() -> None:
    machine, clock = jumped(7_200_000)
    go_on(machine, STAYS_MS - 1)
    assert clock.follow_wall() == 0
    go_on(machine, 1)
    assert clock.follow_wall() == 7_200_000
    assert clock.drift_ms() == 0
    assert clock.now_ms() == machine.wall
    go_on(machine, STAYS_MS)
    assert clock.follow_wall() == 0


def test_a_forward_jump_that_is_taken_back_moves_nothing() -> None:
    machine, clock = jumped(7_200_000)
    go_on(machine, STAYS_MS - 1)
    machine.wall -= 7_200_000
    assert clock.follow_wall() == 0
    machine.wall += 7_200_000
    go_on(machine, 1)
    assert clock.follow_wall() == 0


def test_a_second_jump_must_stay_as_long_as_the_first() -> None:
    machine, clock = jumped(7_200_000)
    go_on(machine, STAYS_MS - 1)
    machine.wall += 86_400_000
    assert clock.follow_wall() == 0
    go_on(machine, STAYS_MS - 1)
    assert clock.follow_wall() == 0


@pytest.mark.parametrize("by", [-7_200_000, -1, JUMP_MS])
def test_backward_and_small_jumps_are_never_followed(by: int) -> None:
    machine, clock = jumped(by)
    go_on(machine, 10 * STAYS_MS)
    assert clock.follow_wall() == 0
    assert clock.drift_ms() == by


def test_the_distance_to_the_wall_is_told() -> None:
    machine = Machine()
    clock = HallClock(lambda: machine.wall, lambda: machine.running)
    machine.wall += 7_200_000
    assert clock.drift_ms() == 7_200_000
