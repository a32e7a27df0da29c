"""Frames of the FF 68 bus as pads read and write them. Written from the protocol text for the emulator only."""

MAX_BODY = 34
SHOW, BEEP = 0x02, 0x03


def build(address: int, function: int, data: bytes = b"") -> bytes:
    body = bytes([address, function]) + data
    return bytes([0xFF, 0x68, len(body), len(body), 0x68]) + body + bytes([sum(body) % 256, 0x16])


def wrong_sum(frame: bytes) -> bytes:
    return frame[:-2] + bytes((frame[-2] ^ 0x01, frame[-1]))


class FrameReader:
    """Collects bodies (address, function, data) with a sound head, sum and end."""

    def __init__(self) -> None:
        self._held = b""

    def feed(self, data: bytes) -> list[bytes]:
        self._held += data
        bodies: list[bytes] = []
        while True:
            start = self._held.find(b"\xff\x68")
            if start < 0:
                self._held = self._held[-1:]
                return bodies
            self._held = self._held[start:]
            if len(self._held) < 5:
                return bodies
            length = self._held[2]
            if self._held[3] != length or self._held[4] != 0x68 or not 2 <= length <= MAX_BODY:
                self._held = self._held[1:]
                continue
            if len(self._held) < length + 7:
                return bodies
            body, check, end = self._held[5 : 5 + length], self._held[5 + length], self._held[6 + length]
            if check != sum(body) % 256 or end != 0x16:
                self._held = self._held[1:]
                continue
            bodies.append(body)
            self._held = self._held[length + 7 :]
