"""Modbus RTU as a device reads and writes it. Written from the Modbus documents for the emulators only."""

READ_COILS, READ_INPUTS, READ_HOLDING, READ_INPUT_REGISTERS = 1, 2, 3, 4
WRITE_COIL, WRITE_REGISTER, WRITE_COILS, WRITE_REGISTERS = 5, 6, 15, 16
ILLEGAL_FUNCTION, ILLEGAL_ADDRESS, ILLEGAL_VALUE = 1, 2, 3
FRAME_GAP_BYTES = 260
"""More than the longest frame: what is held beyond it is noise."""


class Refusal(Exception):
    """The device answers with an exception code."""

    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code


def crc(data: bytes) -> bytes:
    """CRC-16, polynomial 0xA001 reflected, start 0xFFFF, low byte first."""
    value = 0xFFFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = (value >> 1) ^ 0xA001 if value & 1 else value >> 1
    return bytes((value & 0xFF, value >> 8))


def answer(unit: int, function: int, data: bytes) -> bytes:
    body = bytes((unit, function)) + data
    return body + crc(body)


def wrong_check(frame: bytes) -> bytes:
    return frame[:-1] + bytes((frame[-1] ^ 0x01,))


def refusal(unit: int, function: int, code: int) -> bytes:
    return answer(unit, function | 0x80, bytes((code,)))


def word(data: bytes, at: int) -> int:
    return data[at] << 8 | data[at + 1]


def words(values: list[int]) -> bytes:
    return b"".join(bytes((value >> 8 & 0xFF, value & 0xFF)) for value in values)


def bits(values: list[bool]) -> bytes:
    """Eight to a byte, the first one lowest."""
    packed = bytearray((len(values) + 7) // 8)
    for place, value in enumerate(values):
        if value:
            packed[place // 8] |= 1 << place % 8
    return bytes(packed)


class RequestReader:
    """Finds requests (unit, function, data) with a right check. A real device uses the pause between frames; bytes of a pty or
    TCP have none, so a frame is what has the right length and check.
    """

    def __init__(self) -> None:
        self._held = b""

    def feed(self, data: bytes) -> list[tuple[int, int, bytes]]:
        self._held += data
        found = []
        start = 0
        while start < len(self._held):
            size = _request_size(self._held[start:])
            if size is None:
                start += 1
            elif len(self._held) - start < size:
                later = self._later(start + 1)
                if later is None:
                    break
                start = later
            else:
                frame = self._held[start : start + size]
                if crc(frame[:-2]) == frame[-2:]:
                    found.append((frame[0], frame[1], frame[2:-2]))
                    start += size
                else:
                    start += 1
        self._held = self._held[start:][-FRAME_GAP_BYTES:]
        return found

    def _later(self, start: int) -> int | None:
        """Where a whole request begins behind an unfinished one."""
        for place in range(start, len(self._held) - 7):
            size = _request_size(self._held[place:])
            if size is not None and len(self._held) - place >= size:
                frame = self._held[place : place + size]
                if crc(frame[:-2]) == frame[-2:]:
                    return place
        return None


def _request_size(held: bytes) -> int | None:
    """Of the request that begins here; None when none can."""
    if len(held) < 2:
        return 8
    if held[1] in (READ_COILS, READ_INPUTS, READ_HOLDING, READ_INPUT_REGISTERS, WRITE_COIL, WRITE_REGISTER):
        return 8
    if held[1] in (WRITE_COILS, WRITE_REGISTERS):
        return 9 + held[6] if len(held) > 6 else 9
    return None
