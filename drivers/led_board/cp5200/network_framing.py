"""C-Power packets on a network: an id and a length before the packet, no start, end or escape.

Source: the maker's "External Calls Communication Protocol" V1.9, 2.2. The document leaves the order of the length's bytes open;
every frame that is known sends the low byte first.
"""

import re

from drivers.led_board.cp5200.packet import HEAD_BYTES, MAX_PACKET_BYTES, SUM_BYTES, Packet, encode_packet, parse_packet

ANY_NETWORK_ID = 0xFFFFFFFF
"""The cards' factory setting."""
PREFIX_BYTES = 8
_BEGINS = re.compile(rb"[\x68\xe8]\x32")
"""A packet's first two bytes."""


def encode_network(packet: Packet, network_id: int = ANY_NETWORK_ID) -> bytes:
    """The packet as it goes over TCP.

    Raises:
        ValueError: a number doesn't fit, or there is too much data.
    """
    raw = encode_packet(packet)
    return network_id.to_bytes(4, "big") + len(raw).to_bytes(2, "little") + b"\x00\x00" + raw


class NetworkDecoder:
    """Finds packets in a stream of any cut.

    A stream without start codes resynchronises by trying each byte as the beginning of a prefix. Holds at most one packet's
    bytes beside what one call brings.
    """

    def __init__(self) -> None:
        self._buffer = bytearray()
        self.rejected = 0
        """Prefixes followed by a packet with a wrong sum; bytes between packets aren't counted."""

    def feed(self, data: bytes) -> list[Packet]:
        """All packets that `data` completes."""
        self._buffer += data
        packets = []
        at = 0
        while (begins := _BEGINS.search(self._buffer, at + PREFIX_BYTES)) is not None:
            at = begins.start() - PREFIX_BYTES
            length = _length(self._buffer, at)
            end = at + PREFIX_BYTES + (length or 0)
            if length is not None and len(self._buffer) < end:
                break
            packet = parse_packet(bytes(self._buffer[at + PREFIX_BYTES : end])) if length is not None else None
            if packet is not None:
                packets.append(packet)
                at = end
                continue
            self.rejected += length is not None
            at += 1
        else:
            # What could still be a prefix and the packet's first byte.
            at = max(at, len(self._buffer) - PREFIX_BYTES - 1)
        del self._buffer[:at]
        return packets


def _length(buffer: bytearray, at: int) -> int | None:
    """The announced length, if the bytes before a packet's first two can be its prefix."""
    length = int.from_bytes(buffer[at + 4 : at + 6], "little")
    if not HEAD_BYTES + SUM_BYTES <= length <= MAX_PACKET_BYTES or buffer[at + 6] or buffer[at + 7]:
        return None
    return length
