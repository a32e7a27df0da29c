"""The demo's folder: every process can read the file written for it, and every bound device has one at the end of its wire."""

import tomllib
from pathlib import Path

import pytest

from drivers.agent.fleet import check_fleet
from drivers.agent.settings import load_settings as load_agent
from hall_controller.config import HallConfig, load_hall_config
from hall_controller.settings import load_settings as load_controller
from kiosk.settings import load_settings as load_kiosk
from tingtang.commands.demo import choose_hall
from tingtang.demo.site import PADS_PER_BUS, DemoSite, devices_of, free_ports


@pytest.fixture(params=["demo", "county"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> DemoSite:
    site = DemoSite(tmp_path / "hall", choose_hall(request.param), tmp_path / "assets", 8080)
    site.write()
    return site


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
    emulated = [pad["id"] for section in document["emulators"] for pad in section.get("pads", [section])]
    assert sorted(emulated) == sorted(device.id for device in devices_of(site.hall))


def test_no_port_is_given_twice(site: DemoSite) -> None:
    """Ports of two rounds of looking for free ones can be the same; with hundreds of devices they sometimes were."""
    document = tomllib.loads(site.file("emulators").read_text(encoding="utf-8"))
    listening = [section["listen"]["port"] for section in document["emulators"] if section["listen"]["type"] == "tcp"]
    ports = [site.broker_port, site.emulator_port, *(kiosk.port for kiosk in site.kiosks), *listening]
    assert len(set(ports)) == len(ports)
    assert len(listening) == len(site.device_ports)


def test_no_line_carries_more_pads_than_rs485_allows(site: DemoSite) -> None:
    document = tomllib.loads(site.file("emulators").read_text(encoding="utf-8"))
    lines = [section["pads"] for section in document["emulators"] if section["kind"] == "ff68-bus"]
    assert lines
    assert all(len(pads) <= PADS_PER_BUS for pads in lines)
    assert all(len({pad["address"] for pad in pads}) == len(pads) for pads in lines)


def test_files_with_secrets_beside_them_are_private(site: DemoSite) -> None:
    assert all(site.file(name).stat().st_mode & 0o077 == 0 for name in ("controller", *site.agents))
    assert all(site.broker.credential(node).stat().st_mode & 0o077 == 0 for node in site.nodes)


def test_free_ports_differ() -> None:
    ports = free_ports(50)
    assert len(set(ports)) == 50
