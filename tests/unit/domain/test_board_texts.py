"""What a window's strip has to say beside the ticket: its title, why it is paused, until when."""

import pytest

from api.messages.hall_commands import Next, Pause, PressKey, ReportWindow
from api.messages.words import WindowState
from drivers.led_board.layouts import Layouts
from hall_controller.domain.outputs import window_commands
from tests.support.hall_core import KIOSK, PAD_WINDOW, CoreHall
from tests.unit.drivers.led_panels import panel

BACK_AT = 1_764_036_000_000  # 2025-11-25 02:00 UTC: 10:00 in Shanghai


def strip(core: CoreHall) -> dict[str, str]:
    return dict(next(body for _, name, body in window_commands(core.hall, PAD_WINDOW) if name == "show")["data"])


def test_an_idle_strip_names_its_window(core: CoreHall) -> None:
    core.open(PAD_WINDOW)
    title = core.hall.rules.windows[PAD_WINDOW].names["zh-CN"]
    assert strip(core) == {"window": str(PAD_WINDOW), "title": title}


@pytest.mark.parametrize(("back_at", "shown"), [(None, {}), (BACK_AT, {"back_at": "10:00"})])
def test_a_paused_strip_says_why_and_until_when_by_the_halls_clock(
    core: CoreHall, back_at: int | None, shown: dict[str, str]
) -> None:
    core.open(PAD_WINDOW)
    core.do(Pause(window=PAD_WINDOW, reason="会议", back_at=back_at))
    assert strip(core) == {"window": str(PAD_WINDOW), "reason": "会议", **shown}


def test_a_pause_by_the_pads_key_shows_no_catalogue_key(core: CoreHall) -> None:
    core.open(PAD_WINDOW)
    core.do(PressKey(window=PAD_WINDOW, key="pause"))
    assert strip(core)["reason"] == ""


def test_a_pause_after_a_call_was_left_alone_shows_no_catalogue_key(core: CoreHall) -> None:
    core.take()
    core.open(PAD_WINDOW)
    core.do(Next(window=PAD_WINDOW))
    core.later(600)
    assert core.window(PAD_WINDOW).pause_reason == "leaseExpired"
    assert strip(core)["reason"] == ""


@pytest.mark.parametrize(("lacks", "layout"), [({"fault": "agent/reader-1"}, "fault"), ({"offline": True}, "paused")])
def test_a_strip_says_that_its_window_serves_nobody_for_now(core: CoreHall, lacks: dict[str, object], layout: str) -> None:
    core.open(PAD_WINDOW)
    core.do(ReportWindow.model_validate({"window": PAD_WINDOW, **lacks}), KIOSK)
    (shown,) = [delivery.body for delivery in core.told if delivery.command == "show"]
    assert (shown["layout"], shown["data"]) == (layout, {"window": str(PAD_WINDOW)})
    core.do(ReportWindow(window=PAD_WINDOW), KIOSK)
    assert [delivery.body["layout"] for delivery in core.told if delivery.command == "show"] == ["idle"]


def test_boards_have_the_layout_of_every_state_and_what_it_needs(core: CoreHall) -> None:
    core.take()
    core.open(PAD_WINDOW)
    core.do(Next(window=PAD_WINDOW))
    layouts = Layouts.packaged()
    for state in WindowState:
        core.window(PAD_WINDOW).state = state
        body = next(body for _, name, body in window_commands(core.hall, PAD_WINDOW) if name == "show")
        for board in (panel(96, 16), panel(128, 32), panel(256, 80)):
            assert layouts.fill(body["layout"], body["data"], board), state
