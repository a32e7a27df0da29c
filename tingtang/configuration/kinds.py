"""The kinds of files, each with its one schema and its own loader: the one that the running part uses."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel

from api.process.settings_file import ConfigurationError, load_file
from drivers.agent.fleet import check_fleet
from drivers.agent.settings import AgentSettings
from drivers.agent.settings import load_settings as load_agent
from hall_controller.config import HallConfig, load_hall_config
from hall_controller.settings import ControllerSettings
from hall_controller.settings import load_settings as load_controller
from hall_controller.units.settings import UnitsSettings
from hall_controller.units.settings import load_settings as load_units
from kiosk.settings import KioskSettings
from kiosk.settings import load_settings as load_kiosk
from tingtang.provision.site import Site, load_site
from tingtang.screen.settings import ScreenSettings
from tingtang.screen.settings import load_settings as load_screen
from tingtang.trust.unit_settings import UnitFile, load_unit


class Kind(StrEnum):
    HALL = "hall"
    """Queues, services, windows, calendar: what the hall is."""
    CONTROLLER = "controller"
    """The controller's process: ports, folders, platforms, backups."""
    AGENT = "agent"
    """Devices of one host."""
    KIOSK = "kiosk"
    """A terminal for citizens."""
    SCREEN = "screen"
    """A television with the hall's page."""
    SITE = "site"
    """A whole hall's machines, of which every unit's files are made."""
    UNITS = "units"
    """The server that enrols units."""
    UNIT = "unit"
    """Who a unit is and where its hall is."""


@dataclass(frozen=True, slots=True)
class FileKind:
    """
    Args:
        load: reads and checks a file whole; raises ConfigurationError.
    """

    model: type[BaseModel]
    load: Callable[[Path], BaseModel]


def as_written(kind: Kind, path: Path) -> BaseModel:
    """A usable file's values as they stand in it, relative paths and all: two of them can be compared wherever they lie.

    Raises:
        ConfigurationError: it isn't usable.
    """
    KINDS[kind].load(path)
    return load_file(path, KINDS[kind].model)


def _agent(path: Path) -> AgentSettings:
    """With every driver's own options and profile, as the agent itself checks them."""
    settings = load_agent(path)
    try:
        check_fleet(settings, path.resolve().parent)
    except ConfigurationError as error:
        raise ConfigurationError(f"{path}: not usable:\n{error}") from error
    return settings


KINDS: dict[Kind, FileKind] = {
    Kind.HALL: FileKind(HallConfig, load_hall_config),
    Kind.CONTROLLER: FileKind(ControllerSettings, load_controller),
    Kind.AGENT: FileKind(AgentSettings, _agent),
    Kind.KIOSK: FileKind(KioskSettings, load_kiosk),
    Kind.SCREEN: FileKind(ScreenSettings, load_screen),
    Kind.SITE: FileKind(Site, load_site),
    Kind.UNITS: FileKind(UnitsSettings, load_units),
    Kind.UNIT: FileKind(UnitFile, load_unit),
}
