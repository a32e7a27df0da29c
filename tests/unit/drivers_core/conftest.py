from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from api.ids import new_id
from api.messages.completion import Completion
from api.messages.device_commands import Blank, DeviceCommand
from api.messages.device_events import DeviceEvent
from api.messages.state import Faults, Status
from drivers.core.driver import DriverConfig, Identity
from drivers.core.job import Job
from drivers.core.tcp_link import TcpLink
from drivers.core.worker import Outputs, Worker
from tests.support.fake_clock import FakeClock
from tests.support.line_device import LineDevice
from tests.support.peers import TcpPeer, eventually


@dataclass
class Seen:
    """What a worker told."""

    statuses: list[Status] = field(default_factory=list)
    faults: list[Faults] = field(default_factory=list)
    events: list[DeviceEvent] = field(default_factory=list)
    identities: list[Identity] = field(default_factory=list)
    completions: list[Completion] = field(default_factory=list)

    def outputs(self) -> Outputs:
        return Outputs(self.statuses.append, self.faults.append, self.events.append, self.identities.append)


@dataclass
class Bench:
    """A worker whose device is a TCP peer that the test plays itself."""

    worker: Worker
    peer: TcpPeer
    clock: FakeClock
    seen: Seen

    def connect(self) -> None:
        """Play the device's part of a connect."""
        self.peer.accept()
        self.answer(b"HELLO\n", b"HI\n")
        self.answer(b"PING\n", b"PONG\n")

    def ready(self) -> None:
        self.connect()
        eventually(lambda: self.worker.state.value == "ready", "ready")

    def answer(self, question: bytes, answer: bytes) -> None:
        assert self.peer.receive(len(question)) == question
        self.peer.send(answer)

    def job(self, command: DeviceCommand | None = None, *, lifetime_s: float = 10, irreversible: bool = False) -> Job:
        return Job(
            new_id(),
            command or Blank(),
            self.clock.monotonic_s(),
            lifetime_s,
            self.seen.completions.append,
            irreversible,
        )

    def completion(self, job: Job) -> Completion:
        eventually(lambda: any(c.id == job.id for c in self.seen.completions), "completion")
        return next(c for c in self.seen.completions if c.id == job.id)


@pytest.fixture
def make_bench(tmp_path: Path) -> Iterator[Callable[..., Bench]]:
    made: list[Bench] = []

    def make(**options: object) -> Bench:
        peer, clock, seen = TcpPeer(), FakeClock(), Seen()
        worker = Worker(
            "line-1",
            LineDevice,
            DriverConfig(),
            lambda: TcpLink("127.0.0.1", peer.port),
            seen.outputs(),
            clock=clock,
            random=lambda: 0.5,
            data_dir=tmp_path,
            **options,  # type: ignore[arg-type]
        )
        made.append(Bench(worker, peer, clock, seen))
        return made[-1]

    yield make
    for bench in made:
        assert bench.worker.close()
        bench.peer.unplug()


@pytest.fixture
def bench(make_bench: Callable[..., Bench]) -> Bench:
    made = make_bench()
    made.worker.start()
    return made
