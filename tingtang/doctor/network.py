"""From the cable up to the hall's machine: card, address, way out, name, port; and whether somebody else has our address."""

import errno
import ipaddress
import os
import socket
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from kiosk.technician.network import CARDS, ROUTES, Card, cards, gateway
from tingtang.doctor.address_twice import who_else_has
from tingtang.doctor.finding import Finding

CONNECT_S = 3.0
_SELF_GIVEN = ipaddress.ip_network("169.254.0.0/16")
"""RFC 3927: taken when nobody gave one."""


class Reach(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    """The machine is there and nothing listens on the port."""
    UNKNOWN_NAME = "unknown-name"
    UNREACHABLE = "unreachable"
    """The kernel or a router says that there is no way."""
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class NetworkFacts:
    cards: tuple[Card, ...]
    gateway: str
    host: str = ""
    """The hall's machine; empty: it is this one."""
    port: int = 0
    reach: Reach | None = None
    server_port: int = 0
    """Of the hall's server of units; 0: this machine doesn't need it."""
    server: Reach | None = None
    twice: dict[str, str] = field(default_factory=dict)
    """Hardware address of another machine by our own address that it has too."""


def judge_network(facts: NetworkFacts) -> list[Finding]:
    found = _judge_cards(facts)
    found += [Finding("network.address-twice", {"address": ip, "other": mac}) for ip, mac in sorted(facts.twice.items())]
    if facts.host and not facts.gateway:
        found.append(Finding("network.no-gateway"))
    where: dict[str, object] = {"host": facts.host, "port": facts.port}
    match facts.reach:
        case Reach.UNKNOWN_NAME:
            found.append(Finding("network.unknown-name", where))
        case Reach.UNREACHABLE:
            found.append(Finding("network.unreachable", where))
        case Reach.SILENT:
            found.append(Finding("network.no-answer", where))
    if facts.reach in (Reach.OPEN, Reach.CLOSED) and facts.server not in (None, Reach.OPEN):
        found.append(Finding("network.no-unit-server", {"host": facts.host, "port": facts.server_port}))
    return found


def _judge_cards(facts: NetworkFacts) -> list[Finding]:
    if not facts.cards:
        return [Finding("network.no-card")] if facts.host else []
    up = [card for card in facts.cards if card.up]
    names: dict[str, object] = {"cards": ", ".join(card.name for card in up or facts.cards)}
    if not up:
        return [Finding("network.no-link", names)]
    given = [card for card in up if card.address]
    if not given:
        return [Finding("network.no-address", names)]
    if all(ipaddress.ip_address(card.address) in _SELF_GIVEN for card in given):
        return [Finding("network.own-address", names | {"address": given[0].address})]
    return []


def look_at_network(
    host: str, port: int, *, server_port: int = 0, card_folder: Path = CARDS, routes: Path = ROUTES
) -> NetworkFacts:
    """
    Args:
        host, port: the hall's broker as this machine's file names it; empty and 0 on the hall's machine itself.
        server_port: of the hall's server of units; 0 for a machine that isn't enrolled.
    """
    there = tuple(cards(card_folder))
    twice = {
        card.address: other for card in there if card.up and card.address and (other := who_else_has(card.address, card.name))
    }
    broker = reach(host, port) if host else None
    server = reach(host, server_port) if broker in (Reach.OPEN, Reach.CLOSED) and server_port else None
    return NetworkFacts(there, gateway(routes), host, port, broker, server_port, server, twice)


def reach(
    host: str,
    port: int,
    connect_s: float = CONNECT_S,
) -> Reach:
    """Opens a connection and closes it again."""
    try:
        socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror:
        return Reach.UNKNOWN_NAME
    try:
        with socket.create_connection((host, port), connect_s):
            return Reach.OPEN
    except TimeoutError:
        return Reach.SILENT
    except ConnectionRefusedError:
        return Reach.CLOSED
    except OSError as error:
        return Reach.UNREACHABLE if error.errno in (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN) else Reach.SILENT


def is_this_machine(host: str) -> bool:
    """Loopback, by name or number."""
    if host in ("localhost", os.uname().nodename):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
