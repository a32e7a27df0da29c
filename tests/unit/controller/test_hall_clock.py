from hypothesis import given
from hypothesis import strategies as st

from hall_controller.clock import HallClock


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


def test_the_distance_to_the_wall_is_told() -> None:
    machine = Machine()
    clock = HallClock(lambda: machine.wall, lambda: machine.running)
    machine.wall += 7_200_000
    assert clock.drift_ms() == 7_200_000
