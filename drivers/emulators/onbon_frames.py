"""Frames as an Onbon BX-5K/6K card reads and writes them. Written from the vendor's document for the emulator only."""

import struct
from dataclasses import dataclass

HEAD = struct.Struct("<HH3sBBBBBH")
"""Destination, source, reserved, bar-code option, check mode, display mode, device type, version, data length."""
MAX_PACKET_BYTES = 10_000
_UNSTUFF = {b"\xa6\x02": b"\xa5", b"\xa6\x01": b"\xa6", b"\x5b\x02": b"\x5a", b"\x5b\x01": b"\x5b"}


@dataclass(frozen=True, slots=True)
class Packet:
    destination: int
    source: int
    device_type: int
    data: bytes
    display_mode: int = 0


class BadPacket(Exception):
    """Wrong length or escape; nobody can say who sent it, so it isn't answered."""


class BadCheck(Exception):
    """A packet with a sound head and a wrong check: answered with NACK 05."""

    def __init__(self, packet: Packet) -> None:
        super().__init__("wrong check")
        self.packet = packet


class PacketReader:
    """Collects what stands between A5 and 5A."""

    def __init__(self) -> None:
        self._inside: bytearray | None = None

    def feed(self, data: bytes) -> list[bytes]:
        """Raw contents between preamble and end, still stuffed."""
        contents = []
        for byte in data:
            if byte == 0xA5:
                self._inside = bytearray()
            elif self._inside is None:
                continue
            elif byte == 0x5A:
                contents.append(bytes(self._inside))
                self._inside = None
            elif len(self._inside) >= MAX_PACKET_BYTES:
                self._inside = None
            else:
                self._inside.append(byte)
        return contents


def unstuff(content: bytes) -> bytes:
    """Raises BadPacket: an escape that doesn't exist."""
    plain = bytearray()
    at = 0
    while at < len(content):
        if content[at] in b"\xa6\x5b":
            original = _UNSTUFF.get(content[at : at + 2])
            if original is None:
                raise BadPacket("escape")
            plain += original
            at += 2
        else:
            plain.append(content[at])
            at += 1
    return bytes(plain)


def read(content: bytes) -> Packet:
    """Raises BadPacket or BadCheck."""
    plain = unstuff(content)
    if len(plain) < HEAD.size + 2:
        raise BadPacket("too short")
    if plain[7] & 1:
        # A bar code picks one card by its serial number; this card has none that fits.
        raise BadPacket("bar code of another card")
    destination, source, _, _, mode, display_mode, device_type, _, length = HEAD.unpack_from(plain)
    if len(plain) != HEAD.size + length + 2:
        raise BadPacket("length")
    packet = Packet(destination, source, device_type, plain[HEAD.size : -2], display_mode)
    if mode > 2:
        raise BadPacket("check mode")
    checks = {0: crc(plain[:-2]), 1: sum(plain[:-2]) & 0xFFFF}
    if mode in checks and checks[mode] != int.from_bytes(plain[-2:], "little"):
        raise BadCheck(packet)
    return packet


def write(destination: int, source: int, device_type: int, data: bytes) -> bytes:
    """An answer; real cards send nine preambles."""
    plain = HEAD.pack(destination, source, b"\0\0\0", 0, 0, 0, device_type, 2, len(data)) + data
    plain += crc(plain).to_bytes(2, "little")
    stuffed = plain.replace(b"\xa6", b"\xa6\x01").replace(b"\xa5", b"\xa6\x02")
    stuffed = stuffed.replace(b"\x5b", b"\x5b\x01").replace(b"\x5a", b"\x5b\x02")
    return b"\xa5" * 9 + stuffed + b"\x5a"


def crc(data: bytes) -> int:
    """CRC-16, polynomial 8005 bit-reversed, start 0; bit by bit, as the document's appendix has it."""
    register = 0
    for byte in data:
        register ^= byte
        for _ in range(8):
            register = register >> 1 ^ 0xA001 if register & 1 else register >> 1
    return register
