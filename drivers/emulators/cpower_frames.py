"""How a C-Power controller reads its serial port and its network port. Written from the maker's two protocol documents for the
emulator only.
"""

from dataclasses import dataclass

SEND, RETURN, CARD = 0x68, 0xE8, 0x32
MAX_BODY = 2048


@dataclass(frozen=True, slots=True)
class Body:
    """From packet type to the end of the data."""

    raw: bytes
    sound: bool
    """The sum was right."""

    @property
    def id(self) -> int:
        return self.raw[2]

    @property
    def command(self) -> int:
        return self.raw[3]

    @property
    def wants_reply(self) -> bool:
        return bool(self.raw[4] & 1)

    @property
    def data(self) -> bytes:
        return self.raw[5:]


def _body(plain: bytes) -> Body | None:
    if len(plain) < 7 or plain[0] != SEND or plain[1] != CARD:
        return None
    return Body(plain[:-2], sum(plain[:-2]) % 65_536 == plain[-2] + plain[-1] * 256)


def reply_body(body: Body, mark: int, data: bytes, *, old: bool, own_id: int) -> bytes:
    """Type to sum."""
    plain = bytes((SEND if old else RETURN, CARD, own_id, body.command, mark)) + data
    total = sum(plain) % 65_536
    return plain + bytes((total % 256, total // 256))


class SerialPort:
    """A5 … AE with the escape AA."""

    def __init__(self) -> None:
        self._inside: bytearray | None = None

    def feed(self, data: bytes) -> list[Body]:
        bodies = []
        for byte in data:
            if byte == 0xA5:
                self._inside = bytearray()
            elif self._inside is None:
                continue
            elif byte == 0xAE:
                body = _body(_unstuffed(bytes(self._inside)) or b"")
                self._inside = None
                if body is not None:
                    bodies.append(body)
            elif len(self._inside) > 2 * MAX_BODY:
                self._inside = None
            else:
                self._inside.append(byte)
        return bodies

    def wrap(self, plain: bytes) -> bytes:
        stuffed = plain.replace(b"\xaa", b"\xaa\x0a").replace(b"\xa5", b"\xaa\x05").replace(b"\xae", b"\xaa\x0e")
        return b"\xa5" + stuffed + b"\xae"

    def damaged(self, frame: bytes) -> bytes:
        """The sum's high byte, which is small, becomes another small one."""
        return frame[:-2] + bytes((0x70 if frame[-2] != 0x70 else 0x71,)) + frame[-1:]


def _unstuffed(stuffed: bytes) -> bytes | None:
    plain = bytearray()
    pieces = iter(stuffed)
    for byte in pieces:
        if byte != 0xAA:
            plain.append(byte)
            continue
        second = next(pieces, None)
        if second not in (0x05, 0x0A, 0x0E):
            return None
        plain.append(0xA0 | second)
    return bytes(plain)


class NetworkPort:
    """Id, length and two zero bytes before each packet; a controller drops what doesn't fit until the next connection.

    Args:
        network_id: FFFFFFFF takes any.
    """

    def __init__(self, network_id: int = 0xFFFFFFFF) -> None:
        self._id = network_id
        self._waiting = b""
        self._lost = False

    def feed(self, data: bytes) -> list[Body]:
        bodies: list[Body] = []
        self._waiting = b"" if self._lost else self._waiting + data
        while len(self._waiting) >= 8:
            sender = int.from_bytes(self._waiting[:4], "big")
            length = self._waiting[4] + self._waiting[5] * 256
            if length > MAX_BODY or self._waiting[6:8] != b"\0\0":
                self._lost, self._waiting = True, b""
                break
            if len(self._waiting) < 8 + length:
                break
            plain, self._waiting = self._waiting[8 : 8 + length], self._waiting[8 + length :]
            body = _body(plain)
            if body is not None and self._id in (sender, 0xFFFFFFFF):
                bodies.append(body)
        return bodies

    def wrap(self, plain: bytes) -> bytes:
        return self._id.to_bytes(4, "big") + bytes((len(plain) % 256, len(plain) // 256, 0, 0)) + plain

    def damaged(self, frame: bytes) -> bytes:
        return frame[:-1] + bytes((frame[-1] ^ 0x55,))
