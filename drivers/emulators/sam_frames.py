"""Frames of the SAM serial protocol as a module reads and writes them. Written from the protocol text for the emulator only."""

START = bytes([0xAA, 0xAA, 0xAA, 0x96, 0x69])
MOST = 64
"""No command is longer."""


def _folded(data: bytes) -> int:
    check = 0
    for byte in data:
        check ^= byte
    return check


def answer_frame(status: int, data: bytes = b"") -> bytes:
    size = len(data) + 4
    body = bytes([size >> 8, size & 0xFF, 0, 0, status]) + data
    return START + body + bytes([_folded(body)])


class CommandReader:
    """Cuts commands out of what the host sends; tells whether each one's check is right."""

    def __init__(self) -> None:
        self._held = b""

    def feed(self, data: bytes) -> list[tuple[bool, bytes]]:
        self._held += data
        commands: list[tuple[bool, bytes]] = []
        while (start := self._held.find(START)) >= 0:
            rest = self._held[start + len(START) :]
            if len(rest) < 2:
                break
            size = rest[0] * 256 + rest[1]
            if not 2 <= size <= MOST:
                self._held = self._held[start + 1 :]
                continue
            if len(rest) < 2 + size:
                break
            body, check = rest[2 : 1 + size], rest[1 + size]
            commands.append((_folded(rest[: 1 + size]) == check, body))
            self._held = rest[2 + size :]
        self._held = self._held[-MOST:]
        return commands
