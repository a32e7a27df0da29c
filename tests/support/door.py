"""A door's driver without a worker, and a line to its board that has a clock of its own."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from api.messages.device_commands import ClearAlarm, Open
from api.messages.device_events import DeviceEvent
from api.messages.words import Action
from drivers.core.driver import DriverContext
from drivers.emulators.modbus_line import ModbusLine
from drivers.emulators.relay_board import RelayBoardEmulator
from drivers.emulators.wires import TcpWire
from drivers.zone_door.driver import ZoneDoor, ZoneDoorConfig
from tests.support.emulated import make_job

WIRING = {"open": 1, "sos": 2, "exit": 3, "tamper": 4, "fire": 5, "enter": 6, "leave": 7, "key": 8}
UNIT = 4


class Zone:
    """A door's driver on its board, without a worker."""

    def __init__(self, folder: Path, clock: Any, options: dict[str, Any]) -> None:
        self.events: list[DeviceEvent] = []
        self.faults: dict[str, Action] = {}
        self.clock = clock
        context = DriverContext(
            "door-1", self.events.append, self.faults.__setitem__, lambda code: self.faults.pop(code, None), clock, folder
        )
        config = ZoneDoorConfig.model_validate({"address": UNIT, "wiring": WIRING, "confirm_s": 0, **options})
        self.driver = ZoneDoor(config, context)

    @contextmanager
    def on(self, link: Any) -> Iterator["Zone"]:
        link.open()
        self.driver.link = link
        try:
            self.driver.connect(link)
            self.driver.check()
            yield self
        finally:
            self.driver.disconnect()
            link.close()

    def open(self, pulse_ms: int = 3_000, *, override: bool = False) -> Any:
        command = Open(pulse_ms=pulse_ms, override=override)
        return self.driver.perform(command, make_job(command))

    def clear(self, code: str) -> None:
        command = ClearAlarm(code=code)
        self.driver.perform(command, make_job(command))


class FakeTime:
    """A clock that only the line moves."""

    def __init__(self) -> None:
        self.s = 1_000.0

    def monotonic_s(self) -> float:
        return self.s

    def wall_ms(self) -> int:
        return int(self.s * 1000)


class TimedLine:
    """A line of 9600 baud to an emulated board, on a clock of its own: each byte takes 10 bits, the board thinks 20 ms."""

    name = "timed line"
    BYTE_S = 10 / 9600
    THINKS_S = 0.020

    def __init__(self, time: FakeTime, lost: Callable[[], bool]) -> None:
        self._time = time
        self._lost = lost
        self._line: list[tuple[float, bytes]] = []
        common: dict[str, Any] = {"clock_s": time.monotonic_s, "randomness": random.Random(1)}
        wire = TcpWire(0)
        self.board = RelayBoardEmulator("door-1", UNIT, self._said, **common)
        line = ModbusLine("line", wire, **common)
        line.add([self.board])
        self._hear = wire.on_bytes
        self.due: list[tuple[float, Callable[[], None]]] = []

    def open(self) -> None: ...

    def close(self) -> None: ...

    def cancel(self) -> None: ...

    def rearm(self) -> None: ...

    def read(self, timeout_s: float) -> bytes:
        end_s = self._time.s + timeout_s
        if self._line and self._line[0][0] <= end_s:
            at_s, data = self._line.pop(0)
            self._pass_until(max(self._time.s, at_s))
            return data
        self._pass_until(end_s)
        return b""

    def write(self, data: bytes, timeout_s: float) -> None:
        self._pass_until(self._time.s + len(data) * self.BYTE_S)
        if not self._lost():
            self._hear(data)

    def _said(self, data: bytes) -> None:
        self._line.append((self._time.s + self.THINKS_S + len(data) * self.BYTE_S, data))

    def _pass_until(self, until_s: float) -> None:
        while self.due and self.due[0][0] <= until_s:
            at_s, act = self.due.pop(0)
            self._time.s = max(self._time.s, at_s)
            act()
        self._time.s = max(self._time.s, until_s)
