"""/healthz: every part listed, well only when all are."""

from pathlib import Path

import pytest

from api.messages.state import Fault, Faults, Status
from api.messages.views import Health, PartHealth
from api.messages.words import Action, AvailabilityState, DeviceState
from hall_controller.devices.bindings import Expected
from hall_controller.devices.registry import DeviceRegistry
from hall_controller.devices.screens import ScreenWatch
from hall_controller.health import HealthReport, broker_part, disk_part, requests_part

LED = "hall-agent/led-1"
ONLINE = AvailabilityState.ONLINE


class Hall:
    def __init__(self) -> None:
        self.registry = DeviceRegistry({LED: Expected(LED, "led-board", "window-1")})
        self.screens = ScreenWatch({"hall-1": Expected("hall-1/screen", "hall-screen", "main")}, lambda: 1_000)
        self.store = PartHealth(name="store", well=True)
        self.registry.node_said("hall-agent", "s1", ONLINE, "", 1)
        self.registry.reported(LED, Status(device=DeviceState.ONLINE), 1)
        self.screens.joined("hall-1")

    def health(self) -> Health:
        report = HealthReport("1.2.3", (lambda: self.store,), self.registry, self.screens.views, lambda: 1, lambda: 107.5, 100.0)
        return report.health()

    def unwell(self) -> dict[str, str]:
        return {part.name: part.detail for part in self.health().parts if not part.well}


@pytest.fixture
def hall() -> Hall:
    return Hall()


def test_all_well(hall: Hall) -> None:
    health = hall.health()
    assert health.well
    assert (health.version, health.uptime_s) == ("1.2.3", 7)
    assert [part.name for part in health.parts] == ["store", "node hall-agent", f"device {LED}", "screen hall-1/screen"]


def test_one_part_makes_the_hall_unwell(hall: Hall) -> None:
    hall.store = PartHealth(name="store", well=False, detail="full")
    assert hall.health().well is False
    assert hall.unwell() == {"store": "full"}


def test_a_lost_agent_takes_its_devices_with_it(hall: Hall) -> None:
    hall.registry.node_said("hall-agent", "s1", AvailabilityState.LOST, "", 2)
    assert hall.unwell() == {"node hall-agent": "lost", f"device {LED}": "unknown: node.lost"}


def test_a_busy_device_is_well_and_a_mute_one_is_not(hall: Hall) -> None:
    hall.registry.reported(LED, Status(device=DeviceState.DEVICE_BUSY, reason="printing"), 2)
    assert hall.unwell() == {}
    hall.registry.output_failed(LED, "output.mute", 3)
    assert f"device {LED}" in hall.unwell()
    assert "output.mute" in hall.unwell()[f"device {LED}"]


def test_a_screen_that_left_is_unwell(hall: Hall) -> None:
    hall.screens.left("hall-1")
    assert hall.unwell() == {"screen hall-1/screen": "unknown: screen.silent"}


def test_a_guest_may_say_goodbye_but_not_vanish(hall: Hall) -> None:
    hall.registry.node_said("laptop", "s9", ONLINE, "", 2)
    hall.registry.reported("laptop/led-9", Status(device=DeviceState.ONLINE), 2)
    assert hall.unwell() == {}
    hall.registry.node_said("laptop", "s9", AvailabilityState.DISCONNECTED, "", 3)
    assert hall.unwell() == {}
    hall.registry.node_said("laptop", "s10", ONLINE, "", 4)
    hall.registry.node_said("laptop", "s10", AvailabilityState.LOST, "", 5)
    assert set(hall.unwell()) == {"node laptop", "device laptop/led-9"}


def test_an_expected_agent_may_not_even_say_goodbye(hall: Hall) -> None:
    hall.registry.node_said("hall-agent", "s1", AvailabilityState.DISCONNECTED, "", 2)
    assert hall.unwell()["node hall-agent"] == "disconnected"


def test_the_broker_part_shows_refusals_and_is_well_without_faults_only() -> None:
    part = broker_part(True, Faults(), 7, {"malformed": 2, "tooLarge": 1, "deniedByBroker": 0})
    assert (part.well, part.detail) == (True, "connected; 7 taken in, 3 refused (malformed 2, tooLarge 1)")
    assert broker_part(False, Faults(), 0, {}).detail == "not reached; 0 taken in, 0 refused"
    twice = Faults(faults=(Fault(code="bus.nodeUsedTwice", action=Action.CONFIGURATION, since=1, count=2),))
    assert broker_part(True, twice, 0, {}).well is False
    assert "bus.nodeUsedTwice x2" in broker_part(True, twice, 0, {}).detail


def test_refused_requests_are_shown_and_only_our_own_failure_is_ill() -> None:
    refused = requests_part({"notPermitted": 2, "malformed": 1})
    assert (refused.well, refused.detail) == (True, "3 refused (malformed 1, notPermitted 2)")
    assert requests_part({"internalError": 1}).well is False


def test_the_disk_is_looked_at(tmp_path: Path) -> None:
    assert "MB free" in disk_part(tmp_path).detail
    assert disk_part(tmp_path / "none").well is False
