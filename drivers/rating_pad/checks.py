"""Check bytes that simple keypads put into their frames."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import xor


def _crc16(polynomial: int, start: int, *, reflected: bool) -> Callable[[bytes], int]:
    """A CRC of 16 bits, bit by bit: frames have some ten bytes."""

    def reflected_crc(data: bytes) -> int:
        crc = start
        for byte in data:
            crc ^= byte
            for _ in range(8):
                crc = (crc >> 1) ^ polynomial if crc & 1 else crc >> 1
        return crc

    def plain_crc(data: bytes) -> int:
        crc = start
        for byte in data:
            crc ^= byte << 8
            for _ in range(8):
                crc = ((crc << 1) ^ polynomial if crc & 0x8000 else crc << 1) & 0xFFFF
        return crc

    return reflected_crc if reflected else plain_crc


_modbus = _crc16(0xA001, 0xFFFF, reflected=True)
_arc = _crc16(0xA001, 0x0000, reflected=True)
_xmodem = _crc16(0x1021, 0x0000, reflected=False)


@dataclass(frozen=True, slots=True)
class Check:
    """One kind of check: its value over some bytes, as it stands on the wire."""

    width: int
    """Bytes."""
    of: Callable[[bytes], bytes]


CHECKS: Mapping[str, Check] = {
    "xor": Check(1, lambda data: bytes((reduce(xor, data, 0),))),
    "sum8": Check(1, lambda data: bytes((sum(data) & 0xFF,))),
    "sum8-negated": Check(1, lambda data: bytes((-sum(data) & 0xFF,))),
    "sum16-le": Check(2, lambda data: (sum(data) & 0xFFFF).to_bytes(2, "little")),
    "sum16-be": Check(2, lambda data: (sum(data) & 0xFFFF).to_bytes(2, "big")),
    "crc16-modbus-le": Check(2, lambda data: _modbus(data).to_bytes(2, "little")),
    "crc16-modbus-be": Check(2, lambda data: _modbus(data).to_bytes(2, "big")),
    "crc16-arc-le": Check(2, lambda data: _arc(data).to_bytes(2, "little")),
    "crc16-arc-be": Check(2, lambda data: _arc(data).to_bytes(2, "big")),
    "crc16-xmodem-be": Check(2, lambda data: _xmodem(data).to_bytes(2, "big")),
    "crc16-xmodem-le": Check(2, lambda data: _xmodem(data).to_bytes(2, "little")),
}
"""By the name profiles use. The CRCs are the catalogued CRC-16/MODBUS, CRC-16/ARC and CRC-16/XMODEM."""
