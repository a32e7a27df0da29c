"""Lays out a demo's folder: from a hall's configuration, a file for every process, and an emulated device for every binding.

What a hall binds (`hall-agent/led-3`) tells which agents there are and which devices each has; nothing is listed twice.
"""

import os
import re
import socket
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tomli_w

from hall_controller.config import HallConfig, WindowSection
from tingtang.mosquitto import BrokerFiles

LOOPBACK = "127.0.0.1"
PADS_PER_BUS = 30
"""RS-485 carries 32 unit loads (TIA/EIA-485); two are left for the host and a terminator box."""
CONTROLLER_NODE = "ctl"
KIOSK_AGENT = re.compile(r"(kiosk-[0-9]+)-agent")
"""An agent of this name stands in a kiosk: there is a kiosk process beside it."""

WINDOW_STRIP = ("onbon-6k3-128x32", 128, 32)
OVERVIEW_BOARD = ("onbon-6k3-256x80", 256, 80)
"""Profile, width and height in dots."""

KIND_BY_ROLE = {
    "receipt": "receipt-printer",
    "led": "led-board",
    "callpad": "call-pad",
    "rating": "rating-pad",
    "speaker": "speaker",
}
"""The role in a device's id (`led-3`) tells its kind."""
TCP_KINDS = frozenset({"led-board", "speaker"})
"""Reached over the network; the others hang on serial lines."""


@dataclass(frozen=True, slots=True)
class Device:
    """One device of the hall and the place where a person finds it."""

    node: str
    id: str
    window: int | None = None
    place: str = ""
    overview: bool = False

    @property
    def kind(self) -> str:
        return KIND_BY_ROLE[self.id.rsplit("-", 1)[0]]


@dataclass(frozen=True, slots=True)
class KioskPlace:
    """One kiosk: its node, the printer of its agent, the loopback port of its demo surface."""

    node: str
    printer: Device
    port: int

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"


def _device(address: str, place: str, *, window: int | None = None, overview: bool = False) -> Device:
    node, _, device = address.partition("/")
    return Device(node, device, window, place, overview)


def _window_devices(window: WindowSection) -> Iterator[Device]:
    for address in (*window.leds, window.rating_pad, window.call_pad):
        if address is not None:
            yield _device(address, f"window-{window.number}", window=window.number)


def devices_of(hall: HallConfig) -> list[Device]:
    """Every device that the hall binds or expects, once."""
    found = [device for window in hall.windows for device in _window_devices(window)]
    for zone in hall.zones:
        found += [_device(address, zone.id) for address in zone.speakers]
        found += [_device(address, zone.id, overview=True) for address in zone.overview_leds]
    found += [_device(address, address.partition("-agent/")[0]) for address in hall.devices]
    return list({(device.node, device.id): device for device in found}.values())


def free_ports(count: int) -> list[int]:
    """So many different free TCP ports on the loopback interface."""
    with ExitStack() as held:
        probes = [held.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind((LOOPBACK, 0))
        return [int(probe.getsockname()[1]) for probe in probes]


def is_free(port: int) -> bool:
    """Nobody listens on this TCP port of the loopback interface."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


@dataclass(slots=True)
class DemoSite:
    """The folder of one demo. `write` makes all files; the rest tells where they are."""

    folder: Path
    hall: HallConfig
    assets: Path
    """Fonts and voice clips made at set-up."""
    http_port: int
    speech_speed: float = 1.0
    """How fast the emulated loudspeaker takes sound, as a multiple of real time."""
    broker_port: int = 0
    emulator_port: int = 0
    devices: list[Device] = field(default_factory=list)
    kiosks: list[KioskPlace] = field(default_factory=list)
    device_ports: dict[str, int] = field(default_factory=dict)
    """By the ids of the devices that are reached by TCP."""

    def __post_init__(self) -> None:
        self.devices = devices_of(self.hall)
        printers = [device for device in self.devices if device.kind == "receipt-printer" and KIOSK_AGENT.fullmatch(device.node)]
        wired = [device.id for device in self.devices if device.kind in TCP_KINDS]
        # All at once: ports that were free in two calls can be the same.
        ports = iter(free_ports(2 + len(printers) + len(wired)))
        self.broker_port, self.emulator_port = next(ports), next(ports)
        self.kiosks = [KioskPlace(printer.node.removesuffix("-agent"), printer, next(ports)) for printer in printers]
        self.device_ports = dict(zip(wired, ports, strict=True))

    @property
    def agents(self) -> list[str]:
        return sorted({device.node for device in self.devices})

    @property
    def nodes(self) -> list[str]:
        return [CONTROLLER_NODE, *(kiosk.node for kiosk in self.kiosks), *self.agents]

    @property
    def broker(self) -> BrokerFiles:
        return BrokerFiles(self.folder / "broker")

    @property
    def base_url(self) -> str:
        return f"http://{LOOPBACK}:{self.http_port}"

    @property
    def emulators_url(self) -> str:
        return f"http://{LOOPBACK}:{self.emulator_port}"

    def file(self, name: str) -> Path:
        return self.folder / f"{name}.toml"

    def data(self, node: str) -> Path:
        return self.folder / "data" / node

    def write(self) -> None:
        """Write every file.

        Raises:
            OSError: the folder can't be written.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "lines").mkdir(exist_ok=True)
        self.broker.folder.mkdir(exist_ok=True)
        self.broker.write(
            site=self.hall.hall.site, nodes=self.nodes, host=LOOPBACK, port=self.broker_port, kiosk_agents={}, changes={}
        )
        self._save("hall", _without_none(self.hall.model_dump(mode="json")))
        self._save("controller", self._controller())
        for kiosk in self.kiosks:
            self._save(kiosk.node, self._kiosk(kiosk))
        emulators: list[dict[str, Any]] = []
        for agent in self.agents:
            self._save(agent, self._agent(agent, emulators))
        self._save("emulators", {"host": {"control_port": self.emulator_port}, "emulators": emulators})

    def _save(self, name: str, document: dict[str, Any]) -> None:
        path = self.file(name)
        path.write_bytes(tomli_w.dumps(document).encode())
        os.chmod(path, 0o600)

    def _broker_section(self, node: str) -> dict[str, Any]:
        return {
            "host": LOOPBACK,
            "port": self.broker_port,
            "username": node,
            "password_file": str(self.broker.credential(node)),
        }

    def _controller(self) -> dict[str, Any]:
        return {
            "site_file": "hall.toml",
            "data_dir": str(self.data(CONTROLLER_NODE)),
            "demo": True,
            "http": {"host": LOOPBACK, "port": self.http_port},
            "broker": self._broker_section(CONTROLLER_NODE),
            "log": {"format": "console"},
        }

    def _kiosk(self, kiosk: KioskPlace) -> dict[str, Any]:
        return {
            "kiosk": {
                "site": self.hall.hall.site,
                "node": kiosk.node,
                "data_dir": str(self.data(kiosk.node)),
                "printer": f"{kiosk.printer.node}/{kiosk.printer.id}",
                "fonts": str(self.assets / "fonts"),
                "demo_port": kiosk.port,
            },
            "broker": self._broker_section(kiosk.node),
            "log": {"format": "console"},
            "display": {"fullscreen": False},
        }

    def _agent(self, node: str, emulators: list[dict[str, Any]]) -> dict[str, Any]:
        """The agent's file; adds the emulated devices at the other ends of its wires."""
        mine = [device for device in self.devices if device.node == node]
        pads = [device for device in mine if device.kind in ("call-pad", "rating-pad")]
        others = [device for device in mine if device not in pads]
        document: dict[str, Any] = {
            "agent": {"site": self.hall.hall.site, "node": node, "data_dir": str(self.data(node))},
            "broker": self._broker_section(node),
            "log": {"format": "console"},
            "buses": [],
            "devices": [],
        }
        for device in others:
            section, emulator = self._single(device)
            document["devices"].append(section)
            emulators.append(emulator)
        for number, line in enumerate(_chunks(pads, PADS_PER_BUS), start=1):
            bus = f"{node}-bus-{number}"
            path = str(self.folder / "lines" / bus)
            document["buses"].append({"id": bus, "kind": "ff68", "link": {"type": "serial", "port": path, "baud": 9600}})
            places = list(enumerate(line, start=1))
            document["devices"] += [
                self._section(device) | {"bus": bus, "address": address, "window": device.window} for address, device in places
            ]
            pads_here = [{"id": device.id, "kind": device.kind, "address": address} for address, device in places]
            emulators.append({"id": bus, "kind": "ff68-bus", "listen": {"type": "pty", "path": path}, "pads": pads_here})
        return document

    def _section(self, device: Device) -> dict[str, Any]:
        return {
            "id": device.id,
            "kind": device.kind,
            "place": device.place,
            "picture": f"{self.emulators_url}/{device.id}/picture.png",
        }

    def _single(self, device: Device) -> tuple[dict[str, Any], dict[str, Any]]:
        section, emulator = self._section(device), {"id": device.id, "kind": device.kind}
        if device.kind not in TCP_KINDS:
            path = str(self.folder / "lines" / device.id)
            section["link"] = {"type": "serial", "port": path, "baud": 38400}
            return section, emulator | {"listen": {"type": "pty", "path": path}}
        listen = {"type": "tcp", "port": self.device_ports[device.id]}
        tcp = listen | {"host": LOOPBACK}
        match device.kind:
            case "speaker":
                clips = str(self.assets / "clips")
                return section | {"link": tcp, "clips": clips}, emulator | {
                    "listen": listen,
                    "clips": clips,
                    "speed": self.speech_speed,
                }
            case _:
                profile, width, height = OVERVIEW_BOARD if device.overview else WINDOW_STRIP
                wired = section | {"link": tcp, "profile": profile, "overview": device.overview}
                return wired, emulator | {"listen": listen, "width": width, "height": height}


def _chunks(devices: list[Device], size: int) -> Iterable[list[Device]]:
    return (devices[start : start + size] for start in range(0, len(devices), size))


def _without_none(value: Any) -> Any:
    """TOML has no null: a field that is None stays out."""
    if isinstance(value, dict):
        return {key: _without_none(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_without_none(item) for item in value]
    return value
