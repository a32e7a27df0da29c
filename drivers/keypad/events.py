"""Events of a Linux input device: bytes in, events out. Knows no key, no clock, no port.

`struct input_event` of a 64-bit host, 24 bytes: seconds, microseconds, type, code, value (linux/input.h). The kernel hands over
whole events only; a pty or a serial box may cut them, so what can't be an event is skipped byte by byte.
"""

import struct
from dataclasses import dataclass
from enum import IntEnum

EVENT = struct.Struct("<qqHHi")
MICROSECONDS = 1_000_000
ZEROS, ZEROS_AT = bytes(5), 11
"""A million microseconds fill three of their eight bytes; where the other five stand in an event."""
LATEST_S = 1 << 40
"""Past any clock's reading."""


class EventType(IntEnum):
    SYNC = 0x00
    KEY = 0x01
    RELATIVE = 0x02
    ABSOLUTE = 0x03
    MISC = 0x04
    SWITCH = 0x05
    LED = 0x11
    SOUND = 0x12
    REPEAT = 0x14


HIGHEST_CODE = {
    EventType.SYNC: 0x0F,
    EventType.KEY: 0x2FF,
    EventType.RELATIVE: 0x0F,
    EventType.ABSOLUTE: 0x3F,
    EventType.MISC: 0x07,
    EventType.SWITCH: 0x10,
    EventType.LED: 0x0F,
    EventType.SOUND: 0x07,
    EventType.REPEAT: 0x01,
}
"""By type, linux/input-event-codes.h."""
DROPPED = 3
"""SYN_DROPPED: the kernel's buffer ran over; what lies between is unknown."""


@dataclass(frozen=True, slots=True)
class InputEvent:
    type: EventType
    code: int
    value: int
    """Of a key: 1 pressed, 0 let go, 2 held. Of a switch: 1 or 0."""

    def __repr__(self) -> str:
        """Without the code: it may be a digit of somebody's number."""
        return f"InputEvent({self.type.name})"


class Decoder:
    """Whole events out of a stream of any cut; keeps less than one event."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self.skipped = 0
        """Bytes that were no event."""

    def feed(self, data: bytes) -> list[InputEvent]:
        self._buffer += data
        events: list[InputEvent] = []
        position = 0
        while position + EVENT.size <= len(self._buffer):
            event = _read(self._buffer, position)
            if event is None:
                following = _next_candidate(self._buffer, position + 1)
                self.skipped += following - position
                position = following
            else:
                position += EVENT.size
                events.append(event)
        del self._buffer[:position]
        return events


def _next_candidate(buffer: bytearray, position: int) -> int:
    """Where an event may begin, from `position` on: its microseconds end in five zero bytes. Else where half of one may."""
    found = buffer.find(ZEROS, position + ZEROS_AT)
    return found - ZEROS_AT if found >= 0 else max(position, len(buffer) - EVENT.size + 1)


def _read(buffer: bytearray, position: int) -> InputEvent | None:
    seconds, microseconds, kind, code, value = EVENT.unpack_from(buffer, position)
    if not (0 <= seconds < LATEST_S and 0 <= microseconds < MICROSECONDS and kind in HIGHEST_CODE):
        return None
    event_type = EventType(kind)
    if code > HIGHEST_CODE[event_type]:
        return None
    if event_type in (EventType.KEY, EventType.SWITCH) and not 0 <= value <= 2:
        return None
    return InputEvent(event_type, code, value)
