"""The site file: one hall's computers, lines and devices, and where each is. One schema; an unknown key is an error by name.

What people come for stands in a table beside it (`services`), which a hall's office keeps in a spreadsheet.
"""

from collections.abc import Iterator, Mapping
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from api.messages.base import Id
from api.process.settings_file import Section, from_folder, load_file
from hall_controller.config import PackageSection, QueueSection
from hall_controller.config_duty import DutySection
from hall_controller.config_times import HoursSection, Names
from tingtang.provision.parts import CameraPart, GroupSection, LineSection, ModelSection, PartSection
from tingtang.provision.ranges import Windows
from tingtang.provision.site_rules import problems_of

MAC = r"^([0-9a-f]{2}:){5}[0-9a-f]{2}$"
HOST_NAME = r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$"


class SiteSection(Section):
    """`[site]`"""

    id: Id
    names: Names
    timezone: str = "Asia/Shanghai"
    services: Path
    """Table of services (CSV), from the site file's folder."""
    voice_languages: tuple[str, ...] = ("zh-CN",)
    release_key: Path | None = None
    """Public key of the maker of your sticks (`tingtang bundle`), from the site file's folder. Left out: each unit's first start
    stops once and shows the key's fingerprint."""


class NetworkSection(Section):
    """`[network]`: the hall's own."""

    subnet: IPv4Network
    gateway: IPv4Address
    dns: tuple[IPv4Address, ...] = Field(min_length=1)
    domain: Annotated[str, Field(pattern=HOST_NAME)]
    """Units are called `<node>.<domain>`; so is the controller in its certificate."""
    time_servers: tuple[Annotated[str, Field(pattern=HOST_NAME)], ...] = Field(min_length=1)
    """Where the controller gets the time. Units get it from the controller."""


class TechnicianSection(Section):
    """`[technician]`: who may sign in at a unit."""

    account: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,30}$")] = "technician"
    ssh_keys: tuple[Annotated[str, Field(pattern=r"^(ssh-ed25519|ecdsa-sha2-[a-z0-9-]+|ssh-rsa) [A-Za-z0-9+/=]+( .*)?$")], ...]
    """Public keys. Nobody signs in with a password."""


class UnitSection(Section):
    """What every computer has."""

    node: Id
    machine: str
    address: IPv4Address
    mac: Annotated[str, Field(pattern=MAC)] | None = None
    """Left out: the address goes to the first wired network card."""
    place: Names
    switch: str = Field(default="", max_length=60)
    """Network switch or power strip it hangs on."""


class ControllerUnit(UnitSection):
    """`[controller]`: the hall's server, with the broker and the hall's authority."""

    pages_port: int = Field(default=8080, ge=1024, le=65_535)
    """Desks and screens open the pages here."""
    settings: dict[str, dict[str, Any]] = Field(default_factory=dict)
    """Further tables of its `controller.toml`, such as `[controller.settings.items]` and `[controller.settings.backup]`."""


class AgentUnit(UnitSection):
    """`[[agents]]`: a computer in a cabinet that drives devices."""

    lines: tuple[LineSection, ...] = ()
    groups: tuple[GroupSection, ...] = ()
    """Devices in the network."""
    devices: tuple[PartSection, ...] = ()


class DisplayPart(Section):
    """A terminal's screen."""

    width: int = Field(default=1080, ge=480, le=7_680)
    height: int = Field(default=1920, ge=480, le=7_680)
    """As people see it, upright."""
    diagonal_in: float = Field(default=21.5, ge=7, le=65)
    rotation: Literal[0, 90, 180, 270] = 0
    """How far the panel is turned clockwise as it is mounted."""
    output: Literal["HDMI-A-1", "HDMI-A-2", "DSI-1"] = "HDMI-A-1"
    hz: int = Field(default=60, ge=24, le=120)


class TerminalType(Section):
    """`[terminal_types.NAME]`: what every terminal of one build has."""

    machine: str
    display: DisplayPart = DisplayPart()
    camera: CameraPart | None = None
    lines: tuple[LineSection, ...] = ()
    devices: tuple[PartSection, ...] = ()
    kiosk: dict[str, dict[str, Any]] = Field(default_factory=dict)
    """Further tables of its `kiosk.toml`, such as `[zone]` and `[documents]`."""


class KioskUnit(Section):
    """`[[kiosks]]`: one terminal."""

    node: Id
    type: str
    address: IPv4Address
    mac: Annotated[str, Field(pattern=MAC)] | None = None
    names: Names
    """Where it stands, as other terminals say it to citizens."""
    zone: Id
    switch: str = Field(default="", max_length=60)
    hosts: dict[Id, IPv4Address] = Field(default_factory=dict)
    """Addresses of its type's devices that are in the network, by device."""


class ScreenUnit(UnitSection):
    """`[[screens]]`: a television that shows the controller's page."""

    zones: tuple[Id, ...] = Field(min_length=1)


class SiteZone(Section):
    """`[[zones]]`: a part of the hall with loudspeakers of its own."""

    id: Id
    names: Names
    floor: Names | None = None
    area: Names | None = None
    direction: Names | None = None
    windows: Windows | None = None
    expected_calls_per_hour: float | None = Field(default=None, gt=0, le=3_600)


class SiteWindows(Section):
    """`[[windows]]`: windows that do the same work."""

    numbers: Windows
    names: Names
    queues: tuple[Id, ...] = ()
    any_service: bool = False
    skills: tuple[Id, ...] = ()
    tidal: tuple[Id, ...] = ()


class Site(Section):
    """A whole hall."""

    site: SiteSection
    network: NetworkSection
    technician: TechnicianSection
    models: dict[Id, ModelSection]
    controller: ControllerUnit
    zones: tuple[SiteZone, ...]
    windows: tuple[SiteWindows, ...]
    queues: tuple[QueueSection, ...]
    packages: tuple[PackageSection, ...] = ()
    hours: HoursSection = HoursSection.every_day("08:30", "17:30")
    duty: DutySection = DutySection()
    agents: tuple[AgentUnit, ...] = ()
    terminal_types: dict[Id, TerminalType] = Field(default_factory=dict)
    kiosks: tuple[KioskUnit, ...] = ()
    screens: tuple[ScreenUnit, ...] = ()

    @model_validator(mode="after")
    def _it_can_be_built(self) -> Self:
        if problems := list(problems_of(self)):
            raise ValueError("; ".join(problems[:10]))
        return self

    def units(self) -> Iterator[tuple[str, IPv4Address]]:
        """Node and address of every computer."""
        yield self.controller.node, self.controller.address
        yield from ((agent.node, agent.address) for agent in self.agents)
        yield from ((kiosk.node, kiosk.address) for kiosk in self.kiosks)
        yield from ((screen.node, screen.address) for screen in self.screens)


def agent_of(kiosk: str) -> str:
    """The node that drives a terminal's devices."""
    return f"{kiosk}-agent"


def load_site(path: Path) -> Site:
    """Read and check a site file; paths in it start at its folder.

    Raises:
        ConfigurationError: it can't be read, isn't TOML, or a key is unknown, missing or wrong.
    """
    site = load_file(path, Site)
    return site.model_copy(update={"site": from_folder(site.site, path.resolve().parent)})


def names_of(names: Mapping[str, str], language: str) -> str:
    """In this language, or the first that is there."""
    return names.get(language) or next(iter(names.values()))
