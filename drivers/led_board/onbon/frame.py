"""PHY0 and PHY1 of the Onbon BX-5K/6K protocol: preamble, escapes, header, check. Knows no commands.

Source: the vendor's public document "BK-5K/6K通讯协议用户版本" 1.4, chapters 3 and 4.
"""

import re
from dataclasses import dataclass
from enum import IntEnum

from drivers.led_board.onbon.checksum import crc16_arc, sum16

PREAMBLE = 0xA5
END = 0x5A
PREAMBLE_BYTES = 8
"""What a sender sends; a receiver takes any run, also one."""
HEADER_BYTES = 14
CHECK_BYTES = 2
BAR_CODE_OPTION = 0x01
"""Bit of byte 7: a bar code comes with the header. It picks one card of many, where addresses aren't set yet."""
BAR_CODE_BYTES = 16
PROTOCOL_VERSION = 0x02
WILDCARD_SCREEN = 0xFFFE
"""Any board answers, and its answer carries this address too."""
BROADCAST_SCREEN = 0xFFFF
"""Every board obeys, none answers."""
HOST_ADDRESS = 0x8000
ANY_DEVICE_TYPE = 0xFE
BESIDE_PROGRAMS, OVER_PROGRAMS = 0x00, 0x01
"""Display mode: dynamic areas share the board with the stored program and must not touch it, or they alone are shown while
there are any.
"""
MAX_DATA_BYTES = 8 * 1024
"""Five areas of 1024 bytes and their heads fit; a longer announcement is noise."""
MAX_FRAME_BYTES = HEADER_BYTES + BAR_CODE_BYTES + MAX_DATA_BYTES + CHECK_BYTES
MAX_ESCAPED_BYTES = 2 * MAX_FRAME_BYTES
"""Every byte of it escaped."""

_ESCAPES = {0xA5: b"\xa6\x02", 0xA6: b"\xa6\x01", 0x5A: b"\x5b\x02", 0x5B: b"\x5b\x01"}
_UNESCAPES = {escaped: bytes((plain,)) for plain, escaped in _ESCAPES.items()}
_MARKS = re.compile(rb"[\xa5\x5a]")
"""What ends a packet's bytes: the next preamble or the end."""
_ESCAPED = re.compile(rb"[\xa6\x5b][\x01\x02]")
_BROKEN_ESCAPE = re.compile(rb"[\xa6\x5b](?![\x01\x02])")


class CheckMode(IntEnum):
    CRC16 = 0
    SUM16 = 1
    NONE = 2
    """6K with voice only; two bytes of any value stand in the place of the check."""


class BarCodePlace(IntEnum):
    """Where the 16 bytes stand."""

    AFTER_OPTION = 8
    """Right behind the byte that announces them, as the table of the vendor's chapter 4 has it."""
    AFTER_HEADER = HEADER_BYTES
    """Behind the whole header, as other descriptions have it."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One PHY1 packet."""

    destination: int
    data: bytes
    source: int = HOST_ADDRESS
    check_mode: CheckMode = CheckMode.CRC16
    display_mode: int = BESIDE_PROGRAMS
    device_type: int = ANY_DEVICE_TYPE
    version: int = PROTOCOL_VERSION
    reserved: bytes = b"\x00\x00\x00"
    """Three bytes, nearly always zero; some of the vendor's frames carry FF in the first."""
    options: int = 0
    """Byte 7; bit 0 is set by a bar code."""
    bar_code: bytes = b""
    """16 bytes or none."""
    bar_code_place: BarCodePlace = BarCodePlace.AFTER_OPTION
    unchecked: bytes = b"\x00\x00"
    """What stands in place of the check when there is none."""


def escape(data: bytes) -> bytes:
    return b"".join(_ESCAPES.get(byte, bytes((byte,))) for byte in data)


def unescape(body: bytes) -> bytes | None:
    """None: an escape that doesn't exist."""
    if _BROKEN_ESCAPE.search(body):
        return None
    return _ESCAPED.sub(lambda pair: _UNESCAPES[pair[0]], body)


def _check(mode: CheckMode, packet: bytes) -> int:
    return crc16_arc(packet) if mode is CheckMode.CRC16 else sum16(packet)


def encode(frame: Frame) -> bytes:
    """The frame's bytes on the wire.

    Raises:
        ValueError: more data than the protocol can say, or a bar code that isn't one.
    """
    if len(frame.data) > MAX_DATA_BYTES:
        raise ValueError(f"at most {MAX_DATA_BYTES} data bytes in one frame")
    if len(frame.bar_code) not in (0, BAR_CODE_BYTES):
        raise ValueError(f"a bar code has {BAR_CODE_BYTES} bytes")
    options = frame.options | BAR_CODE_OPTION if frame.bar_code else frame.options & ~BAR_CODE_OPTION
    head = (
        frame.destination.to_bytes(2, "little")
        + frame.source.to_bytes(2, "little")
        + frame.reserved
        + bytes((options, frame.check_mode, frame.display_mode, frame.device_type, frame.version))
        + len(frame.data).to_bytes(2, "little")
    )
    place = frame.bar_code_place
    packet = head[:place] + frame.bar_code + head[place:] + frame.data
    if frame.check_mode is CheckMode.NONE:
        checked = packet + frame.unchecked
    else:
        checked = packet + _check(frame.check_mode, packet).to_bytes(CHECK_BYTES, "little")
    return bytes((PREAMBLE,)) * PREAMBLE_BYTES + escape(checked) + bytes((END,))


def parse(packet: bytes) -> Frame | None:
    """An unescaped PHY1 packet; None if its length, mode or check is wrong.

    Frames copied round the web carry wrong checks and lengths, so both must agree.
    """
    if len(packet) < HEADER_BYTES + CHECK_BYTES:
        return None
    if not packet[7] & BAR_CODE_OPTION:
        return _parse(packet, packet, b"", BarCodePlace.AFTER_OPTION)
    readings = []
    for place in BarCodePlace:
        end = place + BAR_CODE_BYTES
        frame = _parse(packet, packet[:place] + packet[end:], packet[place:end], place)
        if frame is not None:
            readings.append(frame)
    # A bar code of zeros can be read in both places; the version tells which is meant.
    return max(readings, key=lambda frame: frame.version == PROTOCOL_VERSION, default=None)


def _parse(packet: bytes, plain: bytes, bar_code: bytes, place: BarCodePlace) -> Frame | None:
    """Args: plain: the packet without its bar code."""
    if len(plain) < HEADER_BYTES + CHECK_BYTES or plain[8] not in tuple(CheckMode):
        return None
    mode = CheckMode(plain[8])
    if len(plain) != HEADER_BYTES + int.from_bytes(plain[12:HEADER_BYTES], "little") + CHECK_BYTES:
        return None
    check = packet[-CHECK_BYTES:]
    if mode is not CheckMode.NONE and int.from_bytes(check, "little") != _check(mode, packet[:-CHECK_BYTES]):
        return None
    return Frame(
        destination=int.from_bytes(plain[0:2], "little"),
        data=plain[HEADER_BYTES:-CHECK_BYTES],
        source=int.from_bytes(plain[2:4], "little"),
        check_mode=mode,
        display_mode=plain[9],
        device_type=plain[10],
        version=plain[11],
        reserved=plain[4:7],
        options=plain[7],
        bar_code=bar_code,
        bar_code_place=place,
        unchecked=check if mode is CheckMode.NONE else bytes(CHECK_BYTES),
    )


class Decoder:
    """Finds frames in a stream of any cut. Holds at most one frame's bytes, whatever comes in."""

    def __init__(self) -> None:
        self._packet: bytearray | None = None
        """What came since the preamble, still escaped; None: waiting for one."""
        self.rejected = 0
        """Packets cut short, broken in their escapes, too long, or with a wrong length or check."""

    def feed(self, data: bytes) -> list[Frame]:
        """All frames that `data` completes."""
        frames = []
        at = 0
        while at < len(data):
            if self._packet is None:
                begin = data.find(PREAMBLE, at)
                if begin < 0:
                    break
                self._packet, at = bytearray(), begin + 1
                continue
            mark = _MARKS.search(data, at)
            end = mark.start() if mark else len(data)
            if len(self._packet) + end - at > MAX_ESCAPED_BYTES:
                self._drop()
                at = end
                continue
            self._packet += data[at:end]
            at = end + 1
            if mark and data[end] == PREAMBLE:
                # A5 never stands inside a packet, so it always begins one: here the stream resynchronises.
                if self._packet:
                    self.rejected += 1
                self._packet = bytearray()
            elif mark and (frame := self._finish()) is not None:
                frames.append(frame)
        return frames

    def _finish(self) -> Frame | None:
        packet = unescape(bytes(self._packet or b""))
        self._packet = None
        frame = None if packet is None else parse(packet)
        if frame is None:
            self.rejected += 1
        return frame

    def _drop(self) -> None:
        self._packet = None
        self.rejected += 1
