"""The ports of an agent that doesn't run: there, free, ours? Nothing is said to a device."""

import errno
import fcntl
import os
from dataclasses import dataclass
from pathlib import Path

from drivers.agent.settings import AgentSettings
from drivers.core.errors import DeviceError, Misconfigured, PortMissing
from drivers.core.links import InputLinkConfig, LinkConfig, SerialLinkConfig, TcpLinkConfig
from drivers.core.serial_link import list_usb_ports
from drivers.core.serial_ports import PortFinder, host_consoles
from tingtang.doctor.finding import Finding
from tingtang.doctor.network import Reach, reach
from tingtang.doctor.port_holder import holders


@dataclass(frozen=True, slots=True)
class PortFacts:
    device: str
    """Of the agent's file."""
    place: str
    port: str
    trouble: str
    """The end of a code of the area `device`; empty: none."""
    program: str = ""
    pid: int = 0


def judge_port(facts: PortFacts) -> list[Finding]:
    if not facts.trouble:
        return []
    said: dict[str, object] = {"device": facts.device, "place": facts.place, "port": facts.port}
    if facts.trouble == "port-taken":
        said |= {"program": facts.program or "?", "pid": facts.pid or "?"}
    return [Finding(f"device.{facts.trouble}", said)]


def look_at_ports(settings: AgentSettings) -> list[PortFacts]:
    """Of every device and line with a port of its own."""
    links = [(bus.id, bus.place, bus.link) for bus in settings.buses]
    links += [(device.id, device.place, device.link) for device in settings.devices if device.link is not None]
    return [_look(name, place, link) for name, place, link in links]


def _look(name: str, place: str, link: LinkConfig) -> PortFacts:
    match link:
        case SerialLinkConfig():
            finder = PortFinder(link.identity, list_usb_ports, host_consoles)
            try:
                return _file(name, place, finder.name, finder.find())
            except PortMissing:
                return PortFacts(name, place, finder.name, "port-missing")
            except (Misconfigured, DeviceError):
                return PortFacts(name, place, finder.name, "wrong-settings")
        case InputLinkConfig():
            return _file(name, place, link.device, link.device)
        case TcpLinkConfig():
            there = reach(link.host, link.port, link.connect_timeout_s) is Reach.OPEN
            return PortFacts(name, place, f"{link.host}:{link.port}", "" if there else "unreachable")
        case _:
            return PortFacts(name, place, link.type, "")


def _file(name: str, place: str, port: str, path: str) -> PortFacts:
    trouble = open_trouble(path)
    if trouble != "port-taken":
        return PortFacts(name, place, port, trouble)
    others = [holder for holder in holders(Path(path)) if holder[0] != os.getpid()]
    pid, program = others[0] if others else (0, "")
    return PortFacts(name, place, port, trouble, program, pid)


def open_trouble(path: str) -> str:
    """Opens the file, asks for the lock that serial programs take, closes it."""
    try:
        file = os.open(path, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
    except OSError as error:
        kinds = {
            errno.ENOENT: "port-missing",
            errno.ENODEV: "port-missing",
            errno.ENXIO: "port-missing",
            errno.EACCES: "port-not-ours",
            errno.EPERM: "port-not-ours",
            errno.EBUSY: "port-taken",
        }
        return kinds.get(error.errno or 0, "port-broken")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return "port-taken"
    finally:
        os.close(file)
    return ""
