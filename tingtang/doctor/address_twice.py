"""Does another machine have this machine's address? Asked on the wire by an ARP probe (RFC 5227, 2.1)."""

import socket
import struct
import time
from collections.abc import Callable, Collection
from pathlib import Path

ANSWER_S = 0.8
PROBES = 2
"""One may be lost; the RFC asks three times before an address is taken, here one is only looked at."""
ETHERTYPE_ARP = 0x0806
_BROADCAST = b"\xff" * 6
_REQUEST, _REPLY = 1, 2
_HEAD = struct.pack(">HHBB", 1, 0x0800, 6, 4)
"""Ethernet and IPv4: hardware type, protocol, lengths."""
CARDS = Path("/sys/class/net")


def who_else_has(address: str, card: str, now_s: Callable[[], float] = time.monotonic) -> str:
    """The hardware address of another machine with our address; empty: none answered, or this account may not ask (root may)."""
    try:
        own = _hardware(CARDS / card)
        # A second card of ours in the same segment answers for every address that we have (arp_ignore, Linux ip-sysctl).
        ours = {_hardware(path) for path in CARDS.iterdir()}
        wanted = socket.inet_aton(address)
        with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETHERTYPE_ARP)) as wire:
            wire.bind((card, ETHERTYPE_ARP))
            for _ in range(PROBES):
                wire.send(probe(own, wanted))
                if other := _listen(wire, ours, wanted, now_s):
                    return other
    except (OSError, ValueError):
        # No right, or no Ethernet.
        pass
    return ""


def _listen(wire: socket.socket, ours: Collection[bytes], wanted: bytes, now_s: Callable[[], float]) -> str:
    until_s = now_s() + ANSWER_S
    while (left_s := until_s - now_s()) > 0:
        wire.settimeout(left_s)
        try:
            frame = wire.recv(128)
        except TimeoutError:
            break
        if other := other_owner(frame, ours, wanted):
            return other
    return ""


def _hardware(card: Path) -> bytes:
    """Empty for what has none, such as a tunnel."""
    try:
        return bytes.fromhex((card / "address").read_text("ascii").strip().replace(":", ""))
    except (OSError, ValueError):
        return b""


def probe(own: bytes, wanted: bytes) -> bytes:
    """The sender's address is 0.0.0.0, so that nobody learns anything wrong from it."""
    frame = _BROADCAST + own + struct.pack(">H", ETHERTYPE_ARP) + _HEAD + struct.pack(">H", _REQUEST)
    return frame + own + bytes(4) + bytes(6) + wanted


def other_owner(frame: bytes, ours: Collection[bytes], wanted: bytes) -> str:
    """Who says in this frame that `wanted` is theirs; empty: nobody else. `ours`: hardware addresses of this machine."""
    if len(frame) < 42 or frame[12:14] != struct.pack(">H", ETHERTYPE_ARP) or frame[14:20] != _HEAD:
        return ""
    sender, says = frame[22:28], frame[28:32]
    return sender.hex(":") if says == wanted and sender not in ours else ""
