"""Windows more and fewer, and who takes a break when."""

import pytest

from hall_controller.domain.rules import Rules
from hall_controller.simulation.plan import MS_PER_MIN
from hall_controller.simulation.staffing import (
    StaffingChange,
    WrongStaffing,
    change_windows,
    model_shifts,
    parse_changes,
    restaff,
)
from tests.support.simulated_hall import TAX, small_hall, small_model


def test_changes_are_written_in_two_ways() -> None:
    expected = [StaffingChange("tax", 2), StaffingChange("land", -1)]
    assert parse_changes("tax=+2,land=-1") == expected
    assert parse_changes("+tax:2, -land:1") == expected
    assert [str(change) for change in expected] == ["tax=+2", "land=-1"]


@pytest.mark.parametrize("text", ["tax", "tax=2", "tax=+", "=+1", "tax+1", ""])
def test_anything_else_is_explained(text: str) -> None:
    with pytest.raises(WrongStaffing, match=r"write tax=\+1"):
        parse_changes(text)


def test_a_new_window_serves_what_the_queues_first_does_and_has_no_devices() -> None:
    changed, like = change_windows(small_hall(), parse_changes("tax=+2"))
    new = {window.number: window for window in changed.windows if window.number > 4}
    assert like == {5: 1, 6: 1}
    assert [(number, window.queues, window.rating_pad) for number, window in new.items()] == [
        (5, (TAX,), None),
        (6, (TAX,), None),
    ]
    shifts = restaff(model_shifts(small_model(), Rules(small_hall())), [window.number for window in changed.windows], like)
    assert {shift.window for shift in shifts} == {1, 2, 3, 4, 5, 6}


def test_fewer_windows_go_from_the_highest_number() -> None:
    changed, _ = change_windows(small_hall(), parse_changes("tax=-1"))
    assert [window.number for window in changed.windows] == [1, 2, 4]
    shifts = restaff(model_shifts(small_model(), Rules(small_hall())), [1, 2, 4], {})
    assert {shift.window for shift in shifts} == {1, 2, 4}


@pytest.mark.parametrize(("text", "said"), [("water=+1", "no queue 'water'"), ("land=-1", "needs one at least")])
def test_impossible_changes_are_explained(text: str, said: str) -> None:
    with pytest.raises(WrongStaffing, match=said):
        change_windows(small_hall(), parse_changes(text))


def test_breaks_of_a_round_go_round_the_windows_of_a_queue() -> None:
    breaks = [{"at": "11:30", "minutes": 45, "windows": 0.5}, {"at": "12:15", "minutes": 45, "windows": 0.5}]
    shifts = model_shifts(small_model(breaks=breaks), Rules(small_hall()))
    begins = {shift.window: [begin // MS_PER_MIN for begin, _ in shift.breaks] for shift in shifts}
    assert begins == {1: [690], 2: [735], 3: [690], 4: [690]}, "half of each queue first, then the other half"


def test_a_break_for_a_part_leaves_the_others_without_one() -> None:
    shifts = model_shifts(small_model(breaks=[{"at": "10:00", "minutes": 15, "windows": 0.5}]), Rules(small_hall()))
    assert {shift.window for shift in shifts if shift.breaks} == {1, 3, 4}
