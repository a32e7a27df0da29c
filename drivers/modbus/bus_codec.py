"""Many Modbus devices on one RS-485 line: whose answer is it, and does anybody answer?"""

from pymodbus.framer import FramerRTU

from drivers.modbus.protocol import Decoder
from drivers.modbus.requests import BROADCAST, WRITE_REGISTERS

_FIXED_BYTES = 8
"""Of a read, and of a write to one coil or register."""
_COUNTED_HEAD_BYTES = 7
"""Up to and with the byte count of a write to several registers."""
_CRC_BYTES = 2


class ModbusBusCodec:
    """Frames of a Modbus line by the unit that sent them."""

    def __init__(self) -> None:
        self._answers = Decoder()
        self._question = b""

    def feed(self, data: bytes) -> list[tuple[int, bytes]]:
        return [(answer.unit, answer.frame) for answer in self._answers.feed(data)]

    def expects_answer(self, data: bytes) -> bool:
        """Every unit answers what was asked of it alone, once the question is whole; nobody answers a broadcast."""
        if not _is_whole(data):
            data = self._question = (self._question + data)[-(_COUNTED_HEAD_BYTES + 0xFF + _CRC_BYTES) :]
        if not _is_whole(data):
            return False
        self._question = b""
        return data[0] != BROADCAST

    @staticmethod
    def is_answer(frame: bytes) -> bool:  # noqa: ARG004 (the codec's signature)
        """Modbus devices speak only when they are asked."""
        return True

    def reset(self) -> None:
        self._answers = Decoder()
        self._question = b""


def _is_whole(data: bytes) -> bool:
    if len(data) < _FIXED_BYTES:
        return False
    size = _FIXED_BYTES
    if data[1] == WRITE_REGISTERS:
        size = _COUNTED_HEAD_BYTES + data[_COUNTED_HEAD_BYTES - 1] + _CRC_BYTES
    return len(data) == size and FramerRTU.compute_CRC(data[:-_CRC_BYTES]).to_bytes(_CRC_BYTES, "big") == data[-_CRC_BYTES:]
