"""A row of the conformance suite's table, and what the rows share."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from api.messages.device_commands import DeviceCommand
from drivers.core.link import Link
from drivers.core.serial_link import SerialLink
from drivers.core.shared_bus import SharedBus
from drivers.core.tcp_link import TcpLink
from drivers.emulators.device import Emulator, Face
from drivers.emulators.faults import COMMON_FAULTS, NONE
from drivers.emulators.wires import PtyWire, TcpWire

SECRET = "王小明13800000000"
"""Stands for what names a person; must not be found in any trace."""
REBOOT_S = 0.1
BAUD = 115_200

Wired = TypeVar("Wired", bound=Emulator)


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
    datagrams: bool = False
    """Its link carries whole datagrams, which nothing can cut into bytes."""
    uses_clips: bool = False
    """`clips` is among its options."""
    answers: bool = True
    """It can be asked something. False: nobody can tell its silence from nobody pressing."""

    lacks: frozenset[str] = frozenset()
    """Faults of the common menu that make no sense for its emulator."""
    shrugs_off: frozenset[str] = frozenset()
    """Faults that leave no trace whatever on its link: it doesn't listen to its device."""

    def __str__(self) -> str:
        return self.name

    @property
    def faults(self) -> tuple[str, ...]:
        """The common menu, as far as its emulator has it."""
        return tuple(fault for fault in COMMON_FAULTS if fault != NONE and fault not in self.lacks)


def wired(make: Callable[[Any], Wired], folder: Path, kind: str) -> tuple[Wired, Callable[[], Link]]:
    """An emulator on a port of this kind, and the way to it."""
    if kind == "tcp":
        tcp = TcpWire(0)
        return make(tcp), lambda: TcpLink("127.0.0.1", tcp.port, connect_timeout_s=1)
    pty = PtyWire(folder / "port")
    return make(pty), lambda: SerialLink(str(pty.path), BAUD)


def alone(make: Callable[[Any], Emulator], wire_kind: str) -> Callable[[Path, Path], Setup]:
    """A device that has its port to itself."""

    def set_up(folder: Path, _: Path) -> Setup:
        emulator, make_link = wired(make, folder, wire_kind)
        return Setup(emulator, make_link, emulator)

    return set_up
