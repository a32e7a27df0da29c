"""What a host asks a Modbus RTU device, as the bytes that go out. pymodbus builds the PDUs and the CRC.

Facts: Modbus Application Protocol V1.1b3 (functions, exception codes), Modbus over Serial Line V1.02 (RTU frame, CRC-16 low byte
first). Addresses are those of the wire, from 0; makers' tables often count from 1.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pymodbus.framer import FramerRTU
from pymodbus.pdu import DecodePDU, ModbusPDU
from pymodbus.pdu.bit_message import (
    ReadCoilsRequest,
    ReadDiscreteInputsRequest,
    WriteSingleCoilRequest,
)
from pymodbus.pdu.register_message import (
    ReadHoldingRegistersRequest,
    ReadInputRegistersRequest,
    WriteMultipleRegistersRequest,
)

BROADCAST = 0
MAX_UNIT = 255
"""The standard ends at 247; relay boards that come from the factory as 254 or 255 are common."""
MAX_REGISTERS = 32
"""Most registers one question asks for; no device here has more that belong together."""
MAX_BITS = MAX_REGISTERS * 16

READ_COILS, READ_DISCRETE, READ_HOLDING, READ_INPUT = 1, 2, 3, 4
WRITE_COIL, WRITE_REGISTERS = 5, 16

_framer = FramerRTU(DecodePDU(is_server=False))
_BITS: dict[int, type[ModbusPDU]] = {READ_COILS: ReadCoilsRequest, READ_DISCRETE: ReadDiscreteInputsRequest}
_REGISTERS: dict[int, type[ModbusPDU]] = {READ_HOLDING: ReadHoldingRegistersRequest, READ_INPUT: ReadInputRegistersRequest}


@dataclass(frozen=True, slots=True)
class Request:
    """One question and what its answer must look like."""

    unit: int
    function: int
    address: int
    count: int
    """Bits or registers that are read or written."""
    frame: bytes


class _TimedCoil(WriteSingleCoilRequest):
    """Function 5 with a time in place of on and off, as some relay boards take it."""

    def encode(self) -> bytes:
        return struct.pack(">HH", self.address, self.registers[0])


def read_bits(unit: int, function: Literal[1, 2], address: int, count: int) -> Request:
    """Coils (1) or discrete inputs (2).

    Raises:
        ValueError: more than MAX_BITS, or an address no device has.
    """
    _require(unit, count, MAX_BITS)
    return _request(_BITS[function](dev_id=unit, address=address, count=count), count)


def read_registers(unit: int, function: Literal[3, 4], address: int, count: int) -> Request:
    """Holding (3) or input (4) registers.

    Raises:
        ValueError: more than MAX_REGISTERS, or an address no device has.
    """
    _require(unit, count, MAX_REGISTERS)
    return _request(_REGISTERS[function](dev_id=unit, address=address, count=count), count)


def write_coil(unit: int, address: int, *, on: bool) -> Request:
    """Switch one relay until something else is said."""
    _require(unit, 1, 1)
    return _request(WriteSingleCoilRequest(dev_id=unit, address=address, bits=[on]), 1)


def write_timed_coil(unit: int, address: int, units_of_time: int) -> Request:
    """A relay's timer, where the board takes the time as the value of a coil."""
    _require(unit, 1, 1)
    _require_word(units_of_time)
    return _request(_TimedCoil(dev_id=unit, address=address, registers=[units_of_time]), 1)


def write_registers(unit: int, address: int, values: Sequence[int]) -> Request:
    """Raises ValueError: too many, or a value that isn't 16 bits."""
    _require(unit, len(values), MAX_REGISTERS)
    for value in values:
        _require_word(value)
    return _request(WriteMultipleRegistersRequest(dev_id=unit, address=address, registers=list(values)), len(values))


def _request(pdu: ModbusPDU, count: int) -> Request:
    _require_word(pdu.address)
    return Request(pdu.dev_id, pdu.function_code, pdu.address, count, _framer.buildFrame(pdu))


def _require(unit: int, count: int, most: int) -> None:
    if not BROADCAST <= unit <= MAX_UNIT:
        raise ValueError(f"unit {unit} must be 0 to {MAX_UNIT}")
    if not 1 <= count <= most:
        raise ValueError(f"{count} at once; 1 to {most} are possible")


def _require_word(value: int) -> None:
    if not 0 <= value <= 0xFFFF:
        raise ValueError(f"{value} doesn't fit into 16 bits")
