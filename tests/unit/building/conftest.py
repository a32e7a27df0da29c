"""Emulated devices of the building on real ports."""

import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from drivers.core.tcp_link import TcpLink
from drivers.emulators.modbus_line import ModbusLine
from drivers.emulators.relay_board import RelayBoardEmulator
from drivers.emulators.wires import TcpWire
from tests.support.door import UNIT, Zone
from tests.support.emulated import EmulatorThread, ShiftedClock


@pytest.fixture
def emulators() -> Iterator[EmulatorThread]:
    with EmulatorThread() as thread:
        yield thread


@pytest.fixture
def common() -> dict[str, Any]:
    return {"clock_s": time.monotonic, "randomness": random.Random(7)}


@pytest.fixture
def board(emulators: EmulatorThread, common: dict[str, Any]) -> tuple[RelayBoardEmulator, TcpWire]:
    wire = TcpWire(0)
    line = ModbusLine("line", wire, **common)
    board = RelayBoardEmulator("door-1", UNIT, line.send, **common)
    line.add([board])
    emulators.start(line)
    return board, wire


@pytest.fixture
def make_zone(tmp_path: Path, board: tuple[RelayBoardEmulator, TcpWire]) -> Callable[..., Any]:
    def make(**options: Any) -> Any:
        zone = Zone(tmp_path, ShiftedClock(), options)
        return zone.on(TcpLink("127.0.0.1", board[1].port))

    return make


@pytest.fixture
def press(emulators: EmulatorThread, board: tuple[RelayBoardEmulator, TcpWire]) -> Callable[[str], None]:
    return lambda key: emulators.call(lambda: board[0].press(key))
