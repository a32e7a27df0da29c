"""Emulated devices in a thread of their own, and drivers on real links to them."""

import asyncio
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from api.messages.device_commands import DeviceCommand
from api.messages.device_events import DeviceEvent
from api.messages.words import Action
from drivers.core.clock import Clock, SystemClock
from drivers.core.driver import Driver, DriverContext, Result
from drivers.core.job import Job
from drivers.core.link import Link
from drivers.emulators.device import Emulator

T = TypeVar("T")
DEADLINE_S = 30.0


class ShiftedClock(SystemClock):
    """Real time plus what a test adds: time-outs end when the test says so."""

    def __init__(self) -> None:
        self.added_s = 0.0

    def monotonic_s(self) -> float:
        return super().monotonic_s() + self.added_s


class EmulatorThread:
    """Runs emulators on an event loop of their own, as the host process does."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="emulators")
        self._started: list[Emulator] = []

    def __enter__(self) -> "EmulatorThread":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        for emulator in self._started:
            self.wait(emulator.stop())
        self.wait(self._loop.shutdown_default_executor())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def start(self, emulator: Emulator) -> None:
        self.wait(emulator.start())
        self._started.append(emulator)

    def call(self, function: Callable[[], T]) -> T:
        """Run on the emulators' loop: they aren't thread-safe."""

        async def run() -> T:
            return function()

        return self.wait(run())

    def wait_for(self, condition: Callable[[], Any], what: str = "condition") -> None:
        """Until `condition` holds on the emulators' loop."""

        async def poll() -> None:
            async with asyncio.timeout(DEADLINE_S):
                while not condition():  # noqa: ASYNC110 (a state of the emulator, which has no event for each change)
                    await asyncio.sleep(0.002)

        try:
            self.wait(poll())
        except TimeoutError:
            raise AssertionError(f"{what}: not within {DEADLINE_S} s") from None

    def wait(self, work: Any) -> Any:
        """The result of a coroutine that runs on the emulators' loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(DEADLINE_S + 5)


class Bench:
    """One driver on one open link, without a worker: what it emits and raises is collected."""

    def __init__(
        self,
        driver_class: type[Driver],
        options: Mapping[str, Any],
        tmp_path: Path,
        clock: Clock | None = None,
        *,
        faults: dict[str, Action] | None = None,
    ) -> None:
        """`faults` takes those that are open beside the status."""
        self.events: list[DeviceEvent] = []
        opened: dict[str, Action] = {} if faults is None else faults
        self.context = DriverContext(
            "device-1",
            self.events.append,
            opened.__setitem__,
            lambda code: opened.pop(code, None),
            clock or SystemClock(),
            tmp_path,
        )
        self.driver = driver_class(driver_class.Config.model_validate(options), self.context)
        self._link: Link | None = None

    @contextmanager
    def connected(self, link: Link) -> Iterator[Driver]:
        link.open()
        self._link = link
        self.driver.link = link
        try:
            self.driver.connect(link)
            yield self.driver
        finally:
            self.driver.disconnect()
            link.close()

    def perform(self, command: DeviceCommand, command_id: str = "01JD0000000000000000000001") -> Result:
        return self.driver.perform(command, make_job(command, command_id))


def make_job(command: DeviceCommand, command_id: str = "01JD0000000000000000000001") -> Job:
    return Job(id=command_id, command=command, received_s=0.0, lifetime_s=60.0, done=lambda _: None)
