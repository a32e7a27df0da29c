"""A scanner driver in front of an emulated scanner of either family, on a pty."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from api.messages.device_commands import Scan
from drivers.core.errors import DeviceError
from drivers.core.serial_link import SerialLink
from drivers.emulators.gm65_scanner import Gm65Emulator
from drivers.emulators.honeywell_scanner import HoneywellEmulator
from drivers.emulators.wires import PtyWire
from drivers.scanner.driver import Scanner
from tests.support.emulated import Bench, EmulatorThread

EMULATORS = {"gm65": Gm65Emulator, "gm65-packet": Gm65Emulator, "honeywell": HoneywellEmulator}


@dataclass
class ScanBench:
    bench: Bench
    device: Any
    emulators: EmulatorThread
    link: SerialLink

    @property
    def driver(self) -> Any:
        return self.bench.driver

    def detail(self, name: str) -> Any:
        return self.driver.status().detail[name]

    def fault(self, name: str) -> None:
        self.emulators.call(lambda: self.device.fault(name))

    def hold(self, code: bytes) -> None:
        self.emulators.call(lambda: self.device.hold(code))

    def say(self, data: bytes) -> None:
        """Bytes on the line, past the scanner."""
        self.emulators.call(lambda: self.device._wire.send(data))

    def scan(self, *codes: bytes, timeout_s: int = 5) -> dict[str, Any]:
        """Scan while somebody holds codes before the scanner, the first as soon as its light is on."""
        done = self.begin(timeout_s)
        for code in codes:
            self.emulators.wait_for(lambda: self.device.lit or self.device.reads_always, "light")
            self.hold(code)
        result = done()
        if isinstance(result, DeviceError):
            raise result
        assert isinstance(result, dict)
        return result

    def begin(self, timeout_s: int = 5) -> Callable[[], Any]:
        """Scan in a thread of its own; what comes back waits for the end."""
        outcome: list[Any] = []

        def run() -> None:
            try:
                outcome.append(self.bench.perform(Scan(purpose="identify", timeout_s=timeout_s)))
            except DeviceError as error:
                outcome.append(error)

        thread = threading.Thread(target=run)
        thread.start()

        def done() -> Any:
            thread.join(20)
            assert outcome, "the scan doesn't end"
            return outcome[0]

        return done


MakeBench = Callable[..., ScanBench]


@pytest.fixture
def make_bench(tmp_path: Path) -> Iterator[MakeBench]:
    """`make_bench("gm65", speed=…, **options of the emulator)`; the driver is connected unless `connect=False`."""
    with EmulatorThread() as emulators:
        contexts: list[Any] = []

        def make(profile: str = "gm65", *, speed: int = 9600, connect: bool = True, **module: Any) -> ScanBench:
            wire = PtyWire(tmp_path / "scanner")
            device = EMULATORS[profile](
                "scanner", wire, clock_s=time.monotonic, randomness=random.Random(7), reboot_s=0.05, **module
            )
            emulators.start(device)
            bench = Bench(Scanner, {"profile": profile}, tmp_path)
            link = SerialLink(str(wire.path), speed)
            made = ScanBench(bench, device, emulators, link)
            if connect:
                context = bench.connected(link)
                context.__enter__()
                contexts.append(context)
            return made

        yield make
        for context in contexts:
            context.__exit__(None, None, None)
