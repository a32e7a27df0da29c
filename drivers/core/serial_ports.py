"""Which serial port a device hangs on: by a stable name or by the identity of its USB adapter, looked up at each connect.

Opens no port. `ttyUSB0` names whichever adapter was found first, so after a power cut two devices may have changed places;
what stays the same is a udev symlink, the adapter's serial number, or the socket it is plugged into.
"""

import os
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from drivers.core.errors import Misconfigured, PortMissing

STABLE_FOLDERS = (Path("/dev/tingtang"), Path("/dev/serial/by-id"), Path("/dev/serial/by-path"))
"""Where udev puts names that survive a restart; the first is ours (`firmware_configs/udev`)."""
_UNSTABLE = re.compile(r"/dev/tty(USB|ACM)\d+")


@dataclass(frozen=True, slots=True)
class HostPort:
    """One USB serial port of this host, as the kernel tells."""

    device: str
    """`/dev/ttyUSB0`"""
    vid: int
    pid: int
    serial: str = ""
    """Many cheap adapters have none."""
    path: str = ""
    """The socket it is plugged into: bus and ports, `1-1.4`."""
    interface: int = 0
    """Of an adapter with several ports."""


@dataclass(frozen=True, slots=True)
class UsbIdentity:
    """What a port must match; empty fields match anything."""

    vid: int
    pid: int
    serial: str = ""
    path: str = ""
    interface: int | None = None

    def matches(self, port: HostPort) -> bool:
        return (
            (self.vid, self.pid) == (port.vid, port.pid)
            and self.serial in ("", port.serial)
            and self.path in ("", port.path)
            and self.interface in (None, port.interface)
        )

    def __str__(self) -> str:
        parts = [f"usb {self.vid:04x}:{self.pid:04x}"]
        parts += [f"serial {self.serial}"] if self.serial else []
        parts += [f"path {self.path}"] if self.path else []
        parts += [f"interface {self.interface}"] if self.interface is not None else []
        return " ".join(parts)


def find_usb(identity: UsbIdentity, ports: Iterable[HostPort]) -> str:
    """The device file of the one port that matches.

    Raises:
        PortMissing: none matches.
        Misconfigured: several match, so which is meant can't be told (reason `link.ambiguous`).
    """
    found = sorted((port for port in ports if identity.matches(port)), key=lambda port: (port.path, port.interface))
    if not found:
        raise PortMissing(f"{identity}: no such adapter is plugged in")
    if len(found) > 1:
        ways = "; ".join(f"{p.device} path {p.path} interface {p.interface} serial {p.serial or '-'}" for p in found)
        raise Misconfigured(f"{identity}: {len(found)} adapters match: {ways}", reason="link.ambiguous")
    return found[0].device


def refuse_console(device: str, consoles: Iterable[str]) -> None:
    """Raises Misconfigured: the port is the host's own console (reason `link.console`)."""
    name = os.path.basename(os.path.realpath(device))
    if name in consoles:
        raise Misconfigured(f"{device} is the host's console ({name})", reason="link.console")


def console_ports(command_line: str, consoles: str) -> frozenset[str]:
    """Names such as `ttyS0` that the kernel writes its messages to.

    Args:
        command_line: `/proc/cmdline`, whose `console=ttyS0,115200` name them.
        consoles: `/proc/consoles`, one on each line.
    """
    from_boot = {word.removeprefix("console=").split(",")[0] for word in command_line.split() if word.startswith("console=")}
    return frozenset(from_boot | {line.split()[0] for line in consoles.splitlines() if line.split()})


def host_consoles() -> frozenset[str]:
    """This host's; empty where `/proc` can't be read."""
    return console_ports(_text("/proc/cmdline"), _text("/proc/consoles"))


def _text(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def is_unstable(port: str) -> bool:
    """Its name says which adapter was found first, not which one it is."""
    return _UNSTABLE.fullmatch(port) is not None


def stable_names(port: str, folders: Sequence[Path] = STABLE_FOLDERS) -> list[str]:
    """Symlinks that lead to `port` now, the best first."""
    target = os.path.realpath(port)
    return [
        str(folder / name)
        for folder in folders
        if folder.is_dir()
        for name in sorted(os.listdir(folder))
        if os.path.realpath(folder / name) == target
    ]


ListPorts = Callable[[], Sequence[HostPort]]


class PortFinder:
    """Args:
    port: a path, or the identity of a USB adapter.
    list_ports: the host's USB serial ports; asked at each `find`.
    consoles: names of the host's console ports; asked at each `find`.
    """

    def __init__(self, port: str | UsbIdentity, list_ports: ListPorts, consoles: Callable[[], Iterable[str]]) -> None:
        self._port = port
        self._list_ports = list_ports
        self._consoles = consoles

    @property
    def name(self) -> str:
        return str(self._port)

    def find(self) -> str:
        """The device file to open now.

        Raises:
            PortMissing: it isn't there.
            Misconfigured: several adapters match, or it is a console.
        """
        device = self._port if isinstance(self._port, str) else find_usb(self._port, self._list_ports())
        refuse_console(device, self._consoles())
        return device
