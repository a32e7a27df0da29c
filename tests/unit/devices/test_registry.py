"""The device registry: what is known of nodes and devices, and what must count as unknown."""

import pytest

from api.messages.state import Describe, Fault, Faults, Status
from api.messages.words import Action, AvailabilityState, DeviceState
from hall_controller.devices.bindings import Expected
from hall_controller.devices.registry import DeviceRegistry

ONLINE, LOST, STOPPED = AvailabilityState.ONLINE, AvailabilityState.LOST, AvailabilityState.DISCONNECTED
LED = "hall-agent/led-3"


@pytest.fixture
def registry() -> DeviceRegistry:
    return DeviceRegistry({LED: Expected(LED, "led-board", "window-3")})


def view(registry: DeviceRegistry, address: str = LED):
    [found] = [v for v in registry.board(9_000).devices if f"{v.node}/{v.device}" == address]
    return found


def well(registry: DeviceRegistry, address: str = LED) -> None:
    registry.node_said(address.partition("/")[0], "s1", ONLINE, "0.1", 100)
    registry.described(address, Describe(kind="led-board", model="BX-5K", place="window-3"))
    registry.reported(address, Status(device=DeviceState.ONLINE), 200)


def test_an_expected_device_that_never_spoke_is_unknown(registry: DeviceRegistry) -> None:
    line = view(registry)
    assert (line.status, line.node_state, line.reason) == (DeviceState.UNKNOWN, AvailabilityState.UNKNOWN, "node.silent")
    assert (line.kind, line.place, line.bound) == ("led-board", "window-3", True)


def test_a_device_that_nobody_expects_is_shown_as_not_bound(registry: DeviceRegistry) -> None:
    well(registry, "other-agent/led-9")
    assert view(registry, "other-agent/led-9").bound is False


def test_a_well_device_is_online(registry: DeviceRegistry) -> None:
    well(registry)
    line = view(registry)
    assert (line.status, line.action, line.since, line.model) == (DeviceState.ONLINE, Action.NONE, 200, "BX-5K")


def test_a_node_online_with_a_device_that_says_nothing_is_unknown(registry: DeviceRegistry) -> None:
    registry.node_said("hall-agent", "s1", ONLINE, "", 100)
    assert view(registry).reason == "device.silent"
    assert view(registry).status is DeviceState.UNKNOWN


def test_a_lost_node_makes_its_devices_unknown_and_keeps_no_friendly_value(registry: DeviceRegistry) -> None:
    well(registry)
    change = registry.node_said("hall-agent", "s1", LOST, "", 5_000)
    assert change is not None
    assert change.after is LOST
    line = view(registry)
    assert (line.status, line.reason, line.since) == (DeviceState.UNKNOWN, "node.lost", 5_000)
    assert line.action is Action.MAINTENANCE


def test_a_late_lost_of_an_old_session_is_ignored(registry: DeviceRegistry) -> None:
    well(registry)
    assert registry.node_said("hall-agent", "s2", ONLINE, "0.1", 300) is not None
    assert registry.node_said("hall-agent", "s1", LOST, "", 400) is None
    assert view(registry).status is DeviceState.ONLINE
    assert registry.node_said("hall-agent", "s2", LOST, "", 500) is not None
    assert view(registry).status is DeviceState.UNKNOWN


def test_a_repeated_birth_changes_nothing_and_a_new_session_does(registry: DeviceRegistry) -> None:
    well(registry)
    assert registry.node_said("hall-agent", "s1", ONLINE, "0.1", 300) is None
    change = registry.node_said("hall-agent", "s2", ONLINE, "0.1", 300)
    assert change is not None
    assert change.new_session


def test_a_clean_stop_says_so(registry: DeviceRegistry) -> None:
    well(registry)
    registry.node_said("hall-agent", "s1", STOPPED, "", 400)
    assert view(registry).reason == "node.stopped"


def test_a_node_that_does_not_answer_after_a_power_cut_is_unknown_until_it_is_heard(registry: DeviceRegistry) -> None:
    well(registry)
    assert registry.node_silent("hall-agent", "s0", 600) is None, "the question was put to another session"
    assert registry.node_silent("hall-agent", "s1", 600) is not None
    assert (view(registry).status, view(registry).reason) == (DeviceState.UNKNOWN, "node.silent")
    assert registry.node_heard("hall-agent", "s0", 700) is None
    assert registry.node_heard("hall-agent", "s1", 700) is not None
    assert view(registry).status is DeviceState.ONLINE


def test_since_is_the_first_report_of_the_present_state(registry: DeviceRegistry) -> None:
    well(registry)
    registry.reported(LED, Status(device=DeviceState.ONLINE, detail={"display": "showing"}), 900)
    assert view(registry).since == 200
    change = registry.reported(LED, Status(device=DeviceState.OFFLINE, action=Action.MAINTENANCE, reason="link.lost"), 1_000)
    assert change is not None
    assert (change.before, change.after) == (DeviceState.ONLINE, DeviceState.OFFLINE)
    assert (view(registry).since, view(registry).reason) == (1_000, "link.lost")


def test_a_mute_output_is_a_fault_until_the_next_success(registry: DeviceRegistry) -> None:
    well(registry)
    assert registry.output_failed(LED, "output.mute", 2_000) is True
    assert registry.output_failed(LED, "output.mute", 2_500) is False, "it is told once"
    line = view(registry)
    assert (line.status, line.reason, line.faults, line.since) == (DeviceState.UNKNOWN, "output.mute", ("output.mute",), 2_000)
    assert registry.output_succeeded(LED) is True
    assert registry.output_succeeded(LED) is False
    assert (view(registry).status, view(registry).faults) == (DeviceState.ONLINE, ())


def test_a_devices_own_faults_are_listed_beside_the_controllers(registry: DeviceRegistry) -> None:
    well(registry)
    registry.faults_reported(LED, Faults(faults=(Fault(code="checksum.many", action=Action.MAINTENANCE, since=1),)))
    registry.output_failed(LED, "output.mute", 2_000)
    assert view(registry).faults == ("checksum.many", "output.mute")


def test_a_device_that_works_sends_who_its_open_fault_wants(registry: DeviceRegistry) -> None:
    well(registry)
    assert view(registry).action is Action.NONE
    call_for_help = Fault(code="door.sos", action=Action.CLEAR, since=1)
    registry.faults_reported(LED, Faults(faults=(Fault(code="note", action=Action.NONE, since=0), call_for_help)))
    assert view(registry).action is Action.CLEAR
    registry.reported(LED, Status(device=DeviceState.ONLINE, action=Action.MAINTENANCE, reason="link.lost"), 2)
    assert view(registry).action is Action.MAINTENANCE, "what the device says of itself goes first"
    registry.faults_reported(LED, Faults())
    registry.reported(LED, Status(device=DeviceState.ONLINE), 3)
    assert view(registry).action is Action.NONE


def test_every_visible_change_raises_the_revision(registry: DeviceRegistry) -> None:
    seen = [registry.revision]
    well(registry)
    seen.append(registry.revision)
    registry.output_failed(LED, "output.mute", 1)
    seen.append(registry.revision)
    registry.node_said("hall-agent", "s1", LOST, "", 2)
    seen.append(registry.revision)
    assert seen == sorted(set(seen))


def test_cleared_retained_state_forgets_a_stranger_and_keeps_an_expected_device(registry: DeviceRegistry) -> None:
    well(registry)
    well(registry, "other-agent/led-9")
    for address in (LED, "other-agent/led-9"):
        registry.described(address, None)
        registry.reported(address, None, 1)
        registry.node_forgotten(address.partition("/")[0])
    assert [f"{v.node}/{v.device}" for v in registry.board(1).devices] == [LED]
    assert view(registry).status is DeviceState.UNKNOWN


def test_a_device_is_usable_while_it_says_so_or_is_busy(registry: DeviceRegistry) -> None:
    assert not registry.is_usable(LED)
    well(registry)
    assert registry.is_usable(LED)
    registry.reported(LED, Status(device=DeviceState.DEVICE_BUSY), 300)
    assert registry.is_usable(LED)
    registry.reported(LED, Status(device=DeviceState.HARDWARE_ERROR), 400)
    assert not registry.is_usable(LED)
    registry.reported(LED, Status(device=DeviceState.ONLINE), 500)
    registry.node_said(LED.partition("/")[0], "s1", LOST, "", 600)
    assert not registry.is_usable(LED)
    assert not registry.is_usable("nobody/knows")


def test_a_device_that_answers_again_is_no_longer_mute(registry: DeviceRegistry) -> None:
    well(registry)
    registry.output_failed(LED, "output.mute", 300)
    registry.reported(LED, Status(device=DeviceState.ONLINE, detail={"display": "showing"}), 400)
    assert view(registry).faults == ("output.mute",), "well all the time, and yet it didn't do it"
    registry.reported(LED, Status(device=DeviceState.UNKNOWN, reason="device.silent"), 500)
    registry.reported(LED, Status(device=DeviceState.ONLINE), 600)
    assert view(registry).faults == ()
    assert view(registry).status is DeviceState.ONLINE


def test_what_a_device_can_do_is_what_it_describes(registry: DeviceRegistry) -> None:
    assert (registry.can(LED, "show-staff"), registry.lacks(LED, "show-staff")) == (False, False)
    registry.described(LED, Describe(kind="rating-pad", commands=("ask", "cancel")))
    assert (registry.can(LED, "show-staff"), registry.lacks(LED, "show-staff")) == (False, True)
    registry.described(LED, Describe(kind="rating-pad", commands=("ask", "show-staff")))
    assert (registry.can(LED, "show-staff"), registry.lacks(LED, "show-staff")) == (True, False)
