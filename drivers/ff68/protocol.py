"""Frames of the FF 68 bus: bytes in, frames out. Knows no keys, no clock, no port.

`FF 68 len len 68 address function data… sum 16`; len = 2 + data bytes; sum = low byte of address + function + data.
Source: the wire format of a public hall's system; no vendor document exists.
"""

from dataclasses import dataclass

START = b"\xff\x68"
SECOND_START = 0x68
END = 0x16
HEAD_BYTES = 5
"""FF 68 len len 68."""
TAIL_BYTES = 2
"""sum 16."""
FIXED_LENGTH = 2
"""Address and function count into the length byte."""
MAX_DATA_BYTES = 32
"""Longest data any known pad sends is 6 digits; a longer announcement is noise and is not waited for."""


@dataclass(frozen=True, slots=True)
class PadFrame:
    """One frame, in either direction."""

    address: int
    function: int
    data: bytes = b""

    def __post_init__(self) -> None:
        if not 0 <= self.address <= 0xFF or not 0 <= self.function <= 0xFF:
            raise ValueError("address and function are one byte each")
        if len(self.data) > MAX_DATA_BYTES:
            raise ValueError(f"at most {MAX_DATA_BYTES} data bytes")


def encode(frame: PadFrame) -> bytes:
    """The frame's bytes on the wire."""
    body = bytes((frame.address, frame.function)) + frame.data
    length = len(body)
    return START + bytes((length, length, SECOND_START)) + body + bytes((sum(body) & 0xFF, END))


class Decoder:
    """Finds frames in a stream of any cut; resynchronises after noise; keeps at most one frame's bytes."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self.rejected = 0
        """Frames with a right head and a wrong length, sum or end."""

    def feed(self, data: bytes) -> list[PadFrame]:
        """All frames that `data` completes."""
        self._buffer += data
        frames: list[PadFrame] = []
        position = 0
        while True:
            position = self._start(position)
            taken = self._take(position)
            if taken is None:
                break
            frame, position = taken
            if frame is not None:
                frames.append(frame)
        del self._buffer[:position]
        return frames

    def _start(self, position: int) -> int:
        """Where the next frame may begin; the end (or a lone trailing FF) when there is none."""
        found = self._buffer.find(START, position)
        if found >= 0:
            return found
        ends_in_half_a_start = self._buffer.endswith(START[:1]) and len(self._buffer) > position
        return len(self._buffer) - 1 if ends_in_half_a_start else len(self._buffer)

    def _take(self, position: int) -> tuple[PadFrame | None, int] | None:
        """A frame or a rejection and where to go on; None when more bytes are needed."""
        head = self._buffer[position : position + HEAD_BYTES]
        # The head is judged as far as it is known, so that noise after FF 68 never makes the decoder wait for a frame.
        if len(head) > 2 and not FIXED_LENGTH <= head[2] <= FIXED_LENGTH + MAX_DATA_BYTES:
            return self._reject(position)
        if (len(head) > 3 and head[3] != head[2]) or (len(head) > 4 and head[4] != SECOND_START):
            return self._reject(position)
        if len(head) < HEAD_BYTES:
            return None
        length = head[2]
        end = position + HEAD_BYTES + length + TAIL_BYTES
        if len(self._buffer) < end:
            return None
        body = self._buffer[position + HEAD_BYTES : position + HEAD_BYTES + length]
        if self._buffer[end - 1] != END or self._buffer[end - 2] != sum(body) & 0xFF:
            return self._reject(position)
        return PadFrame(body[0], body[1], bytes(body[FIXED_LENGTH:])), end

    def _reject(self, position: int) -> tuple[None, int]:
        self.rejected += 1
        return None, position + 1
