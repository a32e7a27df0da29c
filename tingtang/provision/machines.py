"""Computers that units are made of: what firmware they start from, and what the kernel calls each of their USB sockets.

The names are data (`firmware_configs/pi/machines.toml`), so that another board is a few lines.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from api.process.settings_file import Section, load_file
from hall_controller.config_times import Names

FILE = Path(__file__).resolve().parents[2] / "firmware_configs" / "pi" / "machines.toml"
SERIAL_INTERFACE = "1.0"
"""Configuration and interface of a USB adapter with one port, at the end of the kernel's path."""


class MachineSection(Section):
    names: Names
    firmware: Literal["raspberry-pi", "pc"]
    clock: bool
    """It has a clock chip with a battery: it knows the time after a power cut."""
    watchdog_s: int = Field(ge=5, le=600)
    """systemd resets the machine when it hangs for so long; below what the chip can count to."""
    sockets: dict[str, Annotated[str, Field(pattern=r"^[A-Za-z0-9.:_-]+$")]]
    """Name of a socket → its path in the kernel (udev's ID_PATH) without the interface at the end."""
    socket_names: dict[str, Names]
    """Where a person finds it."""


class _Document(Section):
    machines: dict[str, MachineSection]


def load_machines(path: Path = FILE) -> Mapping[str, MachineSection]:
    """All machines by name.

    Raises:
        ConfigurationError: the file can't be read or a key is unknown, missing or wrong.
    """
    return load_file(path, _Document).machines


def kernel_path(machine: MachineSection, socket: str) -> str:
    """ID_PATH of an adapter in this socket; `3.2` is socket 2 of a hub in socket 3.

    Raises:
        ValueError: the machine has no such socket.
    """
    own, _, behind = socket.partition(".")
    if own not in machine.sockets:
        raise ValueError(f"there is no USB socket {own!r}; there are {', '.join(sorted(machine.sockets))}")
    hub = f".{behind}" if behind else ""
    return f"{machine.sockets[own]}{hub}:{SERIAL_INTERFACE}"
