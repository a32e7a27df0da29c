"""PHY0 and PHY1 of the Onbon BX-5K/6K protocol: preamble, escapes, header, check. Knows no commands.

Source: the vendor's public document "BK-5K/6K通讯协议用户版本" 1.4, chapters 3 and 4.
"""

from dataclasses import dataclass
from enum import IntEnum

from drivers.led_board.onbon.checksum import crc16_arc, sum16

PREAMBLE = 0xA5
END = 0x5A
PREAMBLE_BYTES = 8
"""What a sender sends; a receiver takes any run, also one."""
HEADER_BYTES = 14
CHECK_BYTES = 2
NO_BAR_CODE = 0x00
BAR_CODE_OPTION = 0x01
"""A bar code of 16 bytes comes with the header. It picks one board of many; ours have addresses, so such a frame isn't for us."""
PROTOCOL_VERSION = 0x02
WILDCARD_SCREEN = 0xFFFE
"""Any board answers, and its answer carries this address too."""
BROADCAST_SCREEN = 0xFFFF
"""Every board obeys, none answers."""
HOST_ADDRESS = 0x8000
ANY_DEVICE_TYPE = 0xFE
MAX_DATA_BYTES = 8 * 1024
"""Five areas of 1024 bytes and their heads fit; a longer announcement is noise."""
MAX_FRAME_BYTES = HEADER_BYTES + MAX_DATA_BYTES + CHECK_BYTES

_ESCAPES = {0xA5: b"\xa6\x02", 0xA6: b"\xa6\x01", 0x5A: b"\x5b\x02", 0x5B: b"\x5b\x01"}
_UNESCAPES = {(0xA6, 2): 0xA5, (0xA6, 1): 0xA6, (0x5B, 2): 0x5A, (0x5B, 1): 0x5B}
_ESCAPE_LEADS = frozenset((0xA6, 0x5B))


class CheckMode(IntEnum):
    CRC16 = 0
    SUM16 = 1
    NONE = 2
    """6K with voice only; two bytes of any value stand in the place of the check."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One PHY1 packet."""

    destination: int
    data: bytes
    source: int = HOST_ADDRESS
    check_mode: CheckMode = CheckMode.CRC16
    display_mode: int = 0
    """1: dynamic areas lie over the stored programs."""
    device_type: int = ANY_DEVICE_TYPE
    version: int = PROTOCOL_VERSION
    reserved: bytes = b"\x00\x00\x00"


def escape(data: bytes) -> bytes:
    return b"".join(_ESCAPES.get(byte, bytes((byte,))) for byte in data)


def _check(mode: CheckMode, data: bytes) -> int:
    if mode is CheckMode.CRC16:
        return crc16_arc(data)
    return sum16(data) if mode is CheckMode.SUM16 else 0


def encode(frame: Frame) -> bytes:
    """The frame's bytes on the wire.

    Raises:
        ValueError: more data than the protocol can say.
    """
    if len(frame.data) > MAX_DATA_BYTES:
        raise ValueError(f"at most {MAX_DATA_BYTES} data bytes in one frame")
    head = (
        frame.destination.to_bytes(2, "little")
        + frame.source.to_bytes(2, "little")
        + frame.reserved
        + bytes((NO_BAR_CODE, frame.check_mode, frame.display_mode, frame.device_type, frame.version))
        + len(frame.data).to_bytes(2, "little")
    )
    packet = head + frame.data
    checked = packet + _check(frame.check_mode, packet).to_bytes(CHECK_BYTES, "little")
    return bytes((PREAMBLE,)) * PREAMBLE_BYTES + escape(checked) + bytes((END,))


def parse(packet: bytes) -> Frame | None:
    """An unescaped PHY1 packet; None if its length, mode or check is wrong, or it carries a bar code.

    Frames copied round the web carry wrong checks and lengths, so both must agree.
    """
    if len(packet) < HEADER_BYTES + CHECK_BYTES:
        return None
    if packet[7] & BAR_CODE_OPTION or packet[8] not in tuple(CheckMode):
        return None
    mode = CheckMode(packet[8])
    data_length = int.from_bytes(packet[12:HEADER_BYTES], "little")
    if len(packet) != HEADER_BYTES + data_length + CHECK_BYTES:
        return None
    received = int.from_bytes(packet[-CHECK_BYTES:], "little")
    if mode is not CheckMode.NONE and received != _check(mode, packet[:-CHECK_BYTES]):
        return None
    return Frame(
        destination=int.from_bytes(packet[0:2], "little"),
        data=packet[HEADER_BYTES:-CHECK_BYTES],
        source=int.from_bytes(packet[2:4], "little"),
        check_mode=mode,
        display_mode=packet[9],
        device_type=packet[10],
        version=packet[11],
        reserved=packet[4:7],
    )


class Decoder:
    """Finds frames in a stream of any cut. Holds at most one frame's bytes, whatever comes in."""

    def __init__(self) -> None:
        self._packet: bytearray | None = None
        """None: waiting for a preamble."""
        self._escaping: int | None = None
        self.rejected = 0
        """Packets cut short, broken in their escapes, too long, or with a wrong length or check."""

    def feed(self, data: bytes) -> list[Frame]:
        """All frames that `data` completes."""
        frames = []
        for byte in data:
            frame = self._take(byte)
            if frame is not None:
                frames.append(frame)
        return frames

    def _take(self, byte: int) -> Frame | None:
        if byte == PREAMBLE:
            # A5 never stands inside a packet, so it always begins one: here the stream resynchronises.
            if self._packet:
                self.rejected += 1
            self._packet, self._escaping = bytearray(), None
            return None
        if self._packet is None:
            return None
        if byte == END:
            return self._finish()
        if self._escaping is not None:
            original = _UNESCAPES.get((self._escaping, byte))
            self._escaping = None
            if original is None:
                self._drop()
                return None
            self._packet.append(original)
        elif byte in _ESCAPE_LEADS:
            self._escaping = byte
        else:
            self._packet.append(byte)
        if self._packet is not None and len(self._packet) > MAX_FRAME_BYTES:
            self._drop()
        return None

    def _finish(self) -> Frame | None:
        packet, broken = bytes(self._packet or b""), self._escaping is not None
        self._packet, self._escaping = None, None
        frame = None if broken else parse(packet)
        if frame is None:
            self.rejected += 1
        return frame

    def _drop(self) -> None:
        self._packet, self._escaping = None, None
        self.rejected += 1
