"""Where one code ends in the stream. Bytes in, codes out; the caller says when a pause was heard."""

from drivers.scanner.profile import TERMINATOR_BYTES, Framing, Terminator

PACKET_MARK = 0x03
PACKET_HEAD_BYTES = 3


class TooLong(Exception):
    """More bytes came than any code may have; they were dropped."""


class PayloadReader:
    """One code at a time. Never keeps more than `most_bytes` and a frame's edge.

    Args:
        most_bytes: longest code.
    """

    def __init__(self, framing: Framing, terminator: Terminator, most_bytes: int) -> None:
        self._framing = framing
        self._end = TERMINATOR_BYTES[terminator]
        self._most_bytes = most_bytes
        self._buffer = bytearray()
        self._overflown = False

    @property
    def pending(self) -> bool:
        """Something came that isn't a whole code yet."""
        return bool(self._buffer) or self._overflown

    def feed(self, data: bytes) -> None:
        if self._overflown:
            return
        self._buffer += data[: self._most_bytes + PACKET_HEAD_BYTES + len(self._end) + 1]
        if len(self._buffer) > self._most_bytes + PACKET_HEAD_BYTES + len(self._end):
            self._buffer.clear()
            self._overflown = True

    def take(self, *, paused: bool) -> bytes | None:
        """The code, when it is whole; `paused`: nothing has come for the idle gap.

        Raises:
            TooLong: the code that just ended was longer than allowed.
        """
        if self._overflown:
            if paused:
                self._overflown = False
                raise TooLong
            return None
        if self._framing is Framing.PACKET:
            return self._take_packet(paused=paused)
        if not paused or not self._buffer.endswith(self._end):
            return None
        if len(self._buffer) == len(self._end):
            # The end of a code that went before.
            self._buffer.clear()
            return None
        code = bytes(self._buffer[: len(self._buffer) - len(self._end)])
        self._buffer.clear()
        if len(code) > self._most_bytes:
            raise TooLong
        return code

    def _take_packet(self, *, paused: bool) -> bytes | None:
        while self._buffer:
            start = self._buffer.find(PACKET_MARK)
            if start < 0:
                self._buffer.clear()
                break
            del self._buffer[:start]
            if len(self._buffer) < PACKET_HEAD_BYTES:
                break
            length = int.from_bytes(self._buffer[1:PACKET_HEAD_BYTES], "big")
            whole = 0 < length <= self._most_bytes and len(self._buffer) >= PACKET_HEAD_BYTES + length
            if whole:
                code = bytes(self._buffer[PACKET_HEAD_BYTES : PACKET_HEAD_BYTES + length])
                self._buffer.clear()
                return code
            if 0 < length <= self._most_bytes and not paused:
                break
            # No such packet: noise that began like one, or a packet that was cut off.
            del self._buffer[:1]
        return None
