"""Which parts of the hall this machine has, with their settings, and where the hall is. Reads files, asks nobody."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from api.bus.settings import BusSettings, Tls
from api.messages.topics import CONTROLLER_NODE
from api.process.broker_access import BrokerSection
from api.process.layout import Layout, Role
from api.process.settings_file import ConfigurationError
from tingtang.doctor.certificates import Files
from tingtang.doctor.finding import Finding
from tingtang.doctor.network import is_this_machine
from tingtang.screen.settings import ScreenSettings
from tingtang.screen.settings import load_settings as load_screen
from tingtang.trust.unit_settings import load_unit

if TYPE_CHECKING:
    from drivers.agent.settings import AgentSettings
    from hall_controller.config import HallConfig
    from hall_controller.settings import ControllerSettings
    from kiosk.settings import KioskSettings

ROLES = (Role.CONTROLLER, Role.AGENT, Role.KIOSK, Role.SCREEN)
_CREDENTIALS = Path("run/credentials")
Settings = TypeVar("Settings")


@dataclass(frozen=True, slots=True)
class Node:
    """One node of the bus that runs here."""

    role: Role
    site: str
    name: str
    broker: BrokerSection
    data_dir: Path


@dataclass(frozen=True, slots=True)
class Way:
    """From this machine to the hall's broker."""

    node: str
    """Who is certified."""
    host: str
    port: int
    certified: bool
    server_port: int = 0
    """Of the hall's server of units; 0: not enrolled there."""


@dataclass(frozen=True, slots=True)
class Machine:
    layout: Layout
    files: Mapping[Role, Path]
    controller: "ControllerSettings | None" = None
    hall: "HallConfig | None" = None
    agent: "AgentSettings | None" = None
    kiosk: "KioskSettings | None" = None
    screen: ScreenSettings | None = None
    way: Way | None = None
    """None: this is the hall's machine, or nobody wrote down where that is."""
    troubles: tuple[Finding, ...] = ()
    """Settings that can't be used."""

    @property
    def roles(self) -> tuple[Role, ...]:
        return tuple(role for role in ROLES if role in self.files)

    @property
    def services(self) -> tuple[Role, ...]:
        """Roles with a process of their own here."""
        beside = (Role.UNITS,) if self.layout.settings_of(Role.UNITS).exists() else ()
        return (*self.roles, *beside)

    @property
    def identity(self) -> Tls:
        """What this unit shows to the hall."""
        folder = self.layout.identity
        return Tls(folder / "hall-ca.crt", folder / "client.crt", folder / "client.key")

    def nodes(self) -> list[Node]:
        found = []
        if self.controller is not None and self.hall is not None:
            site, data = self.hall.hall.site, self.controller.data_dir
            found.append(Node(Role.CONTROLLER, site, CONTROLLER_NODE, self.controller.broker, data))
        if self.agent is not None:
            agent = self.agent.agent
            found.append(Node(Role.AGENT, agent.site, agent.node, self.agent.broker, agent.data_dir))
        if self.kiosk is not None:
            kiosk = self.kiosk.kiosk
            found.append(Node(Role.KIOSK, kiosk.site, kiosk.node, self.kiosk.broker, kiosk.data_dir))
        return found

    def seen(self, path: Path) -> Path:
        """The file as root finds it: a service's credential exists only while the service runs, its source always."""
        root = self.layout.root
        here = path if not path.is_absolute() or path.is_relative_to(root) else root / path.relative_to("/")
        if here.exists():
            return here
        if not here.is_relative_to(root / _CREDENTIALS):
            return path if path.exists() else here
        sources = [folder / here.name for folder in (self.layout.identity, self.layout.secrets)]
        return next((source for source in sources if source.exists()), sources[0])

    def bus(self, node: Node) -> BusSettings:
        """As the node's own, but for the client id: nothing is written into its folder.

        Raises:
            OSError: the password file can't be read.
        """
        broker = node.broker
        named = (broker.ca_file, broker.certificate_file, broker.key_file)
        authority, certificate, key = (self.seen(path) if path is not None else None for path in named)
        password = self.seen(broker.password_file).read_text("utf-8").strip() if broker.password_file is not None else None
        return BusSettings(
            host=broker.host,
            port=broker.port,
            site=node.site,
            node=node.name,
            client_suffix="doctor",
            username=broker.username or (node.name if password is not None else None),
            password=password,
            tls=Tls(authority, certificate, key) if authority is not None else None,
        )

    def certificates(self) -> list[Files]:
        """Each set of files once, by the node that they stand for."""
        sets: dict[tuple[Path, Path | None, Path | None], str] = {}
        for node in self.nodes():
            broker = node.broker
            if broker.ca_file is not None:
                own = [self.seen(path) if path else None for path in (broker.certificate_file, broker.key_file)]
                sets.setdefault((self.seen(broker.ca_file), own[0], own[1]), node.name)
        if self.way is not None and self.way.certified:
            identity = self.identity
            sets[(identity.authority, identity.certificate, identity.key)] = self.way.node
        broker_files = self.layout.mosquitto
        if (broker_files / "broker.crt").exists():
            # The hall's broker shows the hall's names, which are no node's.
            sets[(broker_files / "hall-ca.crt", broker_files / "broker.crt", broker_files / "broker.key")] = ""
        return [Files(node, *paths) for paths, node in sets.items()]


def look_at_machine(layout: Layout, named: Mapping[Role, Path]) -> Machine:
    """`named`: files that stand elsewhere than the layout says."""
    files = {role: named.get(role, layout.settings_of(role)) for role in ROLES}
    troubles = [Finding("settings.missing", {"file": path}) for path in named.values() if not path.exists()]
    files = {role: path for role, path in files.items() if path.exists()}
    controller = _load(_controller, files.get(Role.CONTROLLER), troubles)
    hall = _load(_hall, controller.site_file if controller else None, troubles)
    agent = _load(_agent, files.get(Role.AGENT), troubles)
    kiosk = _load(_kiosk, files.get(Role.KIOSK), troubles)
    screen = _load(load_screen, files.get(Role.SCREEN), troubles)
    brokers = [settings.broker for settings in (agent, kiosk) if settings is not None]
    node = agent.agent.node if agent else kiosk.kiosk.node if kiosk else ""
    way = _way(layout, brokers, node, troubles) or (_way_of_page(screen.screen.url) if screen else None)
    if not files and not troubles:
        troubles.append(Finding("doctor.no-role", {"folder": layout.settings}))
    return Machine(layout, files, controller, hall, agent, kiosk, screen, way, tuple(troubles))


def _way(layout: Layout, brokers: list[BrokerSection], node: str, troubles: list[Finding]) -> Way | None:
    unit = _load(load_unit, layout.unit if layout.unit.exists() else None, troubles)
    if unit is not None:
        return Way(unit.node, unit.hall, unit.broker_port, certified=True, server_port=unit.port)
    away = next((broker for broker in brokers if not is_this_machine(broker.host)), None)
    return Way(node, away.host, away.port, certified=False) if away is not None else None


def _way_of_page(url: str) -> Way | None:
    """A television knows the hall by its page only."""
    address = urlsplit(url)
    host = address.hostname or ""
    port = address.port or (443 if address.scheme == "https" else 80)
    return None if is_this_machine(host) else Way("", host, port, certified=False)


# A machine has the libraries of its own roles only, so each role's loader is imported where its file is.


def _controller(path: Path) -> "ControllerSettings":
    from hall_controller.settings import load_settings

    return load_settings(path)


def _hall(path: Path) -> "HallConfig":
    from hall_controller.config import load_hall_config

    return load_hall_config(path)


def _agent(path: Path) -> "AgentSettings":
    from drivers.agent.settings import load_settings

    return load_settings(path)


def _kiosk(path: Path) -> "KioskSettings":
    from kiosk.settings import load_settings

    return load_settings(path)


def _load(load: Callable[[Path], Settings], path: Path | None, troubles: list[Finding]) -> Settings | None:
    if path is None:
        return None
    try:
        return load(path)
    except ConfigurationError as error:
        troubles.append(Finding("settings.wrong", {"file": path, "problem": _said(error, path)}))
    return None


def _said(error: ConfigurationError, path: Path) -> str:
    """Without the file's name, which the finding has, on one line. Loaders never tell a value."""
    return " ".join(str(error).removeprefix(f"{path}: ").split())
