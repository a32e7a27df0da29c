"""The devices of one agent's file, opened by a technician's tool instead of the agent, with the agent's own workers.

Nothing is kept: what drivers write goes into a folder that is dropped at the end.
"""

import random
import tempfile
import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue

from api.ids import new_id
from api.messages.completion import Completion
from api.messages.device_commands import DEVICE_COMMANDS, IRREVERSIBLE_COMMANDS, DeviceCommand
from api.messages.device_events import DeviceEvent, KeyPressed, Rated
from api.messages.state import Status
from api.messages.words import CompletionCode, DeviceState, RatingOutcome
from drivers.agent.fleet import Fleet
from drivers.agent.local_port import ask_running_agent
from drivers.agent.settings import AgentSettings, BusSection, DeviceSection, load_settings
from drivers.core.clock import SystemClock
from drivers.core.errors import DeviceError
from drivers.core.job import Job
from drivers.core.lifecycle import FIRST_ATTEMPT
from drivers.core.links import SerialLinkConfig, TcpLinkConfig
from drivers.core.outputs import Outputs
from drivers.core.registry import load_bus_codec
from drivers.core.worker import Worker
from tingtang.device.errors import ToolError

SETTLE_S = 8.0
"""Within this time a device has answered for the first time, or it is silent: thirty pads share a line at 9600 baud."""
ANSWER_S = 10.0
"""A pad is asked three times, a board answers within two seconds."""
POLL_S = 0.02
_NAMES = {model: name for name, model in DEVICE_COMMANDS.items()}
_PRESSES = ("ignored_presses", "unknown_keys")
"""Counters in a pad's status that a key without a meaning now raises."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """A key of this device was pressed, whatever it means."""

    device: str


@dataclass(frozen=True, slots=True)
class StrayPress:
    """A key of a device at an address that no section of the file has."""

    bus: str
    address: int


@dataclass(frozen=True, slots=True)
class Happened:
    """What a device told by itself."""

    device: str
    event: DeviceEvent


Note = Pressed | StrayPress | Happened


class Station:
    """Open it with `with`. Used by one thread; workers tell theirs through `notes`.

    Args:
        config: the agent's TOML file.
        only: ids of the devices to open; None: all.
        wake: called from the workers' threads when there is something in `notes`.
    """

    def __init__(self, config: Path, *, only: Collection[str] | None = None, wake: Callable[[], None] = lambda: None) -> None:
        self.config = config
        self.notes: SimpleQueue[Note] = SimpleQueue()
        self.events: dict[str, list[str]] = {}
        """The last events' names by device."""
        self._only = only
        self._wake = wake
        self._clock = SystemClock()
        self._random = random.Random()  # noqa: S311 (spreads checks in time)
        self._presses: dict[str, int] = {}
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._fleet: Fleet | None = None
        self.settings = load_settings(config)
        refuse_running_agent(self.settings)

    def __enter__(self) -> "Station":
        self._folder = tempfile.TemporaryDirectory(prefix="tingtang-device-")
        settings = self._chosen()
        self._fleet = Fleet(settings, self.config.resolve().parent, self._outputs, clock=self._clock, random=self._random.random)
        try:
            self._bring(settings)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self._fleet is not None:
            _close(list(self._fleet.workers.values()))
            for bus in self._fleet.buses.values():
                bus.close()
            self._fleet = None
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    @property
    def workers(self) -> Mapping[str, Worker]:
        return self._fleet.workers if self._fleet else {}

    @property
    def sections(self) -> Mapping[str, DeviceSection]:
        return {section.id: section for section in self.settings.devices if section.id in self.workers}

    def status(self, device: str) -> Status:
        return self.workers[device].status

    def reload(self) -> None:
        """Read the file once more; devices whose wiring hasn't changed stay connected."""
        self.settings = load_settings(self.config)
        self._bring(self._chosen())

    def settle(self, timeout_s: float = SETTLE_S) -> None:
        """Until every device has answered or failed once.

        Raises:
            ToolError: another program has a port.
        """
        until_s = self._clock.monotonic_s() + timeout_s
        while self._clock.monotonic_s() < until_s and any(_begins(worker) for worker in self.workers.values()):
            self.pause(POLL_S)
        for device, worker in self.workers.items():
            if worker.status.reason == "link.inUse":
                raise ToolError("error.portInUse", device=device, wiring=wiring(self.sections[device]))

    def perform(self, device: str, command: DeviceCommand, timeout_s: float = ANSWER_S) -> Completion:
        """Send a command and wait for its completion."""
        worker = self.workers[device]
        done = threading.Event()
        answers: list[Completion] = []

        def finished(completion: Completion) -> None:
            answers.append(completion)
            done.set()

        job = Job(
            id=new_id(),
            command=command,
            received_s=self._clock.monotonic_s(),
            lifetime_s=worker.driver.lifetime_s(command, timeout_s),
            done=finished,
            irreversible=_NAMES.get(type(command)) in IRREVERSIBLE_COMMANDS,
        )
        try:
            worker.submit(job)
        except DeviceError as error:
            return error.completion(job.id)
        if not done.wait(timeout_s):
            worker.cancel(job.id)
            if not done.wait(1.0):
                return Completion(id=job.id, code=CompletionCode.TIME_OUT, error_code="device.silent")
        return answers[0]

    def take(self) -> Note | None:
        """The next note; None when there is none now."""
        try:
            return self.notes.get_nowait()
        except Empty:
            return None

    def pause(self, seconds: float) -> None:
        threading.Event().wait(seconds)

    # --- parts ---

    def _chosen(self) -> AgentSettings:
        assert self._folder is not None  # noqa: S101 (between enter and exit)
        devices = [d for d in self.settings.devices if self._only is None or d.id in self._only]
        buses = [bus for bus in self.settings.buses if any(device.bus == bus.id for device in devices)]
        agent = self.settings.agent.model_copy(update={"data_dir": Path(self._folder.name)})
        return self.settings.model_copy(update={"agent": agent, "devices": tuple(devices), "buses": tuple(buses)})

    def _bring(self, settings: AgentSettings) -> None:
        fleet = self._fleet
        assert fleet is not None  # noqa: S101 (between enter and exit)
        prepared = fleet.prepare(settings)
        leaving = fleet.release(prepared)
        _close(list(leaving.workers))
        for bus in leaving.buses:
            bus.close()
        workers = fleet.take_over(prepared)
        for name, bus in prepared.buses.items():
            bus.on_stray = self._stray_teller(name)
        for worker in workers:
            worker.start()

    def _outputs(self, section: DeviceSection, line: BusSection | None) -> Outputs:  # noqa: ARG002 (what the fleet hands over)
        device = section.id
        self._presses[device] = 0

        def on_status(status: Status) -> None:
            presses = sum(int(status.detail.get(name, 0)) for name in _PRESSES)
            risen = presses > self._presses[device]
            self._presses[device] = presses
            if risen:
                self._tell(Pressed(device))

        def on_event(event: DeviceEvent) -> None:
            names = self.events.setdefault(device, [])
            names.append(type(event).__name__)
            del names[:-8]
            if isinstance(event, KeyPressed) or (isinstance(event, Rated) and event.outcome in _BY_HAND):
                self._tell(Pressed(device))
            self._tell(Happened(device, event))

        return Outputs(on_status, lambda _: None, on_event, lambda _: None)

    def _stray_teller(self, bus: str) -> Callable[[int, bytes], None]:
        kind = next(section.kind for section in self.settings.buses if section.id == bus)
        codec = load_bus_codec(kind)

        def tell(address: int, frame: bytes) -> None:
            if codec.expects_answer(frame):
                # The late echo of a question of ours.
                return
            owner = next((d.id for d in self.settings.devices if d.bus == bus and d.address == address), None)
            self._tell(StrayPress(bus, address) if owner is None else Pressed(owner))

        return tell

    def _tell(self, note: Note) -> None:
        self.notes.put(note)
        self._wake()


_BY_HAND = frozenset({RatingOutcome.SUBMITTED, RatingOutcome.DECLINED})


def refuse_running_agent(settings: AgentSettings) -> None:
    """Raises ToolError: the agent of this file runs, so its ports are taken."""
    if ask_running_agent(settings.agent.data_dir) is not None:
        raise ToolError("error.agentRuns", node=settings.agent.node)


def wiring(section: DeviceSection) -> str:
    """Where a device hangs, as a technician calls it."""
    if section.bus is not None:
        return f"{section.bus} #{section.address}"
    match section.link:
        case SerialLinkConfig() as link:
            return str(link.identity)
        case TcpLinkConfig() as link:
            return f"{link.host}:{link.port}"
        case link:
            return "-" if link is None else link.type


def _begins(worker: Worker) -> bool:
    """Neither connected nor down yet; a worker that goes down tells its reason a moment after its state."""
    return worker.state in FIRST_ATTEMPT or worker.status.device is DeviceState.STARTING


def _close(workers: list[Worker]) -> None:
    """All at once: a silent device's worker may need its two seconds."""
    closing = [threading.Thread(target=worker.close, name=f"closing {worker.device}") for worker in workers]
    for thread in closing:
        thread.start()
    for thread in closing:
        thread.join()
