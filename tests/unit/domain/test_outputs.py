"""Every body is checked against the contract's device commands: what the hall sends, a device must be able to read."""

import pytest

from api.messages.device_commands import DEVICE_COMMANDS
from api.messages.hall_commands import Arrive, CloseDay, Finish, Miss, Next, Pause, Recall, Void
from hall_controller.domain.deliveries import Delivery
from hall_controller.domain.outputs import window_commands
from hall_controller.domain.rules import Rules
from tests.support.hall_core import OTHER_WINDOW, PAD_WINDOW, PLAIN_WINDOW, CoreHall, core_config


@pytest.fixture(autouse=True)
def _deliveries_are_readable(core: CoreHall) -> object:
    yield
    for delivery in core.deliveries:
        DEVICE_COMMANDS[delivery.command].model_validate(delivery.body, strict=True)


def told(deliveries: list[Delivery]) -> list[tuple[str, str, object]]:
    return [(delivery.device, delivery.command, delivery.body.get("layout")) for delivery in deliveries]


def called(core: CoreHall, window: int = PAD_WINDOW) -> str:
    ticket = core.take()
    core.open(window)
    core.do(Next(window=window))
    return ticket


def test_a_call_reaches_every_bound_output(core: CoreHall) -> None:
    called(core)
    assert told(core.told) == [
        ("agent/led-1", "show", "calling"),
        ("agent/overview-1", "show", "calling"),
        ("agent/overview-2", "show", "calling"),
        ("agent/speaker-1", "say", None),
        ("agent/callpad-1", "pad-display", None),
    ]
    assert {delivery.call_seq for delivery in core.told} == {core.hall.seq}
    assert core.told[0].body["data"] == {"ticket": "A001", "window": "1"}
    assert core.told[3].body["arguments"] == {"ticket": "A001", "window": "1"}
    assert len({delivery.id for delivery in core.deliveries}) == len(core.deliveries)


def test_a_recall_is_a_call_of_its_own(core: CoreHall) -> None:
    called(core)
    first = core.told
    core.later(5)
    core.do(Recall(window=PAD_WINDOW))
    assert told(core.told) == told(first)
    assert {delivery.call_seq for delivery in core.told} == {core.hall.seq}
    assert [said[3].body["template"] for said in (first, core.told)] == ["call", "recall"]


def test_each_language_is_spoken() -> None:
    core = CoreHall(Rules(core_config(voice_languages=("zh-CN", "en"))))
    called(core)
    assert [delivery.body["language"] for delivery in core.told if delivery.command == "say"] == ["zh-CN", "en"]


def test_a_window_without_outputs_of_its_own_still_has_its_zone_s(core: CoreHall) -> None:
    core.take("s-b")
    core.open(OTHER_WINDOW)
    core.do(Next(window=OTHER_WINDOW))
    assert [delivery.device for delivery in core.told] == ["agent/overview-1", "agent/overview-2", "agent/speaker-1"]


def test_the_strip_follows_the_window(core: CoreHall) -> None:
    core.open(PLAIN_WINDOW)
    assert told(core.told)[0] == ("agent/led-2", "show", "idle")
    core.do(Pause(window=PLAIN_WINDOW, reason="lunch"))
    assert core.told[0].body["data"] == {"window": "2", "reason": "lunch"}
    called(core)
    core.do(Arrive(window=PAD_WINDOW))
    assert told(core.told)[0] == ("agent/led-1", "show", "serving")
    core.do(Finish(window=PAD_WINDOW))
    assert {command for _, command, _ in told(core.told)} == {"ask", "show", "pad-display"}


def test_the_question_s_delivery_has_the_question_s_id(core: CoreHall) -> None:
    called(core)
    core.do(Arrive(window=PAD_WINDOW))
    core.do(Finish(window=PAD_WINDOW))
    ask = next(delivery for delivery in core.told if delivery.command == "ask")
    assert ask.id == ask.body["ask"] == core.window(PAD_WINDOW).ask
    assert (ask.device, ask.body["timeout_s"], ask.body["ticket"]) == ("agent/rating-1", 15, "A001")


def test_no_idle_flash_between_a_rating_and_the_kept_next(core: CoreHall) -> None:
    called(core)
    core.do(Arrive(window=PAD_WINDOW))
    core.take()
    core.do(Finish(window=PAD_WINDOW))
    core.do(Next(window=PAD_WINDOW))
    before = len(core.deliveries)
    core.later(17)
    assert [layout for device, _, layout in told(core.deliveries[before:]) if device == "agent/led-1"] == ["calling"]


def test_the_pad_shows_who_waits_and_the_present_number(core: CoreHall) -> None:
    core.take()
    called(core)
    assert core.told[-1].body == {"waiting": 1, "ticket": "A001", "beep": True}
    core.do(Miss(window=PAD_WINDOW))
    assert core.told[-1].body == {"waiting": 1, "ticket": ""}


def test_a_void_ticket_leaves_the_board(core: CoreHall) -> None:
    ticket = called(core)
    core.do(Void(ticket=ticket, reason="wrong"))
    assert told(core.told)[0] == ("agent/led-1", "show", "idle")


def test_closing_the_day_closes_the_strips(core: CoreHall) -> None:
    called(core)
    core.do(CloseDay())
    assert told(core.told) == [("agent/led-1", "show", "closed"), ("agent/callpad-1", "pad-display", None)]


def test_a_board_that_came_back_is_told_the_present(core: CoreHall) -> None:
    called(core)
    assert next(window_commands(core.hall, PAD_WINDOW))[2]["layout"] == "calling"
    assert list(window_commands(core.hall, 99)) == []
