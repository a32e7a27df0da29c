"""The list of an overview board: whose calls, in which order, how long they still hold."""

from api.messages.device_commands import DEVICE_COMMANDS
from api.messages.hall_commands import Next, Recall
from drivers.led_board.layouts import Layouts
from hall_controller.domain.outputs import CALL_TTL_S
from hall_controller.domain.overviews import overview_commands
from tests.support.hall_core import PAD_WINDOW, PLAIN_WINDOW, CoreHall
from tests.unit.drivers.led_panels import panel


def lists(core: CoreHall) -> dict[str, dict[str, str]]:
    found = {}
    for device, name, fields in overview_commands(core.hall, core.now):
        DEVICE_COMMANDS[name].model_validate(fields, strict=True)
        found[device] = dict(fields["data"])
    return found


def call(core: CoreHall, window: int) -> None:
    core.take()
    core.open(window)
    core.do(Next(window=window))


def test_nobody_called_yet_leaves_the_zones_title(core: CoreHall) -> None:
    assert lists(core) == {"agent/overview-1": {"title": "名"}, "agent/overview-2": {"title": "名"}}


def test_the_newest_call_comes_first_with_the_time_it_still_holds(core: CoreHall) -> None:
    call(core, PAD_WINDOW)
    core.later(60)
    call(core, PLAIN_WINDOW)
    listed = lists(core)["agent/overview-1"]
    assert (listed["ticket_1"], listed["window_1"], listed["left_s_1"]) == ("A002", str(PLAIN_WINDOW), str(CALL_TTL_S))
    assert (listed["ticket_2"], listed["window_2"], listed["left_s_2"]) == ("A001", str(PAD_WINDOW), str(CALL_TTL_S - 60))
    assert "ticket_3" not in listed


def test_a_recall_moves_up_and_a_call_ends(core: CoreHall) -> None:
    call(core, PAD_WINDOW)
    core.later(30)
    call(core, PLAIN_WINDOW)
    core.later(30)
    core.do(Recall(window=PAD_WINDOW))
    assert lists(core)["agent/overview-1"]["ticket_1"] == "A001"
    core.now += (CALL_TTL_S - 30) * 1000
    assert [name for name in lists(core)["agent/overview-1"] if name.startswith("ticket")] == ["ticket_1"]
    core.now += 60_000
    assert lists(core)["agent/overview-1"] == {"title": "名"}


def test_every_list_can_be_shown(core: CoreHall) -> None:
    for data in lists(core).values():
        assert Layouts.packaged().fill("idle", data, panel(256, 80))
