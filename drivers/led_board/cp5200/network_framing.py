"""C-Power packets on a network: an id and a length before the packet, no start, end or escape.

Source: the maker's "External Calls Communication Protocol" V1.9, 2.2. The document leaves the order of the length's bytes open;
every frame that is known sends the low byte first.
"""

from drivers.led_board.cp5200.packet import (
    ANSWER_BIT,
    CARD_TYPE,
    HEAD_BYTES,
    MAX_PACKET_BYTES,
    SUM_BYTES,
    TYPE,
    Packet,
    encode_packet,
    parse_packet,
)

ANY_NETWORK_ID = 0xFFFFFFFF
"""The cards' factory setting."""
PREFIX_BYTES = 8


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
        while len(self._buffer) - at >= PREFIX_BYTES + 2:
            length = _length(self._buffer, at)
            if length is None:
                at += 1
                continue
            end = at + PREFIX_BYTES + length
            if len(self._buffer) < end:
                break
            packet = parse_packet(bytes(self._buffer[at + PREFIX_BYTES : end]))
            if packet is None:
                self.rejected += 1
                at += 1
            else:
                packets.append(packet)
                at = end
        del self._buffer[:at]
        return packets


def _length(buffer: bytearray, at: int) -> int | None:
    """The announced length if a packet can begin here."""
    length = int.from_bytes(buffer[at + 4 : at + 6], "little")
    if not HEAD_BYTES + SUM_BYTES <= length <= MAX_PACKET_BYTES or buffer[at + 6] or buffer[at + 7]:
        return None
    begins = buffer[at + 8] & ~ANSWER_BIT == TYPE and buffer[at + 9] == CARD_TYPE
    return length if begins else None
