"""What stands inside every C-Power packet, on serial lines and networks alike: type, card, command, mark, data, sum.

Sources: the maker's "Basic Protocol of LED Display Controller" (1.1) and "External Calls Communication Protocol" V1.9 (2.1).
"""

from dataclasses import dataclass

TYPE = 0x68
ANSWER_BIT = 0x80
"""Set in the type of an answer since firmware 3.3; older cards answer under the type of the question."""
CARD_TYPE = 0x32
GROUP = 0xFF
"""Every card obeys."""
WANT_ANSWER = 0x01
NO_ANSWER = 0x00
HEAD_BYTES = 5
SUM_BYTES = 2
MAX_PACKET_BYTES = 2048
"""The cards take packets of at most 1 KiB and answer with less; a longer one is noise."""


@dataclass(frozen=True, slots=True)
class Packet:
    """One packet, unescaped and without its sum."""

    card: int
    """1 to 254; FF is the group."""
    command: int
    data: bytes = b""
    mark: int = WANT_ANSWER
    """Question: bit 0 wants an answer. Answer: the result, 0 is success, in external calls; the basic commands' answers carry
    their result as data."""
    marked_answer: bool = False
    """True only from firmware 3.3 on."""


def checksum(data: bytes) -> int:
    """The low 16 bits of the sum of all bytes."""
    return sum(data) & 0xFFFF


def encode_packet(packet: Packet) -> bytes:
    """The packet's bytes from type to sum, before any escape.

    Raises:
        ValueError: a number doesn't fit, or there is too much data.
    """
    kind = TYPE | (ANSWER_BIT if packet.marked_answer else 0)
    body = bytes((kind, CARD_TYPE, packet.card, packet.command, packet.mark)) + packet.data
    if len(body) + SUM_BYTES > MAX_PACKET_BYTES:
        raise ValueError(f"a packet has at most {MAX_PACKET_BYTES} bytes")
    return body + checksum(body).to_bytes(SUM_BYTES, "little")


def parse_packet(raw: bytes) -> Packet | None:
    """`raw` from type to sum; None if it is no packet of this family or its sum is wrong."""
    if not HEAD_BYTES + SUM_BYTES <= len(raw) <= MAX_PACKET_BYTES:
        return None
    if raw[0] & ~ANSWER_BIT != TYPE or raw[1] != CARD_TYPE:
        return None
    body, received = raw[:-SUM_BYTES], int.from_bytes(raw[-SUM_BYTES:], "little")
    if checksum(body) != received:
        return None
    return Packet(body[2], body[3], bytes(body[HEAD_BYTES:]), body[4], bool(body[0] & ANSWER_BIT))
