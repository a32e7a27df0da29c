"""Lays out a demo's folder: from a hall's configuration, a file for every process, and an emulated device for every binding.

What a hall binds (`hall-agent/led-3`) tells which agents there are and which devices each has; nothing is listed twice.
"""

import os
import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tomli_w

from api.messages.links import link_of
from hall_controller.config import HallConfig
from kiosk.technician.code import write_code
from tingtang.demo.citizen_page import Place
from tingtang.demo.devices import Device, devices_of
from tingtang.demo.identity_files import IdentityFiles
from tingtang.demo.models import PORT_WIRES
from tingtang.demo.wiring import LOOPBACK, BrokerPlace, Wiring, pad_account
from tingtang.mosquitto import BrokerFiles
from tingtang.ports import free_ports
from tingtang.reference.department.make import ACCOUNT as DEPARTMENT_ACCOUNT
from tingtang.reference.department.make import TOKEN as DEPARTMENT_TOKEN
from tingtang.reference.department.make import make_department
from tingtang.terminal_bridge import Bridge

CONTROLLER_NODE = "ctl"
TECHNICIAN_CODE = "24681357"
"""Of the demo's kiosks; printed when it starts."""
BRIDGE_RETRY_S = "1"
"""The demo's brokers are on one machine: the bridge needn't go easy on a network."""
KIOSK_AGENT = re.compile(r"(kiosk-[0-9]+)-agent")
"""An agent of this name stands in a kiosk: there is a kiosk process beside it."""


ITEMS = Path(__file__).parents[2] / "firmware_configs" / "items" / "example-county"
DEMO_BLANKS = 120
"""Certificate blanks in a terminal's printer when the demo begins."""


@dataclass(frozen=True, slots=True)
class KioskPlace:
    """One kiosk: its node, the printer of its agent, the loopback port of its demo surface."""

    node: str
    printer: Device
    port: int

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"


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
    plan: Path | None = None
    """The hall's floor plan, where it has one."""
    broker_port: int = 0
    emulator_port: int = 0
    terminal_port: int = 0
    """Of the broker that the first kiosk has for itself."""
    department_port: int = 0
    """Of the reference departments behind the self-service items."""
    citizen_port: int = 0
    """Of the page with the invented citizen's card and phone."""
    choices: Mapping[str, str] = field(default_factory=dict)
    """Models of devices (`node/device`) that aren't of the usual one."""
    devices: list[Device] = field(default_factory=list)
    kiosks: list[KioskPlace] = field(default_factory=list)
    device_ports: dict[str, int] = field(default_factory=dict)
    """By the ids of the devices that are reached over the network."""

    def __post_init__(self) -> None:
        self.devices = devices_of(self.hall, self.choices)
        printers = [device for device in self.devices if device.kind == "receipt-printer" and KIOSK_AGENT.fullmatch(device.node)]
        wired = [device.id for device in self.devices if device.model.wire in PORT_WIRES]
        # All at once: ports that were free in two calls can be the same.
        ports = iter(free_ports(5 + len(printers) + len(wired)))
        self.broker_port, self.emulator_port, self.citizen_port = next(ports), next(ports), next(ports)
        self.terminal_port, self.department_port = next(ports), next(ports)
        self.kiosks = [KioskPlace(printer.node.removesuffix("-agent"), printer, next(ports)) for printer in printers]
        self.device_ports = dict(zip(wired, ports, strict=True))

    @property
    def agents(self) -> list[str]:
        return sorted({device.node for device in self.devices})

    @property
    def nodes(self) -> list[str]:
        return [CONTROLLER_NODE, *(kiosk.node for kiosk in self.kiosks), *self.agents]

    @property
    def bridged(self) -> tuple[str, ...]:
        """Kiosk and agent of the first terminal: they speak to a broker beside them, which is bridged to the hall's. The other
        terminals stand at the hall's broker, so that the demo has both kinds.
        """
        return tuple(name for kiosk in self.kiosks[:1] for name in (kiosk.node, kiosk.printer.node))

    @property
    def accounts(self) -> list[str]:
        """The hall broker's: every node, the bridge that stands for the first terminal's, and the pads that are its clients
        themselves.
        """
        nodes = [node for node in self.nodes if node not in self.bridged]
        links = [link_of(kiosk) for kiosk in self.bridged[:1]]
        return [*nodes, *links, *(pad_account(device) for device in self.devices if device.model.wire == "mqtt")]

    @property
    def broker(self) -> BrokerFiles:
        return BrokerFiles(self.folder / "broker")

    @property
    def terminal_broker(self) -> BrokerFiles:
        return BrokerFiles(self.folder / "terminal-broker")

    @property
    def identity_files(self) -> IdentityFiles:
        return IdentityFiles(self.folder / "identity")

    @property
    def department_folder(self) -> Path:
        return self.folder / "department"

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
            site=self.hall.hall.site, nodes=self.accounts, host=LOOPBACK, port=self.broker_port, kiosk_agents={}, changes={}
        )
        self._write_terminal_broker()
        self._save("hall", _without_none(self.hall.model_dump(mode="json")))
        self._save("controller", self._controller())
        self.identity_files.write()
        write_code(self.technician_code, TECHNICIAN_CODE)
        if not (self.department_folder / DEPARTMENT_TOKEN).exists():
            make_department(self.department_folder, ITEMS, self.department_port)
        for kiosk in self.kiosks:
            self._save(kiosk.node, self._kiosk(kiosk))
        emulators: list[dict[str, Any]] = []
        for agent in self.agents:
            self._save(agent, self._agent(agent, emulators))
        for kiosk in self.kiosks[:1]:
            self.citizen_file.write_text(self._citizen(kiosk).model_dump_json(), "utf-8")
        self._save("emulators", {"host": {"control_port": self.emulator_port}, "emulators": emulators})

    def _write_terminal_broker(self) -> None:
        if not self.bridged:
            return
        site, (kiosk, agent) = self.hall.hall.site, self.bridged
        password = self.broker.make_password(link_of(kiosk))
        self.terminal_broker.folder.mkdir(exist_ok=True)
        self.terminal_broker.write(
            site=site,
            nodes=self.bridged,
            host=LOOPBACK,
            port=self.terminal_port,
            kiosk_agents={kiosk: agent},
            changes={"restart_timeout": BRIDGE_RETRY_S},
            bridge=Bridge(site, kiosk, agent, LOOPBACK, self.broker_port, password, tls=False),
        )

    def _save(self, name: str, document: dict[str, Any]) -> None:
        path = self.file(name)
        path.write_bytes(tomli_w.dumps(document).encode())
        os.chmod(path, 0o600)

    def _broker_section(self, node: str) -> dict[str, Any]:
        files, port = (self.terminal_broker, self.terminal_port) if node in self.bridged else (self.broker, self.broker_port)
        return {"host": LOOPBACK, "port": port, "username": node, "password_file": str(files.credential(node))}

    def _controller(self) -> dict[str, Any]:
        return {
            "site_file": "hall.toml",
            "data_dir": str(self.data(CONTROLLER_NODE)),
            "demo": True,
            "http": {"host": LOOPBACK, "port": self.http_port},
            "broker": self._broker_section(CONTROLLER_NODE),
            "log": {"format": "console"},
            "items": {
                "folder": str(ITEMS),
                "gateways": {
                    "reference": {
                        "url": f"http://{LOOPBACK}:{self.department_port}",
                        "account": DEPARTMENT_ACCOUNT,
                        "token_file": str(self.department_folder / DEPARTMENT_TOKEN),
                    }
                },
            },
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
                **({"plan": str(self.plan)} if self.plan is not None else {}),
                **self._heard_and_felt(kiosk),
            },
            "broker": self._broker_section(kiosk.node),
            "log": {"format": "console"},
            "display": {"fullscreen": False},
            "identity": self._identity(kiosk),
            "documents": self._documents(kiosk),
            "technician": {"code_file": str(self.technician_code)},
        }

    def _documents(self, kiosk: KioskPlace) -> dict[str, Any]:
        """The terminal's printer of certificates, with blanks in it; empty where it has none."""
        found = [device for device in self.devices if device.node == kiosk.printer.node and device.kind == "document-printer"]
        return {"printer": found[0].address, "blanks_at_first": DEMO_BLANKS} if found else {}

    def _heard_and_felt(self, kiosk: KioskPlace) -> dict[str, str]:
        """The terminal's own keypad, loudspeaker and headphone jack, as far as it has them."""
        roles = {device.id.rsplit("-", 1)[0]: device.address for device in self.devices if device.node == kiosk.printer.node}
        return {role: roles[role] for role in ("keypad", "speaker", "headphones") if role in roles}

    @property
    def technician_code(self) -> Path:
        return self.folder / "technician-code"

    def identifies(self, kiosk: KioskPlace) -> bool:
        """This kiosk has parts that tell who somebody is."""
        return bool(self._identity(kiosk))

    @property
    def citizen_url(self) -> str:
        """Empty where no kiosk tells who somebody is."""
        return f"http://{LOOPBACK}:{self.citizen_port}/" if any(map(self.identifies, self.kiosks)) else ""

    @property
    def citizen_file(self) -> Path:
        return self.folder / "citizen.json"

    def _citizen(self, kiosk: KioskPlace) -> Place:
        urls = {device.kind: f"{self.emulators_url}/{device.id}" for device in self.devices if device.node == kiosk.printer.node}
        asking = [service.names for service in self.hall.services if service.identity is not None]
        return Place(
            port=self.citizen_port,
            hall=self.hall.hall.site,
            issuer=self.identity_files.issuer.root_file.parent,
            kiosk_url=kiosk.url,
            card_url=urls.get("id-card-reader", ""),
            scanner_url=urls.get("scanner", ""),
            services=tuple(" · ".join(names.values()) for names in asking),
        )

    def _identity(self, kiosk: KioskPlace) -> dict[str, Any]:
        terminal = [device for device in self.devices if device.node == kiosk.printer.node]
        return self.identity_files.section(self.data(kiosk.node), self.assets / "models", terminal)

    def _agent(self, node: str, emulators: list[dict[str, Any]]) -> dict[str, Any]:
        """The agent's file; adds the emulated devices at the other ends of its wires."""
        wires = self._wiring().agent(node, [device for device in self.devices if device.node == node])
        emulators += wires.emulators
        return {
            "agent": {"site": self.hall.hall.site, "node": node, "data_dir": str(self.data(node))},
            "broker": self._broker_section(node),
            "log": {"format": "console"},
            "buses": wires.buses,
            "devices": wires.devices,
        }

    def _wiring(self) -> Wiring:
        return Wiring(
            self.folder / "lines",
            self.assets / "clips",
            self.emulators_url,
            self.speech_speed,
            self.device_ports,
            BrokerPlace(self.broker_port, self.hall.hall.site, self.broker.credential),
        )


def _without_none(value: Any) -> Any:
    """TOML has no null: a field that is None stays out."""
    if isinstance(value, dict):
        return {key: _without_none(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_without_none(item) for item in value]
    return value
