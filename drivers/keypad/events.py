"""Events of a Linux input device: bytes in, events out. Knows no key, no clock, no port.

`struct input_event`: seconds and microseconds, each a C long, then type, code, value (linux/input.h): 24 bytes on a 64-bit host,
16 on a 32-bit one. The kernel hands over whole events only; a pty may cut them: what can't be an event is skipped byte by byte.
"""

import struct
from dataclasses import dataclass
from enum import IntEnum

LONG_BYTES = struct.calcsize("@l")
LAYOUTS = {4: struct.Struct("=iiHHi"), 8: struct.Struct("=qqHHi")}
"""By the bytes of a C long."""
MICROSECONDS = 1_000_000
MICROSECOND_BYTES = 3
"""A million fills so many of a long's bytes; the others are zero, which shows where an event may be."""
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
REPORT = 0
"""SYN_REPORT: what belongs together ends here."""
DROPPED = 3
"""SYN_DROPPED: the kernel's buffer ran over; what came between, and what follows up to the next report's end, is unknown."""


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
    """Whole events out of a stream of any cut; keeps less than one event.

    Args:
        word_bytes: of a C long on the host that the events come from, this one's by default.
    """

    def __init__(self, word_bytes: int = LONG_BYTES) -> None:
        self._layout = LAYOUTS[word_bytes]
        self._zeros = bytes(word_bytes - MICROSECOND_BYTES)
        self._zeros_at = word_bytes + MICROSECOND_BYTES
        self._buffer = bytearray()
        self.skipped = 0
        """Bytes that were no event."""

    def feed(self, data: bytes) -> list[InputEvent]:
        self._buffer += data
        events: list[InputEvent] = []
        position = 0
        while position + self._layout.size <= len(self._buffer):
            event = self._read(position)
            if event is None:
                following = self._next_candidate(position + 1)
                self.skipped += following - position
                position = following
            else:
                position += self._layout.size
                events.append(event)
        del self._buffer[:position]
        return events

    def _next_candidate(self, position: int) -> int:
        """Where an event may begin, from `position` on: its microseconds end in zeros. Else where half of one may."""
        found = self._buffer.find(self._zeros, position + self._zeros_at)
        return found - self._zeros_at if found >= 0 else max(position, len(self._buffer) - self._layout.size + 1)

    def _read(self, position: int) -> InputEvent | None:
        seconds, microseconds, kind, code, value = self._layout.unpack_from(self._buffer, position)
        if not (0 <= seconds < LATEST_S and 0 <= microseconds < MICROSECONDS and kind in HIGHEST_CODE):
            return None
        event_type = EventType(kind)
        if code > HIGHEST_CODE[event_type]:
            return None
        if event_type in (EventType.KEY, EventType.SWITCH) and not 0 <= value <= 2:
            return None
        return InputEvent(event_type, code, value)
