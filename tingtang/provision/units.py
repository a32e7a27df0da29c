"""Every unit of a site with its files: those on its start partition, and those that its first start puts in place."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from ipaddress import IPv4Address
from typing import Any

import tomli_w

from api.process.layout import Layout, Role
from hall_controller.config_times import Names
from tingtang.provision import cloud, root_files, udev
from tingtang.provision.agent_file import agent_document
from tingtang.provision.boot_files import cmdline_txt, config_txt
from tingtang.provision.controller_file import controller_document
from tingtang.provision.hall_file import hall_document
from tingtang.provision.kiosk_file import kiosk_document
from tingtang.provision.machines import MachineSection, load_machines
from tingtang.provision.parts import LineSection
from tingtang.provision.screen_file import screen_document
from tingtang.provision.secrets_folder import NO_SECRETS, Secrets
from tingtang.provision.site import AgentUnit, DisplayPart, KioskUnit, ScreenUnit, Site, agent_of, names_of
from tingtang.provision.templates import CLOUD, read
from tingtang.provision.terminal_broker import broker_files
from tingtang.provision.unit_file import certified_name, unit_document, units_document
from tingtang.provision.wired import Wired, agents_lines, devices_of

LAYOUT = Layout()
SECRET_MODE, PLAIN_MODE, PROGRAM_MODE = "0600", "0644", "0755"
SETTINGS = str(LAYOUT.settings).lstrip("/")
RELEASE_KEY = f"{SETTINGS}/release-key.pub"
"""Whose bundles the unit takes."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One computer, with everything that a technician needs for it."""

    node: str
    agent: str | None
    """The node that drives its devices."""
    role: Role
    machine: MachineSection
    address: IPv4Address
    mac: str | None
    place: Names
    switch: str = ""
    lines: tuple[LineSection, ...] = ()
    devices: tuple[Wired, ...] = ()
    display: DisplayPart | None = None
    camera_socket: str | None = None
    system: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Path on the unit, without the first slash → text."""
    first: Mapping[str, tuple[str, str]] = field(default_factory=dict, repr=False)
    """Files of its first start: path on the unit → text and mode; those of `system` are among them, to be put in place."""
    boot: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Name on the start partition (or the stick labelled CIDATA) → text; the unit's secrets are among them."""

    @property
    def read_only(self) -> bool:
        """Everything but the hall's server may lose its power at any moment."""
        return self.role is not Role.CONTROLLER


def units_of(site: Site, secrets: Secrets = NO_SECRETS) -> Iterator[Unit]:
    """The controller first.

    Raises:
        ConfigurationError: the table of services can't be used.
        ValueError: something in the file can't be wired; the text names it.
    """
    devices = devices_of(site)
    machines = load_machines()
    yield _controller(site, machines[site.controller.machine], devices)
    for agent in site.agents:
        yield _agent(site, agent, machines[agent.machine], devices, secrets)
    for kiosk in site.kiosks:
        yield _kiosk(site, kiosk, machines[site.terminal_types[kiosk.type].machine], devices, secrets)
    for screen in site.screens:
        yield _screen(site, screen, machines[screen.machine], secrets)


def _controller(site: Site, machine: MachineSection, devices: Sequence[Wired]) -> Unit:
    unit = site.controller
    system = {
        f"{SETTINGS}/controller.toml": _toml(controller_document(site, LAYOUT)),
        f"{SETTINGS}/hall.toml": _toml(hall_document(site, devices)),
        f"{SETTINGS}/units.toml": _toml(units_document(site)),
        **root_files.always(site, machine, controller=True),
    }
    found = Unit(unit.node, None, Role.CONTROLLER, machine, unit.address, unit.mac, unit.place, unit.switch, system=system)
    return _with_boot(site, found, NO_SECRETS)


def _agent(site: Site, unit: AgentUnit, machine: MachineSection, devices: Sequence[Wired], secrets: Secrets) -> Unit:
    own = tuple(one for one in devices if one.node == unit.node)
    place = names_of(unit.place, "zh-CN")
    document = agent_document(site, unit.node, place, unit.lines, own, terminal=False, layout=LAYOUT)
    system = {
        f"{SETTINGS}/agent.toml": _toml(document),
        f"{SETTINGS}/unit.toml": _toml(unit_document(site, unit.node, Role.AGENT)),
        udev.PATH: udev.rules(machine, unit.lines, own),
        **root_files.always(site, machine, controller=False),
    }
    found = Unit(
        node=unit.node,
        agent=unit.node,
        role=Role.AGENT,
        machine=machine,
        address=unit.address,
        mac=unit.mac,
        place=unit.place,
        switch=unit.switch,
        lines=unit.lines,
        devices=own,
        system=system,
    )
    return _with_boot(site, found, secrets)


def _kiosk(site: Site, unit: KioskUnit, machine: MachineSection, devices: Sequence[Wired], secrets: Secrets) -> Unit:
    kind, agent = site.terminal_types[unit.type], agent_of(unit.node)
    own = tuple(one for one in devices if one.node == agent)
    lines = agents_lines(site)[agent]
    place = names_of(unit.names, "zh-CN")
    system = {
        f"{SETTINGS}/agent.toml": _toml(agent_document(site, agent, place, lines, own, terminal=True, layout=LAYOUT)),
        f"{SETTINGS}/kiosk.toml": _toml(kiosk_document(site, unit, kind, own, secrets, LAYOUT)),
        f"{SETTINGS}/unit.toml": _toml(unit_document(site, unit.node, Role.KIOSK)),
        udev.PATH: udev.rules(machine, lines, own, kind.camera),
        **broker_files(site, unit.node, agent, LAYOUT),
        **root_files.always(site, machine, controller=False),
    }
    found = Unit(
        node=unit.node,
        agent=agent,
        role=Role.KIOSK,
        machine=machine,
        address=unit.address,
        mac=unit.mac,
        place=unit.names,
        switch=unit.switch,
        lines=lines,
        devices=own,
        display=kind.display,
        camera_socket=kind.camera.socket if kind.camera is not None else None,
        system=system,
    )
    return _with_boot(site, found, secrets)


def _screen(site: Site, unit: ScreenUnit, machine: MachineSection, secrets: Secrets) -> Unit:
    system = {
        f"{SETTINGS}/screen.toml": _toml(screen_document(site, unit)),
        f"{SETTINGS}/unit.toml": _toml(unit_document(site, unit.node, Role.SCREEN)),
        **root_files.always(site, machine, controller=False),
    }
    found = Unit(unit.node, None, Role.SCREEN, machine, unit.address, unit.mac, unit.place, unit.switch, system=system)
    return _with_boot(site, found, secrets)


def _with_boot(site: Site, unit: Unit, secrets: Secrets) -> Unit:
    """The same unit with its start partition's files."""
    first = {f"{cloud.FOLDER}/files/{path}": (text, _mode(path)) for path, text in unit.system.items()}
    first |= {
        f"{cloud.FOLDER}/first-boot.sh": (read(CLOUD / "first-boot.sh"), PROGRAM_MODE),
        f"{cloud.FOLDER}/unit.env": (_environment(site, unit), PLAIN_MODE),
        f"{cloud.FOLDER}/hosts.tingtang": (root_files.hosts_line(site), PLAIN_MODE),
        cloud.SERVICE: (read(CLOUD / "tingtang-first-boot.service"), PLAIN_MODE),
    }
    if site.site.release_key is not None:
        first[f"{cloud.FOLDER}/files/{RELEASE_KEY}"] = (read(site.site.release_key), PLAIN_MODE)
    if unit.read_only:
        locked = root_files.when_locked()
        first |= {f"{cloud.FOLDER}/readonly-root/{path}": (text, _mode(path)) for path, text in locked.items()}
        first[f"{cloud.FOLDER}/fstab.tingtang"] = (read(root_files.FSTAB), PLAIN_MODE)
    user = cloud.user_data(site, unit.node, first)
    boot = {
        "user-data": user,
        "network-config": cloud.network_config(site, unit.address, unit.mac),
        "meta-data": cloud.meta_data(site, unit.node, user),
    }
    if unit.machine.firmware == "raspberry-pi":
        boot |= {"config.txt": config_txt(unit.machine, unit.display), "cmdline.txt": cmdline_txt(unit.display)}
    boot |= {f"tingtang/{name}": text for name, text in secrets.of(certified_name(unit.node, unit.role), unit.role).items()}
    return replace(unit, first=first, boot=boot)


ROOT_GIB = 8
"""Of a card: twice what system and product need; the rest is for data."""


def _environment(site: Site, unit: Unit) -> str:
    """For the script: words only, nothing that a shell would take for more."""
    names = units_document(site)["names"] if unit.role is Role.CONTROLLER else [certified_name(unit.node, unit.role)]
    values = {
        "NODE": unit.node,
        "ROLES": unit.role.value,
        "READ_ONLY": "yes" if unit.read_only else "no",
        "ROOT_GIB": str(ROOT_GIB),
        "SITE": site.site.id,
        "NAMES": " ".join(names),
    }
    return "".join(f'{name}="{value}"\n' for name, value in values.items())


def _mode(path: str) -> str:
    if path in {str(name) for name in root_files.EXECUTABLE}:
        return PROGRAM_MODE
    return SECRET_MODE if "/secrets/" in path else PLAIN_MODE


def _toml(document: Mapping[str, Any]) -> str:
    return "# Made by `tingtang provision`; change the site file, not this.\n" + tomli_w.dumps(document, multiline_strings=False)
