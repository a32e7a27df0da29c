"""A loudspeaker's worker before an emulated amplifier, and what comes of it."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from api.ids import new_id
from api.messages.completion import Completion
from api.messages.device_commands import DeviceCommand
from api.messages.device_events import DeviceEvent
from api.messages.state import Status
from drivers.core.clock import SystemClock
from drivers.core.job import Job
from drivers.core.lifecycle import Backoff, WorkerState
from drivers.core.tcp_link import TcpLink
from drivers.core.worker import Outputs, Worker
from drivers.emulators.speaker import SpeakerEmulator
from drivers.speaker.driver import Speaker, SpeakerConfig
from tests.support.emulated import EmulatorThread
from tests.support.peers import eventually


@dataclass
class Zone:
    worker: Worker
    loudspeaker: SpeakerEmulator
    emulators: EmulatorThread
    statuses: list[Status]
    events: list[DeviceEvent]
    completions: dict[str, Completion]

    def submit(self, command: DeviceCommand, *, age_s: float = 0) -> str:
        command_id = new_id()

        def done(completion: Completion) -> None:
            self.completions[command_id] = completion

        received_s = time.monotonic() - age_s
        self.worker.submit(Job(command_id, command, received_s, Speaker.lifetime_s(command, 10), done))
        return command_id

    def outcome(self, command_id: str) -> Completion:
        eventually(lambda: command_id in self.completions, "completion", 20)
        return self.completions[command_id]

    def heard(self) -> list[str]:
        return [str(entry["text"]) for entry in self.emulators.call(self.loudspeaker.state)["heard"]]

    def fault(self, name: str) -> None:
        self.emulators.call(lambda: self.loudspeaker.fault(name))


@pytest.fixture
def make_zone(clips: Path, emulators: EmulatorThread, tmp_path: Path) -> Iterator[Callable[..., Zone]]:
    zones: list[Zone] = []

    def make(speed: float = 0, **options: object) -> Zone:
        loudspeaker = SpeakerEmulator("speaker-1", clips, speed=speed)
        emulators.start(loudspeaker)
        statuses: list[Status] = []
        events: list[DeviceEvent] = []
        worker = Worker(
            "speaker-1",
            Speaker,
            SpeakerConfig.model_validate({"clips": clips, "patience_s": 0.5, **options}),
            lambda: TcpLink("127.0.0.1", loudspeaker.port),
            Outputs(statuses.append, lambda _: None, events.append, lambda _: None),
            clock=SystemClock(),
            random=lambda: 0.5,
            data_dir=tmp_path,
            backoff=Backoff(first_s=0.05, cap_s=0.3),
        )
        zone = Zone(worker, loudspeaker, emulators, statuses, events, {})
        zones.append(zone)
        worker.start()
        eventually(lambda: worker.state is WorkerState.READY, "ready")
        return zone

    yield make
    for zone in zones:
        assert zone.worker.close()
