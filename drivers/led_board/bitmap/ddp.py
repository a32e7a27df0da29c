"""DDP, the Distributed Display Protocol: one packet to one datagram.

Source: http://www.3waylabs.com/ddp/ (2022-09-05), packet format. A head of ten bytes, fourteen with a time code; all numbers have
the high byte first.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

PORT = 4048
VERSION_MASK, VERSION_1 = 0xC0, 0x40
TIMECODE, STORAGE, REPLY, QUERY, PUSH = 0x10, 0x08, 0x04, 0x02, 0x01
HEAD_BYTES, TIMECODE_BYTES = 10, 4
MAX_DATA_BYTES = 1440
"""480 dots of three bytes: whole dots that fit one Ethernet frame."""
SEQUENCES = 15
"""Packets are numbered 1 to 15 over and over; 0 isn't numbered."""


class Destination(IntEnum):
    OUTPUT = 1
    """The panel."""
    CONTROL = 246
    CONFIG = 250
    STATUS = 251
    ALL = 255


class DataType(IntEnum):
    UNDEFINED = 0x00
    RGB = 0x0B
    """Three bytes a dot: type 001, size 011."""
    RGB_OLD = 0x01
    """As many older programs and receivers have it."""


@dataclass(frozen=True, slots=True)
class Packet:
    destination: int
    data: bytes = b""
    offset: int = 0
    """Byte of the destination's buffer at which the data begins."""
    push: bool = False
    """Show what has been written; of a reply: the last part."""
    query: bool = False
    reply: bool = False
    storage: bool = False
    sequence: int = 0
    data_type: int = DataType.UNDEFINED
    length: int | None = None
    """Of a query without hints: how many bytes are asked for. Else the length of the data."""
    timecode: int | None = None


def encode(packet: Packet) -> bytes:
    """The datagram.

    Raises:
        ValueError: a number doesn't fit its field, or there is too much data.
    """
    if not (0 <= packet.sequence <= SEQUENCES and len(packet.data) <= MAX_DATA_BYTES and 0 <= packet.offset <= 0xFFFFFFFF):
        raise ValueError("a field is out of its range")
    flags = VERSION_1
    for bit, on in ((STORAGE, packet.storage), (REPLY, packet.reply), (QUERY, packet.query), (PUSH, packet.push)):
        flags |= bit if on else 0
    timecode = b""
    if packet.timecode is not None:
        flags |= TIMECODE
        timecode = packet.timecode.to_bytes(TIMECODE_BYTES, "big")
    length = len(packet.data) if packet.length is None else packet.length
    head = bytes((flags, packet.sequence, packet.data_type, packet.destination))
    return head + packet.offset.to_bytes(4, "big") + length.to_bytes(2, "big") + timecode + packet.data


def decode(datagram: bytes) -> Packet | None:
    """One datagram; None if it isn't version 1, ends within its head, or its length and its data disagree."""
    if len(datagram) < HEAD_BYTES or datagram[0] & VERSION_MASK != VERSION_1:
        return None
    flags = datagram[0]
    start = HEAD_BYTES + (TIMECODE_BYTES if flags & TIMECODE else 0)
    length, data = int.from_bytes(datagram[8:10], "big"), datagram[start:]
    asks = bool(flags & QUERY) and not flags & REPLY
    if len(datagram) < start or (length != len(data) and not (asks and not data)):
        return None
    return Packet(
        destination=datagram[3],
        data=bytes(data),
        offset=int.from_bytes(datagram[4:8], "big"),
        push=bool(flags & PUSH),
        query=bool(flags & QUERY),
        reply=bool(flags & REPLY),
        storage=bool(flags & STORAGE),
        sequence=datagram[1] & 0x0F,
        data_type=datagram[2],
        length=length if asks and not data else None,
        timecode=int.from_bytes(datagram[HEAD_BYTES:start], "big") if flags & TIMECODE else None,
    )


@dataclass(frozen=True, slots=True)
class Status:
    """What a display says of itself; empty where it doesn't."""

    maker: str = ""
    model: str = ""
    version: str = ""


def parse_status(packet: Packet) -> Status | None:
    """The reply to a query of the status; None if it is none, or no JSON object with `status`."""
    if not packet.reply or packet.destination != Destination.STATUS:
        return None
    try:
        document = json.loads(packet.data.rstrip(b"\x00"))
    except (ValueError, RecursionError):
        return None
    status = document.get("status") if isinstance(document, dict) else None
    if not isinstance(status, dict):
        return None
    return Status(_text(status, "man"), _text(status, "mod"), _text(status, "ver"))


def _text(status: Mapping[str, object], key: str) -> str:
    value = status.get(key, "")
    return value[:MAX_TEXT] if isinstance(value, str) else ""


MAX_TEXT = 60
"""Characters kept of what a display says; it goes into the device board."""
