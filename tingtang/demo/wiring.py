"""Both ends of each wire of the demo: sections of the agents' files, and of the emulators' file."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tingtang.demo.devices import Device
from tingtang.demo.models import LINES, PORT_WIRES

LOOPBACK = "127.0.0.1"
DEVICES_PER_LINE = 30
"""RS-485 carries 32 unit loads (TIA/EIA-485); two are left for the host and a terminator box."""
LINE_BAUD = 9600


@dataclass(frozen=True, slots=True)
class BrokerPlace:
    """The broker as pads reach it that are its clients themselves."""

    port: int
    site: str
    credential: Callable[[str], Path]
    """Password file of an account."""


@dataclass(slots=True)
class Wires:
    """Sections made so far."""

    buses: list[dict[str, Any]] = field(default_factory=list)
    devices: list[dict[str, Any]] = field(default_factory=list)
    emulators: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Wiring:
    """Args: lines: folder of the pseudo-terminals. ports: by device id, for those reached over the network."""

    lines: Path
    clips: Path
    emulators_url: str
    speech_speed: float
    ports: Mapping[str, int]
    broker: BrokerPlace

    def agent(self, node: str, devices: Sequence[Device]) -> Wires:
        """Everything of one agent."""
        wires = Wires()
        for device in devices:
            if not device.model.on_line:
                self._single(device, wires)
        for kind in LINES:
            sharing = [device for device in devices if device.model.wire == kind]
            for number, line in enumerate(_chunks(sharing, DEVICES_PER_LINE), start=1):
                self._line(f"{node}-{kind}-{number}", kind, line, wires)
        return wires

    def _line(self, name: str, kind: str, devices: Sequence[Device], wires: Wires) -> None:
        emulator_kind, key = LINES[kind]
        path = str(self.lines / name)
        place = ", ".join(dict.fromkeys(device.place for device in (devices[0], devices[-1])))
        wires.buses.append(
            {"id": name, "kind": kind, "place": place, "link": {"type": "serial", "port": path, "baud": LINE_BAUD}}
        )
        units = []
        for address, device in enumerate(devices, start=1):
            wires.devices.append(self._section(device) | {"bus": name, "address": address})
            units.append({"id": device.id, "address": address} | device.model.emulator)
        wires.emulators.append({"id": name, "kind": emulator_kind, "listen": {"type": "pty", "path": path}, key: units})

    def _section(self, device: Device) -> dict[str, Any]:
        section = {
            "id": device.id,
            "kind": device.kind,
            "place": device.place,
            "picture": f"{self.emulators_url}/{device.id}/picture.png",
            **device.model.options,
        }
        if device.window is not None and device.kind in ("call-pad", "rating-pad"):
            section["window"] = device.window
        if device.overview:
            section["overview"] = True
        if device.kind == "speaker":
            section["clips"] = str(self.clips)
        return section

    def _single(self, device: Device, wires: Wires) -> None:
        emulator: dict[str, Any] = {"id": device.id, **device.model.emulator}
        if device.kind == "speaker":
            emulator |= {"clips": str(self.clips), "speed": self.speech_speed}
        link, listen = self._ends(device)
        wires.devices.append(self._section(device) | {"link": link | device.model.link})
        wires.emulators.append(emulator | {"listen": listen})

    def _ends(self, device: Device) -> tuple[dict[str, Any], dict[str, Any]]:
        """The agent's end and the emulator's."""
        wire = device.model.wire
        if wire in PORT_WIRES:
            listen = {"type": wire, "port": self.ports[device.id]}
            return listen | {"host": LOOPBACK}, listen
        path = str(self.lines / device.id)
        if wire == "input":
            return {"type": "input", "device": path, "grab": False}, {"type": "pty", "path": path}
        if wire == "mqtt":
            account = pad_account(device)
            topic = f"pad/v1/{self.broker.site}/{account}"
            return {"type": "mqtt", "topic": topic}, {
                "type": "mqtt",
                "host": LOOPBACK,
                "port": self.broker.port,
                "topic": topic,
                "username": account,
                "password_file": str(self.broker.credential(account)),
            }
        return {"type": "serial", "port": path}, {"type": "pty", "path": path}


def pad_account(device: Device) -> str:
    """The broker's account of a pad that is its client itself."""
    return f"pad-{device.window}"


def _chunks(devices: Sequence[Device], size: int) -> Iterable[Sequence[Device]]:
    return (devices[start : start + size] for start in range(0, len(devices), size))
