"""The hall is left: declared, changed, lifted; what boards show and speakers say meanwhile; and what outlives a restart."""

from pathlib import Path

import pytest

from api.messages.hall_commands import BeginEmergency, EndEmergency, Next
from api.messages.words import Refusal
from hall_controller.domain.emergency import LIFTED_FOR_MS, emergency_boards
from hall_controller.domain.events import EventKind
from hall_controller.domain.facts import Emergency
from hall_controller.domain.requests import Refused
from hall_controller.domain.views import desk_view, hall_board, manager_view
from hall_controller.store.audit import audit
from tests.support.hall_core import CLERK, MANAGER, CoreHall, core_config
from tests.support.hall_store import HandClock, store_hall
from tests.support.window_hall import AUTO_NARROW, WindowHall, window_config

BOARDS = ["agent/led-1", "agent/led-2", "agent/overview-1", "agent/overview-2"]
EAST = BeginEmergency(text="请从东门离开")


@pytest.fixture
def hall() -> CoreHall:
    return CoreHall()


def on_boards(hall: CoreHall) -> list[tuple[str, str, dict[str, object]]]:
    return list(emergency_boards(hall.hall, hall.now))


def test_every_board_shows_it_and_every_page_knows(hall: CoreHall) -> None:
    assert on_boards(hall) == []
    hall.do(EAST, MANAGER)
    assert [board for board, _, _ in on_boards(hall)] == BOARDS
    for _, name, body in on_boards(hall):
        assert (name, body["layout"], body["data"]) == ("show", "emergency", {"text": "请从东门离开"})
    for view in (hall_board(hall.hall, hall.now), desk_view(hall.hall, 1, hall.now), manager_view(hall.hall, hall.now)):
        assert view is not None
        assert view.emergency is not None
        assert (view.emergency.since, view.emergency.text) == (hall.now, "请从东门离开")


def test_lifted_it_is_taken_back_from_every_board_for_a_day(hall: CoreHall) -> None:
    hall.do(BeginEmergency(), MANAGER)
    hall.later(60)
    hall.do(EndEmergency(), MANAGER)
    assert hall_board(hall.hall, hall.now).emergency is None
    assert on_boards(hall) == [(board, "blank", {"layout": "emergency"}) for board in BOARDS]
    assert list(emergency_boards(hall.hall, hall.now + LIFTED_FOR_MS)) == []


def test_the_same_again_is_no_news_and_another_text_changes_it(hall: CoreHall) -> None:
    hall.do(EAST, MANAGER)
    begun = hall.now
    hall.later(30)
    hall.do(EAST, MANAGER)
    hall.do(BeginEmergency(text="请从  西门离开 "), MANAGER)
    kinds = [event.kind for event in hall.events if event.kind is EventKind.EMERGENCY_BEGUN]
    assert len(kinds) == 2
    assert hall.hall.emergency is not None
    assert (hall.hall.emergency.since, hall.hall.emergency.text) == (begun, "请从 西门离开")
    hall.do(EndEmergency(), MANAGER)
    seq = hall.hall.seq
    hall.do(EndEmergency(), MANAGER)
    assert hall.hall.seq == seq


def test_the_ledger_says_who(hall: CoreHall) -> None:
    hall.do(EAST, MANAGER)
    assert (hall.events[-1].by, hall.events[-1].role) == (MANAGER.name, "manager")


def test_a_clerk_may_not(hall: CoreHall) -> None:
    for command in (EAST, EndEmergency()):
        with pytest.raises(Refused) as refused:
            hall.do(command, CLERK)
        assert refused.value.refusal is Refusal.NOT_PERMITTED


def test_no_number_is_spoken_in_between(hall: CoreHall) -> None:
    hall.open(1)
    hall.take()
    hall.do(EAST, MANAGER)
    hall.do(Next(window=1), CLERK)
    told = {delivery.device for delivery in hall.told}
    assert "agent/led-1" in told
    assert "agent/speaker-1" not in told


def test_the_hall_calls_nobody_by_itself_until_it_is_over() -> None:
    hall = WindowHall.of(window_config())
    hall.open(AUTO_NARROW)
    hall.do(EAST, MANAGER)
    hall.come("s-c")
    assert hall.hall.window(AUTO_NARROW).ticket is None
    hall.do(EndEmergency(), MANAGER)
    assert hall.hall.window(AUTO_NARROW).ticket is not None


def test_it_stands_after_a_restart_and_so_does_its_end(tmp_path: Path) -> None:
    path, clock = tmp_path / "hall.sqlite", HandClock()
    with store_hall(path, clock=clock) as before:
        before.do(EAST)
    with store_hall(path, clock=clock) as after:
        assert after.opened.emergency == Emergency(clock.wall, "请从东门离开")
        clock.advance(60)
        after.do(EndEmergency())
    with store_hall(path, clock=clock) as last:
        assert last.opened.emergency is None
        assert {name for _, name, _ in emergency_boards(last.opened, clock.wall)} == {"blank"}
    assert audit(path, core_config()) == []
