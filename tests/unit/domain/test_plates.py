"""Who serves, as the idle pad shows it."""

from typing import Any

import pytest

from api.messages.device_commands import ShowStaff
from api.messages.hall_commands import Arrive, CloseWindow, Finish, Next, Pause, Resume
from hall_controller.config_queueing import StaffSection
from hall_controller.domain.plates import plate_commands
from tests.support.hall_core import PAD_WINDOW, PLAIN_WINDOW, CoreHall


def plate(core: CoreHall) -> dict[str, Any] | None:
    commands = plate_commands(core.hall, PAD_WINDOW)
    if not commands:
        return None
    [(device, name, body)] = commands
    assert (device, name) == ("agent/rating-1", "show-staff")
    ShowStaff.model_validate(body)
    return body


@pytest.fixture
def core() -> CoreHall:
    found = CoreHall()
    person = StaffSection(name="clerk-1", card="0" * 16, display_name="李敏", staff_number="0012", post="综合受理", stars=4)
    found.hall.rules.staff["clerk-1"] = person
    return found


def test_it_follows_log_in_pause_question_and_log_out(core: CoreHall) -> None:
    shown = {"display_name": "李敏", "staff_number": "0012", "post": "综合受理", "stars": 4}
    core.open(PAD_WINDOW)
    assert plate(core) == shown
    core.do(Pause(window=PAD_WINDOW, reason="tea"))
    assert plate(core) == {"display_name": "暂停服务"}
    core.do(Resume(window=PAD_WINDOW))
    core.take()
    core.do(Next(window=PAD_WINDOW))
    core.do(Arrive(window=PAD_WINDOW))
    assert plate(core) == shown
    core.do(Finish(window=PAD_WINDOW))
    assert plate(core) is None, "the question stands there"
    core.later(60)
    assert plate(core) == shown
    core.do(CloseWindow(window=PAD_WINDOW))
    assert plate(core) == {}


def test_an_account_without_a_plate_shows_its_name_and_a_window_without_a_pad_nothing(core: CoreHall) -> None:
    core.hall.rules.staff.clear()
    core.open(PAD_WINDOW)
    assert plate(core) == {"display_name": "clerk-1"}
    assert plate_commands(core.hall, PLAIN_WINDOW) == []
