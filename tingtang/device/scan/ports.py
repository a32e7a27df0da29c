"""This host's serial ports under names that survive a restart."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from drivers.core.serial_ports import HostPort, UsbIdentity, host_consoles, stable_names

CH340 = (0x1A86, 0x7523)
"""The USB adapter of LCUS relay boards, and of many others."""


@dataclass(frozen=True, slots=True)
class PortInfo:
    """One port."""

    device: str
    """The path that is opened now."""
    names: tuple[str, ...]
    """Stable symlinks to it, the best first."""
    usb: HostPort | None
    used_by: tuple[str, ...] = ()
    """Devices and lines of the agent's file that hang on it."""

    @property
    def identity(self) -> str:
        """For people."""
        if self.usb is None:
            return self.names[0] if self.names else self.device
        serial = f" {self.usb.serial}" if self.usb.serial else ""
        return f"{self.usb.vid:04x}:{self.usb.pid:04x}{serial} @ {self.usb.path or '-'}"

    @property
    def may_be_lcus(self) -> bool:
        return self.usb is not None and (self.usb.vid, self.usb.pid) == CH340

    def link(self) -> dict[str, Any]:
        """What the agent's file says to open this port: a stable name, else the adapter's identity."""
        if self.names:
            return {"type": "serial", "port": self.names[0]}
        if self.usb is not None:
            usb: dict[str, Any] = {"vid": self.usb.vid, "pid": self.usb.pid}
            usb |= {"serial": self.usb.serial} if self.usb.serial else {"path": self.usb.path} if self.usb.path else {}
            return {"type": "serial", "usb": usb}
        return {"type": "serial", "port": self.device}


def host_ports(
    wanted: Sequence[str],
    users: Mapping[str | UsbIdentity, Sequence[str]],
    list_usb: Callable[[], Sequence[HostPort]],
    folder: Path = Path("/dev"),
) -> list[PortInfo]:
    """The ports named in `wanted`, or all of this host but its consoles.

    Args:
        users: who hangs on which port, by path or identity, as the agent's file says.
    """
    usb = {port.device: port for port in list_usb()}
    consoles = host_consoles()
    paths = list(wanted) or [path for path in _all(usb, folder) if Path(path).name not in consoles]
    return [_info(path, usb.get(str(Path(path).resolve())), users) for path in paths]


def _all(usb: Iterable[str], folder: Path) -> list[str]:
    """USB adapters, and on-board ports that the kernel found: it makes ttyS0 to ttyS3 also where there is no hardware."""
    on_board = [str(path) for pattern in ("ttyAMA*", "ttySC*", "ttymxc*") for path in sorted(folder.glob(pattern))]
    return [*sorted(usb), *on_board]


def _info(path: str, usb: HostPort | None, users: Mapping[str | UsbIdentity, Sequence[str]]) -> PortInfo:
    names = tuple(stable_names(path))
    used = [name for who, ids in users.items() if _is(who, path, names, usb) for name in ids]
    return PortInfo(path, names, usb, tuple(used))


def _is(who: str | UsbIdentity, path: str, names: Sequence[str], usb: HostPort | None) -> bool:
    if isinstance(who, UsbIdentity):
        return usb is not None and who.matches(usb)
    return who in (path, *names)
