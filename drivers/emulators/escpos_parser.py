"""Takes an ESC/POS byte stream apart into steps. Written from the command reference, for the printer emulator only.

Keeps no state but the unread bytes: what a step does is the paper's business.
"""

from dataclasses import dataclass

ESC, FS, GS, DLE = 0x1B, 0x1C, 0x1D, 0x10

FIXED: dict[bytes, int] = {
    b"\x1b@": 0,
    b"\x1b!": 1,
    b"\x1b-": 1,
    b"\x1b2": 0,
    b"\x1b3": 1,
    b"\x1bE": 1,
    b"\x1bG": 1,
    b"\x1bJ": 1,
    b"\x1bM": 1,
    b"\x1bR": 1,
    b"\x1bV": 1,
    b"\x1ba": 1,
    b"\x1bd": 1,
    b"\x1bi": 0,
    b"\x1bm": 0,
    b"\x1bt": 1,
    b"\x1b{": 1,
    b"\x1b$": 2,
    b"\x1b\\": 2,
    b"\x1c!": 1,
    b"\x1c&": 0,
    b"\x1c-": 1,
    b"\x1c.": 0,
    b"\x1cS": 2,
    b"\x1cW": 1,
    b"\x1cp": 2,
    b"\x1d!": 1,
    b"\x1dB": 1,
    b"\x1dI": 1,
    b"\x1dL": 2,
    b"\x1dW": 2,
    b"\x1da": 1,
    b"\x1dr": 1,
    b"\x10\x04": 1,
    b"\x10\x05": 1,
}
"""Commands of a fixed length: two lead bytes → parameter bytes."""
SINGLE = frozenset(b"\n\r\t\x0c\x18")
CUT_WITH_FEED = frozenset((65, 66, 97, 98, 103, 104))
"""GS V m n; other m have no n."""
_LEADS = frozenset((ESC, FS, GS, DLE))


@dataclass(frozen=True, slots=True)
class Step:
    """One command, or a stretch of printable bytes (`name` empty)."""

    name: bytes
    data: bytes = b""


class Parser:
    """Feed bytes, take steps."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def __len__(self) -> int:
        return len(self._buffer)

    def feed(self, data: bytes) -> None:
        self._buffer += data

    def clear(self) -> None:
        self._buffer.clear()

    def take(self) -> Step | None:
        """The next step; None when more bytes are needed."""
        if not self._buffer:
            return None
        first = self._buffer[0]
        if first in SINGLE:
            return self._cut(1, bytes((first,)), 1)
        if first not in _LEADS:
            return self._text()
        if len(self._buffer) < 2:
            return None
        name = bytes(self._buffer[:2])
        length = FIXED.get(name)
        if length is None:
            length = self._variable_length(name)
        if length is None or len(self._buffer) < 2 + length:
            return None
        return self._cut(2 + length, name, 2)

    def _text(self) -> Step:
        end = 0
        while end < len(self._buffer) and self._buffer[end] not in _LEADS and self._buffer[end] not in SINGLE:
            # The trail byte of a Chinese character is never below 0x30, so it can't be taken for a command.
            end += 1
        return self._cut(end, b"", 0)

    def _cut(self, length: int, name: bytes, skip: int) -> Step:
        data = bytes(self._buffer[skip:length])
        del self._buffer[:length]
        return Step(name, data)

    def _variable_length(self, name: bytes) -> int | None:
        """Parameter bytes of a command that says its own length; None when that part hasn't come yet."""
        held = self._buffer
        if name == b"\x1dV":
            return None if len(held) < 3 else (2 if held[2] in CUT_WITH_FEED else 1)
        if name == b"\x1d(":
            return None if len(held) < 5 else 3 + held[3] + 256 * held[4]
        if name == b"\x1dv":
            return None if len(held) < 8 else 6 + (held[4] + 256 * held[5]) * (held[6] + 256 * held[7])
        if name == b"\x1b*":
            return None if len(held) < 5 else 3 + (held[3] + 256 * held[4]) * (3 if held[2] in (32, 33) else 1)
        if name == b"\x1de":
            return None if len(held) < 3 else {3: 2, 32: 3}.get(held[2], 1)
        if name == b"\x10\x14":
            return None if len(held) < 3 else {1: 3, 2: 3, 8: 8}.get(held[2], 1)
        # Unknown: a real printer takes the two bytes and goes on.
        return 0
