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


def _crc8(polynomial: int, *, reflected: bool) -> Callable[[bytes], int]:
    """A CRC of 8 bits that starts at 0."""

    def crc(data: bytes) -> int:
        value = 0
        for byte in data:
            value ^= byte
            for _ in range(8):
                if reflected:
                    value = (value >> 1) ^ polynomial if value & 1 else value >> 1
                else:
                    value = ((value << 1) ^ polynomial if value & 0x80 else value << 1) & 0xFF
        return value

    return crc


_modbus = _crc16(0xA001, 0xFFFF, reflected=True)
_arc = _crc16(0xA001, 0x0000, reflected=True)
_xmodem = _crc16(0x1021, 0x0000, reflected=False)
_ccitt_false = _crc16(0x1021, 0xFFFF, reflected=False)
_kermit = _crc16(0x8408, 0x0000, reflected=True)
_smbus = _crc8(0x07, reflected=False)
_maxim = _crc8(0x8C, reflected=True)


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
    "sum8-inverted": Check(1, lambda data: bytes((~sum(data) & 0xFF,))),
    "xor-inverted": Check(1, lambda data: bytes((~reduce(xor, data, 0) & 0xFF,))),
    "crc8": Check(1, lambda data: bytes((_smbus(data),))),
    "crc8-maxim": Check(1, lambda data: bytes((_maxim(data),))),
    "sum16-le": Check(2, lambda data: (sum(data) & 0xFFFF).to_bytes(2, "little")),
    "sum16-be": Check(2, lambda data: (sum(data) & 0xFFFF).to_bytes(2, "big")),
    "crc16-modbus-le": Check(2, lambda data: _modbus(data).to_bytes(2, "little")),
    "crc16-modbus-be": Check(2, lambda data: _modbus(data).to_bytes(2, "big")),
    "crc16-arc-le": Check(2, lambda data: _arc(data).to_bytes(2, "little")),
    "crc16-arc-be": Check(2, lambda data: _arc(data).to_bytes(2, "big")),
    "crc16-xmodem-be": Check(2, lambda data: _xmodem(data).to_bytes(2, "big")),
    "crc16-xmodem-le": Check(2, lambda data: _xmodem(data).to_bytes(2, "little")),
    "crc16-ccitt-false-be": Check(2, lambda data: _ccitt_false(data).to_bytes(2, "big")),
    "crc16-ccitt-false-le": Check(2, lambda data: _ccitt_false(data).to_bytes(2, "little")),
    "crc16-kermit-le": Check(2, lambda data: _kermit(data).to_bytes(2, "little")),
    "crc16-kermit-be": Check(2, lambda data: _kermit(data).to_bytes(2, "big")),
}
"""By the name profiles use. The CRCs are the catalogued CRC-16/MODBUS, ARC, XMODEM, CCITT-FALSE (IBM-3740) and KERMIT, and
CRC-8/SMBUS and MAXIM-DOW."""
