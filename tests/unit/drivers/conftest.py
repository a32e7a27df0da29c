"""Emulated devices for driver tests; each test gets its own."""

import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from drivers.core.link import Link
from drivers.core.serial_link import SerialLink
from drivers.core.tcp_link import TcpLink
from drivers.emulators.device import WiredDevice
from drivers.emulators.led_board import LedBoardEmulator
from drivers.emulators.pad_line import PadLine
from drivers.emulators.pads import CallPadEmulator, EvaluatorEmulator
from drivers.emulators.printer import PrinterEmulator
from drivers.emulators.printer_model import PrinterModel
from drivers.emulators.wires import PtyWire, TcpWire, Wire
from tests.support.emulated import EmulatorThread


class Plug:
    """A wire and how a driver reaches it."""

    def __init__(self, wire: Wire, link: Callable[[], Link]) -> None:
        self.wire = wire
        self.link = link


@pytest.fixture(params=["tcp", "pty"])
def plug(request: pytest.FixtureRequest, tmp_path: Path) -> Plug:
    """Both kinds of plug: every test that uses it runs twice."""
    return make_plug(request.param, tmp_path)


@pytest.fixture
def tcp_plug(tmp_path: Path) -> Plug:
    return make_plug("tcp", tmp_path)


def make_plug(kind: str, folder: Path) -> Plug:
    if kind == "tcp":
        tcp = TcpWire(0)
        return Plug(tcp, lambda: TcpLink("127.0.0.1", tcp.port))
    path = folder / "tty-device"
    return Plug(PtyWire(path), lambda: SerialLink(str(path), 9600))


@pytest.fixture
def emulators() -> Iterator[EmulatorThread]:
    with EmulatorThread() as thread:
        yield thread


def common() -> dict[str, Any]:
    return {"clock_s": time.monotonic, "randomness": random.Random(7), "reboot_s": 0.05}


@pytest.fixture
def make_printer(emulators: EmulatorThread) -> Callable[..., PrinterEmulator]:
    """`options`: those of a PrinterModel."""
    return lambda plug, **options: _started(
        emulators, PrinterEmulator("receipt-1", plug.wire, **common(), model=PrinterModel(**options))
    )


@pytest.fixture
def make_board(emulators: EmulatorThread) -> Callable[..., LedBoardEmulator]:
    return lambda plug, **options: _started(emulators, LedBoardEmulator("led-1", plug.wire, **common(), **options))


@pytest.fixture
def make_pads(emulators: EmulatorThread) -> Callable[..., tuple[CallPadEmulator, EvaluatorEmulator]]:
    def make(plug: Plug, **options: Any) -> tuple[CallPadEmulator, EvaluatorEmulator]:
        line = PadLine("pads", plug.wire, **common())
        options = {"clock_s": time.monotonic, "randomness": random.Random(7), **options}
        pads = (
            CallPadEmulator("callpad-1", 1, line.send, **options),
            EvaluatorEmulator("rating-1", 2, line.send, **options),
        )
        line.add(pads)
        _started(emulators, line)
        return pads

    return make


def _started(emulators: EmulatorThread, device: Any) -> Any:
    assert isinstance(device, WiredDevice)
    emulators.start(device)
    return device
