"""Answers of Modbus RTU devices, found in what a line delivers.

pymodbus knows the sizes of answers, the CRC and the PDUs; finding a frame again after noise is done here, since its framer gives
up all it holds at the first bad check and waits for as many bytes as noise asks for.
"""

from dataclasses import dataclass

from pymodbus.framer import FramerRTU
from pymodbus.pdu import DecodePDU, ModbusPDU

from drivers.modbus.requests import (
    MAX_REGISTERS,
    MAX_UNIT,
    READ_COILS,
    READ_DISCRETE,
    READ_HOLDING,
    READ_INPUT,
    WRITE_COIL,
    WRITE_REGISTERS,
    Request,
)

EXCEPTION = 0x80
"""Set in the function's byte when the device refuses."""
MAX_DATA = MAX_REGISTERS * 2
_READS = frozenset({READ_COILS, READ_DISCRETE, READ_HOLDING, READ_INPUT})
_KNOWN = _READS | {WRITE_COIL, WRITE_REGISTERS}
_CRC_BYTES = 2
_HEAD_BYTES = 2
"""Unit and function."""

_pdus = DecodePDU(is_server=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """One checked frame of a device."""

    unit: int
    function: int
    """Of the question, without the mark of a refusal."""
    frame: bytes
    bits: tuple[bool, ...] = ()
    """Padded to whole bytes."""
    registers: tuple[int, ...] = ()
    address: int | None = None
    """What a write was done to."""
    count: int = 0
    """How many registers a write was done to."""
    refusal: int = 0
    """Exception code; 0: it did what was asked."""


def answers(request: Request, answer: Answer) -> bool:
    """Whether this is what the device says to that question."""
    if (answer.unit, answer.function) != (request.unit, request.function):
        return False
    if answer.refusal:
        return True
    match request.function:
        case 1 | 2:
            return len(answer.bits) == -(-request.count // 8) * 8
        case 3 | 4:
            return len(answer.registers) == request.count
        case 5:
            return answer.frame == request.frame
        case _:
            return (answer.address, answer.count) == (request.address, request.count)


class Decoder:
    """Holds at most one unfinished frame (69 bytes); noise before, between and in frames costs those frames only."""

    def __init__(self) -> None:
        self._held = b""

    def feed(self, data: bytes) -> list[Answer]:
        held = self._held + data
        found: list[Answer] = []
        at, unfinished = 0, len(held)
        while at < len(held):
            size = _size(held, at)
            if size is None:
                at += 1
                continue
            if at + size > len(held):
                # It may be coming still; but a whole frame further on shows that it was noise.
                unfinished = min(unfinished, at)
                at += 1
                continue
            answer = _read(held[at : at + size])
            if answer is None:
                at += 1
                continue
            found.append(answer)
            at += size
            unfinished = len(held)
        self._held = held[unfinished:]
        return found


def _size(held: bytes, at: int) -> int | None:
    """How long the frame is that may begin here; one more than there is when that can't be told yet; None when none begins."""
    left = len(held) - at
    if not 1 <= held[at] <= MAX_UNIT:
        return None
    if left < _HEAD_BYTES:
        return left + 1
    function = held[at + 1] & ~EXCEPTION
    if function not in _KNOWN:
        return None
    if held[at + 1] == function and function in _READS:
        if left <= _HEAD_BYTES:
            return left + 1
        length = held[at + _HEAD_BYTES]
        if not 0 < length <= MAX_DATA or (function in (READ_HOLDING, READ_INPUT) and length % 2):
            return None
    pdu = _pdus.lookupPduClass(held[at : at + _HEAD_BYTES])
    return None if pdu is None else pdu.calculateRtuFrameSize(held[at:])


def _read(frame: bytes) -> Answer | None:
    """None when its check is wrong."""
    body, check = frame[:-_CRC_BYTES], frame[-_CRC_BYTES:]
    if FramerRTU.compute_CRC(body).to_bytes(_CRC_BYTES, "big") != check:
        return None
    pdu = _pdus.decode(body[1:])
    return None if pdu is None else _answer(pdu, frame)


def _answer(pdu: ModbusPDU, frame: bytes) -> Answer:
    unit, function = frame[0], frame[1] & ~EXCEPTION
    if frame[1] & EXCEPTION:
        return Answer(unit, function, frame, refusal=pdu.exception_code)
    if function in _READS:
        bits, registers = tuple(map(bool, pdu.bits)), tuple(pdu.registers)
        return Answer(unit, function, frame, bits=bits, registers=registers)
    return Answer(unit, function, frame, address=pdu.address, count=pdu.count or 1)
