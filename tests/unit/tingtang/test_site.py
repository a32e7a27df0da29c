"""The demo's folder: every process can read the file written for it, and every bound device has one at the end of its wire."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from drivers.agent.fleet import check_fleet
from drivers.agent.settings import load_settings as load_agent
from drivers.core.registry import DRIVERS
from hall_controller.config import HallConfig, load_hall_config
from hall_controller.settings import load_settings as load_controller
from kiosk.settings import load_settings as load_kiosk
from tingtang.commands.demo import choose_hall, choose_models
from tingtang.demo.devices import UnknownDevice
from tingtang.demo.models import LINES, PORT_WIRES
from tingtang.demo.site import DemoSite
from tingtang.demo.wiring import DEVICES_PER_LINE
from tingtang.ports import free_ports


@pytest.fixture(params=["demo", "county"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> DemoSite:
    models = choose_models(request.param)
    site = DemoSite(tmp_path / "hall", choose_hall(request.param), tmp_path / "assets", 8080, choices=models)
    site.write()
    return site


def units(section: dict[str, Any]) -> list[dict[str, Any]]:
    """The devices of one section: those on its line, or itself."""
    keys = {key for _, key in LINES.values()}
    return next((section[key] for key in keys if key in section), [section])


def bound(hall: HallConfig) -> set[str]:
    """Every `node/device` of the configuration."""
    windows = [[*window.leds, window.rating_pad, window.call_pad] for window in hall.windows]
    zones = [[*zone.speakers, *zone.overview_leds] for zone in hall.zones]
    return {address for group in [*windows, *zones, hall.devices] for address in group if address}


def test_each_process_can_read_its_file(site: DemoSite) -> None:
    assert load_hall_config(site.file("hall")) == site.hall
    assert load_controller(site.file("controller")).demo
    for kiosk in site.kiosks:
        assert load_kiosk(site.file(kiosk.node)).kiosk.demo_port == kiosk.port
    for agent in site.agents:
        check_fleet(load_agent(site.file(agent)), site.folder)


def test_every_bound_device_is_driven_once_and_emulated_once(site: DemoSite) -> None:
    driven = [f"{agent}/{device.id}" for agent in site.agents for device in load_agent(site.file(agent)).devices]
    assert sorted(driven) == sorted(bound(site.hall))
    document = tomllib.loads(site.file("emulators").read_text(encoding="utf-8"))
    emulated = [unit["id"] for section in document["emulators"] for unit in units(section)]
    assert sorted(emulated) == sorted(device.id for device in site.devices)


def test_no_port_is_given_twice(site: DemoSite) -> None:
    """Ports of two rounds of looking for free ones can be the same; with hundreds of devices they sometimes were."""
    document = tomllib.loads(site.file("emulators").read_text(encoding="utf-8"))
    listening = [section["listen"]["port"] for section in document["emulators"] if section["listen"]["type"] in PORT_WIRES]
    ports = [site.broker_port, site.terminal_port, site.emulator_port, *(kiosk.port for kiosk in site.kiosks), *listening]
    assert len(set(ports)) == len(ports)
    assert len(listening) == len(site.device_ports)


def test_no_line_carries_more_devices_than_rs485_allows(site: DemoSite) -> None:
    document = tomllib.loads(site.file("emulators").read_text(encoding="utf-8"))
    line_kinds = {kind for kind, _ in LINES.values()}
    lines = [units(section) for section in document["emulators"] if section["kind"] in line_kinds]
    assert lines
    assert all(len(devices) <= DEVICES_PER_LINE for devices in lines)
    assert all(len({device["address"] for device in devices}) == len(devices) for devices in lines)


def test_the_small_hall_shows_every_kind_of_device(tmp_path: Path) -> None:
    site = DemoSite(tmp_path / "hall", choose_hall("demo"), tmp_path / "assets", 8080, choices=choose_models("demo"))
    assert {device.kind for device in site.devices} == set(DRIVERS)


def test_a_model_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnknownDevice, match=r"hall-agent/led-1.*no-such"):
        DemoSite(tmp_path, choose_hall("demo"), tmp_path, 8080, choices={"hall-agent/led-1": "no-such"})


def test_files_with_secrets_beside_them_are_private(site: DemoSite) -> None:
    assert all(site.file(name).stat().st_mode & 0o077 == 0 for name in ("controller", *site.agents))
    assert all(site.broker.credential(node).stat().st_mode & 0o077 == 0 for node in site.accounts)
    assert all(site.terminal_broker.credential(node).stat().st_mode & 0o077 == 0 for node in site.bridged)
    assert site.terminal_broker.configuration.stat().st_mode & 0o077 == 0


def test_the_first_terminal_speaks_to_a_broker_beside_it_only(site: DemoSite) -> None:
    assert site.bridged == ("kiosk-01", "kiosk-01-agent")
    assert not set(site.bridged) & set(site.accounts)
    assert "kiosk-01-link" in site.accounts
    assert load_kiosk(site.file("kiosk-01")).broker.port == site.terminal_port
    assert load_agent(site.file("kiosk-01-agent")).broker.port == site.terminal_port
    others = [agent for agent in site.agents if agent not in site.bridged]
    assert {load_agent(site.file(agent)).broker.port for agent in others} == {site.broker_port}


def test_free_ports_differ() -> None:
    ports = free_ports(50)
    assert len(set(ports)) == 50
