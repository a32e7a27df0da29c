"""One driver in its worker, with its emulator at the other end of a real port."""

import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from api.ids import new_id
from api.messages.completion import Completion
from api.messages.device_commands import DeviceCommand
from api.messages.device_events import DeviceEvent
from api.messages.state import Status
from drivers.core.driver import Identity
from drivers.core.errors import DeviceNotReady
from drivers.core.job import Job
from drivers.core.lifecycle import Backoff, WorkerState
from drivers.core.link import Link
from drivers.core.registry import load_driver
from drivers.core.worker import Outputs, Worker
from tests.conformance.devices import Setup, Subject
from tests.conformance.hurry import HurriedClock, HurriedLink
from tests.conformance.watched_link import Seen, Traffic, WatchedLink
from tests.support.emulated import EmulatorThread
from tests.support.peers import eventually

DEVICE = "conform-1"
RECOVERY_S = 20.0
SOON_S = 3.0
ANSWER_S = 30.0
"""Longest a command may take under any fault."""


class Bench:
    def __init__(self, subject: Subject, setup: Setup, emulators: EmulatorThread, folder: Path, clips: Path) -> None:
        self.subject = subject
        self.setup = setup
        self._emulators = emulators
        self.statuses: list[Status] = []
        self.events: list[DeviceEvent] = []
        self.identities: list[Identity] = []
        self.completions: list[Completion] = []
        self._folder = folder
        self.clock = HurriedClock(subject.hurry)
        self._traffic = Traffic()
        self._options = dict(subject.options) | ({"clips": clips} if subject.uses_clips else {})
        self.worker = self.make_worker(setup.make_link)

    def make_worker(self, make_link: Callable[[], Link], queue_limit: int = 4) -> Worker:
        driver_class = load_driver(self.subject.kind)
        return Worker(
            DEVICE,
            driver_class,
            driver_class.Config.model_validate(self._options),
            lambda: HurriedLink(WatchedLink(make_link(), self._traffic), self.subject.hurry),
            Outputs(self.statuses.append, lambda _: None, self.events.append, self.identities.append),
            clock=self.clock,
            random=lambda: 0.5,
            data_dir=self._folder,
            queue_limit=queue_limit,
            backoff=Backoff(first_s=0.05 * self.subject.hurry, cap_s=0.3 * self.subject.hurry),
        )

    def start(self) -> None:
        self.worker.start()
        self.ready()

    def ready(self) -> None:
        eventually(lambda: self.worker.state is WorkerState.READY, f"{self.subject} ready", RECOVERY_S)

    def job(self, command: DeviceCommand | None = None, lifetime_s: float = 60) -> Job:
        return Job(
            new_id(),
            command or self.subject.command(),
            self.clock.monotonic_s(),
            lifetime_s,
            self.completions.append,
            self.subject.irreversible,
        )

    def submit(self, job: Job) -> bool:
        """False when the device is down."""
        try:
            self.worker.submit(job)
        except DeviceNotReady:
            return False
        return True

    def completion(self, job: Job) -> Completion:
        eventually(lambda: self.answers(job), f"{self.subject} answers", ANSWER_S)
        return self.answers(job)[0]

    def answers(self, job: Job) -> list[Completion]:
        return [completion for completion in self.completions if completion.id == job.id]

    def perform(self, command: DeviceCommand | None = None) -> Completion:
        """A refusal counts as the answer it becomes on the bus."""
        job = self.job(command)
        try:
            self.worker.submit(job)
        except DeviceNotReady as error:
            return error.completion(job.id)
        return self.completion(job)

    def watch(self) -> Seen:
        """Perform a usual command and tell what could be seen of it."""
        received, failed, begun_s = self._traffic.received, self._traffic.failed, time.monotonic()
        job = self.job()
        answer = self.completion(job) if self.submit(job) else None
        took_s = time.monotonic() - begun_s
        return Seen(answer, self._traffic.received - received, self._traffic.failed - failed, took_s)

    def works_again(self) -> None:
        """After a fault is over, a command succeeds within RECOVERY_S."""
        deadline_s = time.monotonic() + RECOVERY_S
        while True:
            last = self.perform()
            if last.succeeded:
                return
            assert time.monotonic() < deadline_s, f"{self.subject} still fails: {last}"
            time.sleep(0.02)

    def connects_anew(self) -> bool:
        """Close the link and open it again: whether the device is found on it soon."""
        before = self.worker.diagnose()["counts"]["connected"]
        self.worker.reset()
        try:
            eventually(lambda: self.worker.diagnose()["counts"]["connected"] > before, "connected", SOON_S)
        except AssertionError:
            return False
        return True

    def wait(self, work: Coroutine[Any, Any, object]) -> None:
        """For something that the emulators' loop does."""
        self._emulators.wait(work)

    def fault(self, name: str) -> None:
        """Of the emulator's menu, or, on a shared line, of the device's own there."""

        def inject() -> None:
            try:
                self.setup.emulator.fault(name)
            except ValueError:
                self.setup.face.fault(name)

        self._emulators.call(inject)

    def effects(self) -> int | None:
        """How often a person could have seen the command happen; None where nobody can count it."""
        count = self.subject.effects
        return self._emulators.call(lambda: count(self.setup.face)) if count else None

    def press(self, key: str) -> None:
        self._emulators.call(lambda: self.setup.face.press(key))

    def close(self) -> None:
        self.worker.close()
        if self.setup.bus is not None:
            self.setup.bus.close()


def device_threads() -> list[str]:
    return [t.name for t in threading.enumerate() if t.name.startswith((f"device {DEVICE}", "bus "))]


@contextmanager
def bench_for(subject: Subject, folder: Path, clips: Path) -> Iterator[Bench]:
    setup = subject.set_up(folder, clips)
    with EmulatorThread() as emulators:
        emulators.start(setup.emulator)
        bench = Bench(subject, setup, emulators, folder, clips)
        try:
            yield bench
        finally:
            bench.close()
