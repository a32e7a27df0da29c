"""An emulated C-Power board on each kind of plug, with the LED board's driver at the other end."""

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from drivers.core.link import Link
from drivers.core.serial_link import SerialLink
from drivers.core.tcp_link import TcpLink
from drivers.emulators.cpower_board import CPowerBoard
from drivers.emulators.wires import PtyWire, TcpWire
from drivers.led_board.cp5200 import conversation
from drivers.led_board.driver import LedBoard
from tests.support.emulated import Bench, EmulatorThread, ShiftedClock

PROFILES = {"network": "cp5200-128x32-network", "tcp": "cp5200-128x32", "pty": "cp5200-128x32"}


@dataclass
class Hall:
    """One board and what reaches it."""

    board: CPowerBoard
    bench: Bench
    clock: ShiftedClock
    make_link: Callable[[], Link]
    emulators: EmulatorThread

    def lines(self) -> list[str]:
        return self.emulators.call(self.board.lines)

    def state(self) -> dict[str, Any]:
        return self.emulators.call(self.board.state)

    def fault(self, name: str) -> None:
        self.emulators.call(lambda: self.board.fault(name))


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real time-out only makes failing tests slow."""
    monkeypatch.setattr(conversation, "REPLY_TIMEOUT_S", 0.3)


@pytest.fixture
def emulators() -> Iterator[EmulatorThread]:
    with EmulatorThread() as thread:
        yield thread


@pytest.fixture
def make_hall(emulators: EmulatorThread, tmp_path: Path) -> Callable[..., Hall]:
    def make(kind: str = "network", options: dict[str, Any] | None = None, **board: Any) -> Hall:
        clock = ShiftedClock()
        wire = PtyWire(tmp_path / "tty-board") if kind == "pty" else TcpWire(0)
        emulated = CPowerBoard(
            "led-1",
            wire,
            clock_s=time.monotonic,
            randomness=random.Random(7),
            reboot_s=0.05,
            network=kind == "network",
            **board,
        )
        emulators.start(emulated)

        def make_link() -> Link:
            return SerialLink(str(wire.path), 115_200) if isinstance(wire, PtyWire) else TcpLink("127.0.0.1", wire.port)

        bench = Bench(LedBoard, {"profile": PROFILES[kind], **(options or {})}, tmp_path, clock)
        return Hall(emulated, bench, clock, make_link, emulators)

    return make


@pytest.fixture(params=["network", "tcp", "pty"])
def hall(request: pytest.FixtureRequest, make_hall: Callable[..., Hall]) -> Iterator[Hall]:
    """Connected."""
    made = make_hall(request.param)
    with made.bench.connected(made.make_link()):
        yield made
