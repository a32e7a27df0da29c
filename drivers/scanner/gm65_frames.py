"""Frames of the GM65 family: bytes out, replies out of a stream that codes share. Knows no scanner, no clock, no port.

Command `7E 00 | type | count | address (2) | data | CRC (2)`, reply `02 00 | type 00 | count | data | CRC (2)`; the CRC is
CRC-16/XMODEM from the type to the last data byte, `AB CD` in its place lets a command pass without.
Source: Hangzhou Grow Technology's user manuals of GM65, GM812 and GM861, and public programs for them.
"""

from binascii import crc_hqx
from dataclasses import dataclass
from enum import IntEnum

COMMAND_HEAD = b"\x7e\x00"
REPLY_HEAD = b"\x02\x00\x00"
"""With the type of a reply that says yes."""
CRC_BYTES = 2
MAX_COUNT = 0xFF
DONE = b"\x00"
"""Data of the reply to a write."""


class Kind(IntEnum):
    READ = 0x07
    WRITE = 0x08
    SAVE = 0x09


class Address(IntEnum):
    """Zones of settings."""

    MODE = 0x0000
    """Bits 1–0: 0 by key, 1 by command, 2 all the time, 3 when something moves; light, aim, lamp and sound above."""
    TRIGGER = 0x0002
    """Bit 0: read now."""
    READ_TIME = 0x0006
    """Tenths of a second for one reading; 0: until a code is read or it is stopped."""
    BAUD = 0x002A
    """Two bytes, little-endian: 3 000 000 / baud."""
    OUTPUT = 0x0060
    """Bit 7: in packets; bits 6–5: what ends a code; bit 0: whether anything does."""
    SPECIAL = 0x00D9
    """0x50 factory settings, 0x55 the user's, 0x56 make the present ones the user's."""


def encode_read(address: int, count: int) -> bytes:
    return _command(Kind.READ, 1, address, bytes((count,)))


def encode_write(address: int, data: bytes) -> bytes:
    if not 0 < len(data) <= MAX_COUNT:
        raise ValueError(f"1 to {MAX_COUNT} bytes")
    return _command(Kind.WRITE, len(data), address, data)


def encode_save() -> bytes:
    """All settings into the scanner's flash."""
    return _command(Kind.SAVE, 1, 0, b"\x00")


def _command(kind: Kind, count: int, address: int, data: bytes) -> bytes:
    body = bytes((kind, count)) + address.to_bytes(2, "big") + data
    return COMMAND_HEAD + body + crc(body)


def crc(body: bytes) -> bytes:
    """CRC-16/XMODEM, big-endian."""
    return crc_hqx(body, 0).to_bytes(CRC_BYTES, "big")


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply and what stood around it in the stream."""

    data: bytes
    before: bytes
    """Codes that were on their way when the command was sent."""
    after: bytes


def split_reply(stream: bytes, count: int) -> Reply | None:
    """The first sound reply with `count` data bytes; None when there is none (yet).

    Only who has just sent a command may look for a reply: the same bytes within a code are part of the code.
    """
    head = REPLY_HEAD + bytes((count,))
    start = stream.find(head)
    while start >= 0:
        data_at = start + len(head)
        end = data_at + count + CRC_BYTES
        if len(stream) < end:
            return None
        body = stream[start + len(COMMAND_HEAD) : end - CRC_BYTES]
        if crc(body) == stream[end - CRC_BYTES : end]:
            return Reply(stream[data_at : data_at + count], stream[:start], stream[end:])
        start = stream.find(head, start + 1)
    return None
