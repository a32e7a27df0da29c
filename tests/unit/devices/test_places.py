"""Devices that fail together are one place to go."""

from collections.abc import Sequence

import pytest

from api.messages.state import Describe, Status
from api.messages.views import DeviceView, FaultPlace
from api.messages.words import Action, AvailabilityState, DeviceState
from hall_controller.devices.places import fault_places
from hall_controller.devices.registry import DeviceRegistry

ONLINE, LOST = AvailabilityState.ONLINE, AvailabilityState.LOST


def _device(
    name: str,
    status: DeviceState = DeviceState.ONLINE,
    *,
    line: str = "",
    switch: str = "",
    node: str = "hall-agent",
    since: int = 100,
    node_state: AvailabilityState = ONLINE,
    reason: str = "device.silent",
    place: str = "window-1",
) -> DeviceView:
    return DeviceView(
        node=node,
        device=name,
        kind="led-board",
        place=place,
        model="",
        node_state=node_state,
        status=status,
        action=Action.NONE,
        reason=reason if status is not DeviceState.ONLINE else "ok",
        since=since,
        line=line,
        line_place="cabinet 2" if line else "",
        switch=switch,
    )


def _boards(silent: int, of: int, *, line: str = "", switch: str = "", prefix: str = "led") -> list[DeviceView]:
    return [
        _device(
            f"{prefix}-{n}", DeviceState.UNKNOWN if n <= silent else DeviceState.ONLINE, line=line, switch=switch, since=100 + n
        )
        for n in range(1, of + 1)
    ]


def _one(views: Sequence[DeviceView]) -> FaultPlace:
    (place,) = fault_places(views)
    return place


def test_a_dead_line_is_one_place_with_its_adapters_name() -> None:
    place = _one([*_boards(15, 30, line="leds-east"), *_boards(0, 4, prefix="pad")])
    assert (place.kind, place.node, place.shared, place.place) == ("line", "hall-agent", "leds-east", "cabinet 2")
    assert (len(place.devices), place.of, place.reason) == (15, 30, "device.silent")
    assert place.devices[0] == "hall-agent/led-1"


@pytest.mark.parametrize(("silent", "of"), [(1, 2), (1, 1), (5, 11), (0, 8)])
def test_one_device_or_the_lesser_half_is_no_common_fault(silent: int, of: int) -> None:
    assert fault_places(_boards(silent, of, line="leds-east")) == ()


def test_a_defect_that_a_device_reports_itself_is_its_own() -> None:
    views = [_device(f"led-{n}", DeviceState.HARDWARE_ERROR, line="leds-east") for n in range(5)]
    assert fault_places(views) == ()


def test_devices_on_ports_of_their_own_have_nothing_in_common() -> None:
    assert fault_places(_boards(5, 5)) == ()


def test_a_lost_host_explains_all_that_hangs_on_it() -> None:
    lost = {"line": "leds-east", "switch": "S1", "node": "east-agent", "node_state": LOST, "reason": "node.lost"}
    views = [_device(f"led-{n}", DeviceState.UNKNOWN, **lost) for n in (1, 2)]  # type: ignore[arg-type]
    place = _one([*views, *_boards(0, 3, line="other")])
    assert (place.kind, place.node, place.shared) == ("agent", "east-agent", "east-agent")
    assert (place.reason, place.of, place.place) == ("node.lost", 2, "window-1")


def test_a_hosts_own_place_is_where_to_go() -> None:
    views = [
        _device("led-1", DeviceState.UNKNOWN, node_state=LOST),
        _device("node", DeviceState.UNKNOWN, node_state=LOST, place="machine room"),
    ]
    assert _one(views).place == "machine room"


def test_a_switch_explains_lines_and_single_devices_of_several_hosts() -> None:
    views = [
        *_boards(4, 4, line="leds-east", switch="S1"),
        _device("receipt-1", DeviceState.UNKNOWN, switch="S1", node="kiosk-agent", since=90),
        _device("receipt-2", DeviceState.ONLINE, switch="S1", node="kiosk-agent"),
    ]
    place = _one(views)
    assert (place.kind, place.node, place.shared, len(place.devices), place.of) == ("switch", "", "S1", 5, 6)


def test_a_line_that_is_all_of_its_switch_is_named_as_the_line() -> None:
    assert _one(_boards(4, 4, line="leds-east", switch="S1")).kind == "line"


def test_a_line_within_a_switch_that_is_well_is_the_line() -> None:
    views = [*_boards(4, 4, line="leds-east", switch="S1"), *_boards(0, 5, switch="S1", prefix="tcp")]
    assert _one(views).kind == "line"


def test_it_began_when_half_were_out_not_when_the_first_was() -> None:
    views = [_device(f"led-{n}", DeviceState.UNKNOWN, line="l", since=since) for n, since in enumerate((1, 5_000, 5_001, 5_002))]
    assert _one(views).since == 5_000


def test_the_place_with_most_devices_comes_first() -> None:
    views = [*_boards(2, 2, line="short"), *_boards(9, 9, line="long", prefix="pad")]
    assert [place.shared for place in fault_places(views)] == ["long", "short"]


def test_the_board_tells_what_agents_describe() -> None:
    registry = DeviceRegistry({})
    registry.node_said("hall-agent", "s1", ONLINE, "", 100)
    for number in (1, 2):
        address = f"hall-agent/led-{number}"
        registry.described(address, Describe(kind="led-board", line="leds", line_place="cabinet 2", switch="S1"))
        registry.reported(address, Status(device=DeviceState.UNKNOWN, reason="device.silent"), 200)
    board = registry.board(300)
    assert [(view.line, view.line_place, view.switch) for view in board.devices] == [("leds", "cabinet 2", "S1")] * 2
    assert [place.devices for place in board.places] == [("hall-agent/led-1", "hall-agent/led-2")]
    registry.reported("hall-agent/led-1", Status(device=DeviceState.ONLINE), 400)
    registry.reported("hall-agent/led-2", Status(device=DeviceState.ONLINE), 400)
    assert registry.board(500).places == ()
