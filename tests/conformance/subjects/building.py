"""Doors, climate and UPS."""

import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from api.messages.device_commands import Open, TestPattern
from drivers.core.clock import SystemClock
from drivers.core.registry import load_bus_codec
from drivers.core.shared_bus import SharedBus
from drivers.emulators.climate_sensor import ClimateSensorEmulator
from drivers.emulators.modbus_line import ModbusLine
from drivers.emulators.nut_server import NutServerEmulator
from drivers.emulators.relay_board import RelayBoardEmulator
from tests.conformance.subject import REBOOT_S, Setup, Subject, wired


def _modbus(
    unit_class: type[RelayBoardEmulator] | type[ClimateSensorEmulator], wire_kind: str, *, shared: bool = False
) -> Callable[[Path, Path], Setup]:
    """A device on a line of its own, or on one that it shares with another one."""

    def set_up(folder: Path, _: Path) -> Setup:
        common: dict[str, Any] = {"clock_s": time.monotonic, "randomness": random.Random(7)}

        def make(wire: Any) -> ModbusLine:
            return ModbusLine("line", wire, **common, reboot_s=REBOOT_S)

        line, make_port = wired(make, folder, wire_kind)
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

    emulator, make_link = wired(make, folder, "tcp")
    return Setup(emulator, make_link, emulator)


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
    Subject("zone-door-pty", set_up=_modbus(RelayBoardEmulator, "pty"), **_DOOR),
    Subject("zone-door-tcp", set_up=_modbus(RelayBoardEmulator, "tcp"), **_DOOR),
    Subject("zone-door-bus", set_up=_modbus(RelayBoardEmulator, "pty", shared=True), **_DOOR),
    Subject("climate-pty", set_up=_modbus(ClimateSensorEmulator, "pty"), **_CLIMATE),
    Subject("climate-tcp", set_up=_modbus(ClimateSensorEmulator, "tcp"), **_CLIMATE),
    Subject("climate-bus", set_up=_modbus(ClimateSensorEmulator, "pty", shared=True), **_CLIMATE),
    Subject("ups-tcp", kind="ups", set_up=_ups, command=TestPattern, hurry=5.0),
)
