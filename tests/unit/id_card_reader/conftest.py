"""A reader driver on an emulated module; the module answers at once and the driver's clock can be moved on."""

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from api.messages.device_commands import ReadCard
from drivers.core.serial_link import SerialLink
from drivers.emulators.id_card_reader import IdCardReaderEmulator
from drivers.emulators.id_cards import CARDS
from drivers.emulators.wires import PtyWire
from drivers.id_card_reader.driver import IdCardReader
from tests.support.emulated import Bench, EmulatorThread, ShiftedClock


@dataclass
class CardBench:
    bench: Bench
    device: IdCardReaderEmulator
    emulators: EmulatorThread
    clock: ShiftedClock
    link: SerialLink

    @property
    def driver(self) -> Any:
        return self.bench.driver

    @property
    def events(self) -> list[Any]:
        return self.bench.events

    def lay(self, kind: str) -> None:
        self.emulators.call(lambda: self.device.lay(CARDS[kind]()))

    def lift(self) -> None:
        self.emulators.call(self.device.lift)

    def fault(self, name: str) -> None:
        self.emulators.call(lambda: self.device.fault(name))

    def read(self, *, timeout_s: int = 1, newest_address: bool = False) -> dict[str, Any]:
        command = ReadCard(purpose="identify", timeout_s=timeout_s, newest_address=newest_address)
        result = self.bench.perform(command)
        assert result is not None
        return result


MakeBench = Callable[..., CardBench]


@pytest.fixture
def make_bench(tmp_path: Path) -> Iterator[MakeBench]:
    """`make_bench(profile="…")`: options of the driver; `module` options of the emulated module."""
    with EmulatorThread() as emulators:
        open_benches: list[Any] = []

        def make(module: dict[str, Any] | None = None, **options: Any) -> CardBench:
            wire = PtyWire(tmp_path / "reader")
            device = IdCardReaderEmulator(
                "reader",
                wire,
                clock_s=time.monotonic,
                randomness=random.Random(7),
                reboot_s=0.05,
                **({"pace": 0} | (module or {})),
            )
            emulators.start(device)
            clock = ShiftedClock()
            bench = Bench(IdCardReader, options, tmp_path, clock)
            link = SerialLink(str(wire.path), 115_200)
            context = bench.connected(link)
            context.__enter__()
            open_benches.append(context)
            return CardBench(bench, device, emulators, clock, link)

        yield make
        for context in open_benches:
            context.__exit__(None, None, None)


@pytest.fixture
def reader(make_bench: MakeBench) -> CardBench:
    return make_bench()
