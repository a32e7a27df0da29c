"""Asks every question on one port or host, at each of its speeds."""

import socket
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from ipaddress import IPv4Address, ip_network

from drivers.core.errors import DeviceError
from drivers.core.serial_link import SerialLink
from drivers.core.tcp_link import TcpLink
from tingtang.device.errors import ToolError
from tingtang.device.scan.asker import Asker, LineLost
from tingtang.device.scan.ports import PortInfo
from tingtang.device.scan.probes import PROBED_BAUDS, SERIAL_PROBES, Ask, Found, ask_ups

MOST_HOSTS = 16
"""A /28. A technician knows where the devices are; a wider search would look like an attack to whoever keeps the network."""
CONNECT_S = 0.8
TCP_PORTS = (9100, 5005, 5200, 3493, 4001, 4002, 4003, 4004, 8899)
"""Printers, Onbon, C-Power, NUT, and the usual ports of serial servers (Moxa 4001 ff., USR 8899)."""
NUT_PORT = 3493

Progress = Callable[[str, str], None]
"""(where, what is asked there)."""


@dataclass(frozen=True, slots=True)
class Answered:
    """One finding with the place where it was made."""

    where: str
    found: Found
    baud: int = 0
    """0: reached by TCP."""
    tcp: tuple[str, int] | None = None
    port: PortInfo | None = None


@dataclass(frozen=True, slots=True)
class PortResult:
    """One port, asked to the end."""

    where: str
    answers: tuple[Answered, ...] = ()
    problem: str = ""
    """Why it couldn't be asked: a dotted reason."""


def scan_port(port: PortInfo, addresses: Sequence[int], progress: Progress, wait_factor: float = 1.0) -> PortResult:
    """All speeds; stops at the first one at which something has answered, since a line has one speed."""
    for baud in PROBED_BAUDS:
        link = SerialLink(port.device, baud)
        try:
            link.open()
        except DeviceError as error:
            return PortResult(port.device, problem=error.reason)
        try:
            asker = Asker(link, time.monotonic, wait_factor)
            found = []
            for probe in SERIAL_PROBES:
                if baud in probe.bauds:
                    progress(port.device, f"{probe.name} {baud}")
                    found += list(probe.ask(asker, addresses))
            if found:
                answers = tuple(Answered(port.device, one, baud, port=port) for one in found)
                return PortResult(port.device, answers)
        except LineLost:
            return PortResult(port.device, problem="link.lost")
        finally:
            link.close()
    return PortResult(port.device)


def hosts_of(text: str) -> list[str]:
    """`192.168.3.7`, or a net of at most MOST_HOSTS addresses such as `192.168.3.0/28`.

    Raises:
        ToolError: it is neither, or wider.
    """
    try:
        net = ip_network(text, strict=False)
    except ValueError as error:
        raise ToolError("error.host", host=text) from error
    if not isinstance(net.network_address, IPv4Address) or net.num_addresses > MOST_HOSTS:
        raise ToolError("error.wideNet", host=text, most=MOST_HOSTS)
    return [str(host) for host in (net.hosts() if net.num_addresses > 2 else net)]


def open_ports(hosts: Sequence[str], ports: Sequence[int]) -> list[tuple[str, int]]:
    """Where something listens; all are tried at once."""
    places = [(host, port) for host in hosts for port in ports]
    with ThreadPoolExecutor(max_workers=32, thread_name_prefix="scan") as pool:
        listening = list(pool.map(_listens, places))
    return [place for place, there in zip(places, listening, strict=True) if there]


def _listens(place: tuple[str, int]) -> bool:
    try:
        with socket.create_connection(place, CONNECT_S):
            return True
    except OSError:
        return False


def scan_tcp(place: tuple[str, int], addresses: Sequence[int], progress: Progress, wait_factor: float = 1.0) -> PortResult:
    """One host's port: a device with a network port, or a serial server with any device behind it."""
    host, port = place
    where = f"{host}:{port}"
    link = TcpLink(host, port)
    try:
        link.open()
    except DeviceError as error:
        return PortResult(where, problem=error.reason)
    try:
        asker = Asker(link, time.monotonic, wait_factor)
        answers: list[Answered] = []
        for name, ask in _tcp_probes(port):
            progress(where, name)
            answers += [Answered(where, found, tcp=place) for found in ask(asker, addresses)]
            if answers:
                break
        return PortResult(where, tuple(answers))
    except LineLost:
        return PortResult(where, problem="link.lost")
    finally:
        link.close()


def _tcp_probes(port: int) -> Iterator[tuple[str, Ask]]:
    """What a port is known for comes first; a text protocol isn't asked binary questions."""
    if port == NUT_PORT:
        yield "ups", lambda asker, _: ask_ups(asker)
        return
    for probe in SERIAL_PROBES:
        yield probe.name, probe.ask
