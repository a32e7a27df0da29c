"""An emulated panel behind a UDP port, with the LED board's driver at the other end."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from drivers.core.udp_link import UdpLink
from drivers.emulators.pixel_panel import PixelPanel
from drivers.emulators.udp_wire import UdpWire
from drivers.led_board.bitmap import card
from drivers.led_board.driver import LedBoard
from tests.support.emulated import Bench, EmulatorThread, ShiftedClock


@dataclass
class Hall:
    """One panel and what reaches it."""

    panel: PixelPanel
    bench: Bench
    clock: ShiftedClock
    emulators: EmulatorThread
    wire: UdpWire

    def make_link(self) -> UdpLink:
        return UdpLink("127.0.0.1", self.wire.port)

    def light(self) -> Image.Image:
        return self.emulators.call(self.panel.light)

    def shows(self, condition: Callable[[Image.Image], object], what: str) -> Image.Image:
        """Datagrams arrive a moment after they were sent."""
        self.emulators.wait_for(lambda: condition(self.panel.light()), what)
        return self.light()

    def fault(self, name: str) -> None:
        self.emulators.call(lambda: self.panel.fault(name))


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(card, "REPLY_TIMEOUT_S", 0.2)


@pytest.fixture
def emulators() -> Iterator[EmulatorThread]:
    with EmulatorThread() as thread:
        yield thread


@pytest.fixture
def make_hall(emulators: EmulatorThread, tmp_path: Path) -> Callable[..., Hall]:
    def make(options: dict[str, Any] | None = None, **panel: Any) -> Hall:
        wire, clock = UdpWire(0), ShiftedClock()
        emulated = PixelPanel("led-9", wire, clock_s=clock.monotonic_s, randomness=random.Random(7), reboot_s=0.05, **panel)
        emulators.start(emulated)
        bench = Bench(LedBoard, {"profile": "hub75-ddp-128x32", **(options or {})}, tmp_path, clock)
        return Hall(emulated, bench, clock, emulators, wire)

    return make


@pytest.fixture
def hall(make_hall: Callable[..., Hall]) -> Iterator[Hall]:
    """Connected."""
    made = make_hall()
    with made.bench.connected(made.make_link()):
        yield made
