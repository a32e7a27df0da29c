"""C-Power packets on RS-232 and RS-485: start code, escapes, end code.

Source: the maker's "Basic Protocol of LED Display Controller" 1.1, transcoding.
"""

from drivers.led_board.cp5200.packet import MAX_PACKET_BYTES, Packet, encode_packet, parse_packet

START, END, ESCAPE = 0xA5, 0xAE, 0xAA
_ESCAPES = {START: b"\xaa\x05", END: b"\xaa\x0e", ESCAPE: b"\xaa\x0a"}
_ORIGINALS = {0x05: START, 0x0E: END, 0x0A: ESCAPE}


def encode_serial(packet: Packet) -> bytes:
    """The packet as it goes over a serial line.

    Raises:
        ValueError: a number doesn't fit, or there is too much data.
    """
    escaped = b"".join(_ESCAPES.get(byte, bytes((byte,))) for byte in encode_packet(packet))
    return bytes((START,)) + escaped + bytes((END,))


class SerialDecoder:
    """Finds packets in a stream of any cut. Holds at most one packet's bytes, whatever comes in."""

    def __init__(self) -> None:
        self._raw: bytearray | None = None
        """None: waiting for a start code."""
        self._escaping = False
        self.rejected = 0
        """Packets cut short, too long, broken in their escapes, of another family, or with a wrong sum."""

    def feed(self, data: bytes) -> list[Packet]:
        """All packets that `data` completes."""
        packets = []
        for byte in data:
            packet = self._take(byte)
            if packet is not None:
                packets.append(packet)
        return packets

    def _take(self, byte: int) -> Packet | None:
        if byte == START:
            # It never stands inside a packet, so it always begins one: here the stream resynchronises.
            if self._raw:
                self.rejected += 1
            self._raw, self._escaping = bytearray(), False
            return None
        if self._raw is None:
            return None
        if byte == END:
            return self._finish()
        if self._escaping:
            self._escaping = False
            original = _ORIGINALS.get(byte)
            if original is None:
                self._drop()
                return None
            self._raw.append(original)
        elif byte == ESCAPE:
            self._escaping = True
        else:
            self._raw.append(byte)
        if len(self._raw) > MAX_PACKET_BYTES:
            self._drop()
        return None

    def _finish(self) -> Packet | None:
        packet = None if self._escaping else parse_packet(bytes(self._raw or b""))
        self._raw, self._escaping = None, False
        if packet is None:
            self.rejected += 1
        return packet

    def _drop(self) -> None:
        self._raw, self._escaping = None, False
        self.rejected += 1
