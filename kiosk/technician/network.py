"""The machine's network, as the kernel tells it: which cards are up, with which addresses, and the way out."""

import fcntl
import socket
import struct
from dataclasses import dataclass
from pathlib import Path

CARDS = Path("/sys/class/net")
ROUTES = Path("/proc/net/route")
SIOCGIFADDR = 0x8915
"""linux/sockios.h: a card's IPv4 address."""
NAME_BYTES = 15
GATEWAY_FLAG = 0x2
"""linux/route.h: RTF_GATEWAY."""


@dataclass(frozen=True, slots=True)
class Card:
    name: str
    up: bool
    address: str
    """IPv4; empty: none."""


def cards(folder: Path = CARDS) -> list[Card]:
    """By name: real ones, plugged in or not, and virtual ones that are up (VLAN, tunnel). Not the loopback."""
    found = []
    for path in sorted(folder.glob("*")):
        if path.name == "lo":
            continue
        try:
            up = (path / "operstate").read_text("ascii").strip() in ("up", "unknown")
        except OSError:
            up = False
        # The kernel makes virtual cards of its own that nobody uses: they would look like a broken cable.
        if not up and not (path / "device").exists():
            continue
        found.append(Card(path.name, up, address_of(path.name)))
    return found


def address_of(card: str) -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            answer = fcntl.ioctl(asking, SIOCGIFADDR, struct.pack("256s", card.encode()[:NAME_BYTES]))
        except OSError:
            return ""
    return socket.inet_ntoa(answer[20:24])


def gateway(routes: Path = ROUTES) -> str:
    """The router's address; empty: no way out of this network."""
    try:
        lines = routes.read_text("ascii").splitlines()[1:]
    except OSError:
        return ""
    for line in lines:
        words = line.split()
        if len(words) > 3 and words[1] == "00000000" and int(words[3], 16) & GATEWAY_FLAG:
            return socket.inet_ntoa(struct.pack("<L", int(words[2], 16)))
    return ""
