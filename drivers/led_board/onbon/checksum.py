"""The two checks of the BX protocol. Both run over header and data before escaping."""


def _table() -> tuple[int, ...]:
    rows = []
    for byte in range(256):
        value = byte
        for _ in range(8):
            value = (value >> 1) ^ 0xA001 if value & 1 else value >> 1
        rows.append(value)
    return tuple(rows)


_ROWS = _table()


def crc16_arc(data: bytes) -> int:
    """CRC-16/ARC: polynomial 8005 reflected (A001), init 0, no final xor. `123456789` → BB3D."""
    value = 0
    for byte in data:
        value = (value >> 8) ^ _ROWS[(value ^ byte) & 0xFF]
    return value


def sum16(data: bytes) -> int:
    """The low 16 bits of the sum of all bytes."""
    return sum(data) & 0xFFFF
