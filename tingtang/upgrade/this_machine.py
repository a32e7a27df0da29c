"""This machine as an upgrade sees it: what it is installed as, its services and their health pages."""

import time
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx

from api.process.layout import Layout, Role
from api.process.settings_file import ConfigurationError
from api.process.units import SERVICES, services
from tingtang.install.facts import look
from tingtang.install.installed import Installed, read_installed
from tingtang.install.machine import Machine
from tingtang.trust.identity import Identity
from tingtang.trust.unit_client import UnitClient
from tingtang.trust.unit_settings import load_unit
from tingtang.upgrade.making import InstalledMaker
from tingtang.upgrade.ports import Clock, UnitFacts
from tingtang.upgrade.source import HallSource
from tingtang.upgrade.systemd import SystemdServices
from tingtang.upgrade.upgrader import Upgrader

SERIALS = ("proc/device-tree/serial-number", "sys/class/dmi/id/product_serial")
"""Of a Raspberry Pi; of a PC."""
LOOPBACK = "127.0.0.1"
EVERY_ADDRESS = ("0.0.0.0", "::", "localhost")


def roles_of(installed: Installed) -> frozenset[Role]:
    """All that runs there: a terminal has an agent, the hall's server a server for units."""
    roles = set(installed.roles)
    if Role.KIOSK in roles:
        roles.add(Role.AGENT)
    if Role.CONTROLLER in roles:
        roles.add(Role.UNITS)
    return frozenset(roles)


def upgrader_of(machine: Machine) -> Upgrader:
    """
    Raises:
        ConfigurationError: nothing is installed there.
        StepFailed, OSError: the system can't be told.
    """
    layout = Layout(machine.root)
    installed = read_installed(machine.root)
    if installed is None:
        raise ConfigurationError(f"{machine.root}: the product isn't installed there; see: tingtang install --help")
    roles = roles_of(installed)
    system = look(machine)
    facts = UnitFacts(layout, roles, system.machine, system.python, serial_of(machine.root))
    watched = SystemdServices(services(sorted(roles)), health_pages(layout, roles), machine.run)
    return Upgrader(facts, InstalledMaker(machine, installed), watched, Clock(time.monotonic, time.sleep))


def serial_of(root: Path) -> str:
    """The board's; empty where it doesn't tell."""
    for path in SERIALS:
        try:
            return (root / path).read_text("ascii", errors="replace").strip("\0 \n")[:64]
        except OSError:
            continue
    return ""


def health_pages(layout: Layout, roles: frozenset[Role]) -> dict[str, str]:
    """Address by service, where its settings name a port (`[metrics]`)."""
    pages = {}
    for role in sorted(roles):
        section = _metrics(layout.settings_of(role))
        port, host = section.get("port"), section.get("host", LOOPBACK)
        if isinstance(port, int) and port > 0:
            pages[SERVICES[role][0]] = f"http://{LOOPBACK if host in EVERY_ADDRESS else host}:{port}/healthz"
    return pages


def _metrics(path: Path) -> Mapping[str, object]:
    """Read as it stands: what a newer or an older version wrote there is no fault here."""
    try:
        section = tomllib.loads(path.read_text("utf-8")).get("metrics", {})
    except (OSError, ValueError):
        return {}
    return section if isinstance(section, dict) else {}


@contextmanager
def hall_of(layout: Layout) -> Iterator[HallSource]:
    """The way to this unit's hall.

    Raises:
        ConfigurationError: the unit isn't enrolled, or a file of it can't be used.
    """
    unit = UnitClient(load_unit(layout.unit), Identity(layout.identity))
    with httpx.Client(verify=unit.context(), base_url=unit.base_url, trust_env=False) as client:
        yield HallSource(client)
