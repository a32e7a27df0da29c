"""What a snapshot says of a hall: groups, lines, windows, and what was learned."""

import pytest

from api.messages.hall_commands import Arrive, Finish, Miss, Next, OpenWindow, Pause
from api.messages.words import TicketClass
from hall_controller.forecast.from_hall import USUAL, bands_of, groups, snapshot_of, snapshots
from hall_controller.forecast.laws import FEW
from tests.support.forecast_hall import MINUTE_MS, ForecastHall, hall_config

WALK_IN, ELDERLY, VETERAN = TicketClass.WALK_IN, TicketClass.ELDERLY, TicketClass.VETERAN


def hall(*windows: dict[str, object]) -> ForecastHall:
    return ForecastHall(hall_config(windows, {}))


def served(hall: ForecastHall, window: int, minutes: float, *, comes: bool = True) -> None:
    """The next citizen is called at once and keeps the window so long."""
    hall.do(Next(window=window))
    hall.at += round(minutes * MINUTE_MS)
    if comes:
        hall.do(Arrive(window=window))
        hall.do(Finish(window=window))
    else:
        hall.do(Miss(window=window))


def test_windows_that_share_a_queue_are_one_group() -> None:
    made = hall({"queues": ["a"]}, {"queues": ["b", "c"]}, {"queues": ["a"]}, {"queues": ["c"]})
    made.open_all()
    numbers = sorted(sorted(window.number for window in group) for group in groups(made.hall))
    assert numbers == [[1, 3], [2, 4]]
    made = hall({"queues": ["a"]}, {"queues": ["b"]}, {"queues": ["a", "b"]})
    assert groups(made.hall) == []
    made.open_all()
    assert [sorted(window.number for window in group) for group in groups(made.hall)] == [[1, 2, 3]]


def test_classes_that_the_rule_treats_alike_stand_in_one_line() -> None:
    made = hall({"queues": ["a"]})
    made.take("s-a", VETERAN)
    made.take("s-a", ELDERLY)
    made.take("s-a", WALK_IN)
    made.open_all()
    (snapshot,) = made.snapshots()
    lines = {line.ticket_class: len(line.waiting) for line in snapshot.lines}
    assert lines == {"walk-in": 1, "appointment": 0, "elderly": 2}


def test_a_bound_or_rank_of_its_own_parts_a_class() -> None:
    made = ForecastHall(hall_config([{"queues": ["a"]}], {"overtakes_max": {"veteran": 2}}))
    bands = bands_of(made.hall.discipline, made.hall.rules.overtakes_max)
    assert bands.of[VETERAN] == "veteran"
    assert bands.of[ELDERLY] == bands.of[TicketClass.DISABLED] == "elderly"
    assert dict(bands.discipline.bounds)["veteran"] == 2


def test_windows_tell_what_they_do_and_since_when() -> None:
    made = hall({"queues": ["a"]}, {"queues": ["a"]}, {"queues": ["a"]})
    made.open_all()
    made.take("s-a", WALK_IN)
    made.do(Next(window=1))
    called_at = made.at
    made.at += 3 * MINUTE_MS
    made.do(Arrive(window=1))
    made.do(Pause(window=2, reason="break", back_at=made.at + 10 * MINUTE_MS))
    (snapshot,) = made.snapshots()
    states = {window.number: window for window in snapshot.windows}
    assert (states[1].state, states[1].service, states[1].since) == ("busy", "s-a", called_at)
    assert states[2].state == "paused"
    assert states[2].back_at == made.at + 10 * MINUTE_MS
    assert states[3].state == "idle"


def learned(made: ForecastHall) -> dict[str, tuple[int, ...]]:
    bands = made.bands()
    (group,) = groups(made.hall)
    return {one.service: one.durations for one in snapshot_of(made.hall, made.history, bands, made.at, group).services}


def test_services_are_measured_from_the_call_to_the_free_window_and_no_shows_are_short_ones() -> None:
    made = hall({"queues": ["a"]})
    made.open_all()
    for _ in range(3):
        made.take("s-a", WALK_IN)
    served(made, 1, 12)
    served(made, 1, 1.5, comes=False)
    assert learned(made)[USUAL + "a"] == (12 * MINUTE_MS, round(1.5 * MINUTE_MS))


def test_a_rare_service_is_told_by_its_queue_in_proportion_to_the_configured_times() -> None:
    made = hall({"queues": ["a"], "skills": ["x"]})
    made.open_all()
    made.take("s-a", WALK_IN)
    served(made, 1, 10)
    made.take("s-x", WALK_IN)
    # s-a is configured with 5 minutes, s-x with 9.
    assert learned(made)["s-x"] == (18 * MINUTE_MS,)


def test_a_service_with_enough_of_its_own_is_told_by_them() -> None:
    made = hall({"queues": ["a"], "skills": ["x"]})
    made.open_all()
    made.take("s-a", WALK_IN)
    served(made, 1, 30)
    for _ in range(FEW):
        made.take("s-x", WALK_IN)
        served(made, 1, 7)
    made.take("s-x", WALK_IN)
    assert learned(made)["s-x"] == (7 * MINUTE_MS,) * FEW


def test_late_arrivals_tell_the_rate() -> None:
    made = hall({"queues": ["a"]})
    made.open_all()
    for _ in range(120):
        made.at += MINUTE_MS // 2
        made.take("s-a", ELDERLY)
    bands = made.bands()
    (snapshot,) = snapshots(made.hall, made.history, bands, made.at)
    rates = {line.ticket_class: line.arrivals_per_h for line in snapshot.lines}
    assert rates["elderly"] == pytest.approx(120, rel=0.03)
    assert rates["walk-in"] == 0
    (later,) = snapshots(made.hall, made.history, bands, made.at + 60 * MINUTE_MS)
    assert all(line.arrivals_per_h == 0 for line in later.lines)


def test_clerks_who_let_people_wait_are_reckoned_with() -> None:
    made = hall({"queues": ["a"]})
    made.open_all()
    for _ in range(2):
        made.take("s-a", WALK_IN)
    served(made, 1, 5)
    made.at += 40_000
    made.do(Next(window=1))
    assert made.history.changeovers[-1] == 40_000
    assert made.snapshots()[0].windows[0].state == "busy"


def test_an_open_window_is_needed() -> None:
    made = hall({"queues": ["a"]}, {"queues": ["b"]})
    made.do(OpenWindow(window=2))
    (snapshot,) = made.snapshots()
    assert {line.queue for line in snapshot.lines} == {"b"}
