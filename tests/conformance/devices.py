"""The table of the conformance suite: every driver on every link it has, with its emulator at the other end.

A new driver gets a row here and passes the whole suite.
"""

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from api.ids import new_id
from api.messages.device_commands import Ask, DeviceCommand, Open, PadDisplay, Print, Say, Show, TestPattern
from drivers.core.clock import SystemClock
from drivers.core.link import Link
from drivers.core.registry import load_bus_codec
from drivers.core.serial_link import SerialLink
from drivers.core.shared_bus import SharedBus
from drivers.core.tcp_link import TcpLink
from drivers.emulators.climate_sensor import ClimateSensorEmulator
from drivers.emulators.device import Emulator, Face
from drivers.emulators.led_board import LedBoardEmulator
from drivers.emulators.modbus_line import ModbusLine
from drivers.emulators.nut_server import NutServerEmulator
from drivers.emulators.pad_line import PadLine
from drivers.emulators.pads import CallPadEmulator, EvaluatorEmulator
from drivers.emulators.printer import PrinterEmulator
from drivers.emulators.relay_board import RelayBoardEmulator
from drivers.emulators.speaker import SpeakerEmulator
from drivers.emulators.wires import PtyWire, TcpWire

SECRET = "王小明13800000000"
"""Stands for what names a person; must not be found in any trace."""
REBOOT_S = 0.1
BAUD = 115_200


@dataclass(frozen=True)
class Setup:
    """One device on its bench: emulators to start, the one whose link fails, how to reach it."""

    emulator: Emulator
    make_link: Callable[[], Link]
    """Valid once the emulator has started."""
    face: Face
    """What the device itself shows."""
    bus: SharedBus | None = None


@dataclass(frozen=True)
class Subject:
    """One row."""

    name: str
    kind: str
    set_up: Callable[[Path, Path], Setup]
    """(folder of the test, folder of voice clips) → bench."""
    command: Callable[[], DeviceCommand]
    """A usual command that a healthy device performs."""
    irreversible: bool = False
    options: Mapping[str, Any] = field(default_factory=dict)
    personal: DeviceCommand | None = None
    """A command that carries SECRET."""
    secret_bytes: tuple[bytes, ...] = ()
    """SECRET as it would stand on the wire."""
    idle_events: tuple[str, ...] = ()
    """Different keys of the emulator that make the device speak by itself; the same one at once would be a retransmission."""
    effects: Callable[[Face], int] | None = None
    """How often the command's effect has happened, where a person could count it."""
    hurry: float = 1.0
    """How many times faster than on a real line its time-outs end; its emulator answers at once."""
    uses_clips: bool = False
    """`clips` is among its options."""

    def __str__(self) -> str:
        return self.name


def _wired(make: Callable[[Any], Emulator], folder: Path, kind: str) -> tuple[Emulator, Callable[[], Link]]:
    if kind == "tcp":
        tcp = TcpWire(0)
        return make(tcp), lambda: TcpLink("127.0.0.1", tcp.port, connect_timeout_s=1)
    pty = PtyWire(folder / "port")
    return make(pty), lambda: SerialLink(str(pty.path), BAUD)


def _printer(wire_kind: str) -> Callable[[Path, Path], Setup]:
    def set_up(folder: Path, _: Path) -> Setup:
        def make(wire: Any) -> PrinterEmulator:
            return PrinterEmulator("device", wire, clock_s=time.monotonic, randomness=random.Random(7), reboot_s=REBOOT_S)

        emulator, make_link = _wired(make, folder, wire_kind)
        return Setup(emulator, make_link, emulator)

    return set_up


def _board(wire_kind: str) -> Callable[[Path, Path], Setup]:
    def set_up(folder: Path, _: Path) -> Setup:
        def make(wire: Any) -> LedBoardEmulator:
            return LedBoardEmulator("device", wire, clock_s=time.monotonic, randomness=random.Random(7), reboot_s=REBOOT_S)

        emulator, make_link = _wired(make, folder, wire_kind)
        return Setup(emulator, make_link, emulator)

    return set_up


def _pad(pad_class: type[CallPadEmulator] | type[EvaluatorEmulator], wire_kind: str) -> Callable[[Path, Path], Setup]:
    def set_up(folder: Path, _: Path) -> Setup:
        wires: list[Any] = []

        def make(wire: Any) -> PadLine:
            wires.append(wire)
            return PadLine("line", wire, clock_s=time.monotonic, randomness=random.Random(7), reboot_s=REBOOT_S)

        line, make_port = _wired(make, folder, wire_kind)
        pad = pad_class("device", 5, wires[0].send, clock_s=time.monotonic, randomness=random.Random(7))
        assert isinstance(line, PadLine)
        line.add([pad])
        bus = SharedBus("line", make_port, load_bus_codec("ff68"), SystemClock())
        return Setup(line, lambda: bus.member(5), pad, bus)

    return set_up


def _speaker(folder: Path, clips: Path) -> Setup:
    emulator = SpeakerEmulator("device", clips, speed=0)
    return Setup(emulator, lambda: TcpLink("127.0.0.1", emulator.port, connect_timeout_s=1), emulator)


def _ticket() -> Print:
    return Print(template="ticket", data={"number": "A012"})


def _ask() -> Ask:
    return Ask(ask=new_id(), window=3, ticket="A012", timeout_s=5)


def _modbus(
    unit_class: type[RelayBoardEmulator] | type[ClimateSensorEmulator], wire_kind: str, *, shared: bool = False
) -> Callable[[Path, Path], Setup]:
    """A device on a line of its own, or on one that it shares with another one."""

    def set_up(folder: Path, _: Path) -> Setup:
        common: dict[str, Any] = {"clock_s": time.monotonic, "randomness": random.Random(7)}

        def make(wire: Any) -> ModbusLine:
            return ModbusLine("line", wire, **common, reboot_s=REBOOT_S)

        line, make_port = _wired(make, folder, wire_kind)
        assert isinstance(line, ModbusLine)
        device = unit_class("device", 4, line.send, **common)
        line.add([device, ClimateSensorEmulator("neighbour", 9, line.send, **common)])
        if not shared:
            return Setup(line, make_port, device)
        bus = SharedBus("line", make_port, load_bus_codec("modbus"), SystemClock())
        return Setup(line, lambda: bus.member(4), device, bus)

    return set_up


def _ups(folder: Path, _: Path) -> Setup:
    def make(wire: Any) -> NutServerEmulator:
        return NutServerEmulator("device", wire, clock_s=time.monotonic, randomness=random.Random(7), reboot_s=REBOOT_S)

    emulator, make_link = _wired(make, folder, "tcp")
    return Setup(emulator, make_link, emulator)


_PRINTER: dict[str, Any] = {
    "kind": "receipt-printer",
    "command": _ticket,
    "irreversible": True,
    "effects": lambda face: int(face.state()["receipts"]),
    "options": {"print_timeout_s": 1.0},
    "personal": Print(template="ticket", data={"number": "A012", "note": SECRET}),
    "secret_bytes": (SECRET.encode("gb18030"), SECRET.encode()),
}
_BOARD: dict[str, Any] = {
    "kind": "led-board",
    "hurry": 5.0,
    "command": lambda: Show(layout="calling", data={"ticket": "A012", "window": "3"}),
}
_CALL_PAD: dict[str, Any] = {
    "kind": "call-pad",
    "hurry": 2.0,
    "command": lambda: PadDisplay(waiting=5, ticket="A012"),
    "options": {"address": 5, "window": 3},
    "idle_events": ("next", "recall"),
}
_RATING_PAD: dict[str, Any] = {
    "kind": "rating-pad",
    "hurry": 2.0,
    "command": _ask,
    "options": {"address": 5, "window": 3},
}

_DOOR: dict[str, Any] = {
    "kind": "zone-door",
    "command": lambda: Open(pulse_ms=500),
    "irreversible": True,
    "effects": lambda face: int(face.state()["pulses"]),
    "options": {"address": 4, "wiring": {"open": 1, "sos": 2}, "confirm_s": 0},
    "idle_events": ("force", "sos", "shut"),
}
_CLIMATE: dict[str, Any] = {
    "kind": "climate",
    "command": TestPattern,
    "options": {"address": 4},
}
SUBJECTS: tuple[Subject, ...] = (
    Subject("receipt-printer-tcp", set_up=_printer("tcp"), **_PRINTER),
    Subject("receipt-printer-pty", set_up=_printer("pty"), **_PRINTER),
    Subject("led-board-tcp", set_up=_board("tcp"), **_BOARD),
    Subject("led-board-pty", set_up=_board("pty"), **_BOARD),
    Subject("call-pad-pty", set_up=_pad(CallPadEmulator, "pty"), **_CALL_PAD),
    Subject("call-pad-tcp", set_up=_pad(CallPadEmulator, "tcp"), **_CALL_PAD),
    Subject("rating-pad-pty", set_up=_pad(EvaluatorEmulator, "pty"), **_RATING_PAD),
    Subject("rating-pad-tcp", set_up=_pad(EvaluatorEmulator, "tcp"), **_RATING_PAD),
    Subject("zone-door-pty", set_up=_modbus(RelayBoardEmulator, "pty"), **_DOOR),
    Subject("zone-door-tcp", set_up=_modbus(RelayBoardEmulator, "tcp"), **_DOOR),
    Subject("zone-door-bus", set_up=_modbus(RelayBoardEmulator, "pty", shared=True), **_DOOR),
    Subject("climate-pty", set_up=_modbus(ClimateSensorEmulator, "pty"), **_CLIMATE),
    Subject("climate-tcp", set_up=_modbus(ClimateSensorEmulator, "tcp"), **_CLIMATE),
    Subject("climate-bus", set_up=_modbus(ClimateSensorEmulator, "pty", shared=True), **_CLIMATE),
    Subject("ups-tcp", kind="ups", set_up=_ups, command=TestPattern, hurry=5.0),
    Subject(
        "speaker-tcp",
        kind="speaker",
        set_up=_speaker,
        command=lambda: Say(template="call", arguments={"ticket": "A012", "window": "3"}),
        options={"gap_ms": 0},
        hurry=5.0,
        uses_clips=True,
    ),
)
