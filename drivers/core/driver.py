"""What a device driver is. It never sees MQTT, a queue or a thread: bytes on one side, commands and events on the other."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

from api.messages.device_commands import DeviceCommand
from api.messages.device_events import DeviceEvent
from api.messages.state import Status
from api.messages.words import Action
from drivers.core.clock import Clock
from drivers.core.errors import UnsupportedCommand
from drivers.core.job import Job
from drivers.core.link import Link
from drivers.core.trace import Direction

Result = dict[str, Any] | None
"""What a command's completion carries; None is empty. Never personal data but in answer to the command that asked for it."""


class DriverConfig(BaseModel):
    """A driver's own options; an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


@dataclass(frozen=True, slots=True)
class Verified:
    """A driver's word that real hardware was tried, not only an emulator."""

    model: str
    date: str
    """ISO 8601."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """What a driver knows of its device; fields that the device can't tell stay empty."""

    maker: str = ""
    model: str = ""
    serial: str = ""
    firmware: str = ""
    capabilities: Mapping[str, Any] = field(default_factory=dict)
    lacks: frozenset[type[DeviceCommand]] = frozenset()
    """Commands of its kind that this model can't do; they aren't in its description."""


def _nobody_listens() -> None:
    return None


@dataclass(frozen=True, slots=True)
class DriverContext:
    """What the worker lends to its driver. All calls come from the worker's thread."""

    device: str
    emit: Callable[[DeviceEvent], None]
    """Business events are durable when it returns."""
    raise_fault: Callable[[str, Action], None]
    """A fault beside the one that `status` names; raised again it counts up."""
    clear_fault: Callable[[str], None]
    clock: Clock
    data_dir: Path
    tell_status: Callable[[], None] = _nobody_listens
    """Publish `status` now, out of a command that takes long: a scanner says that it is armed."""


class Driver(ABC):
    """Base of all drivers. The constructor does no I/O; every other method runs in the worker's thread.

    Methods raise only `DeviceError` subclasses, never sleep, and give every read and write a time-out. Errors with
    `breaks_link` make the worker close the link, back off and connect anew.
    """

    kind: ClassVar[str]
    Config: ClassVar[type[DriverConfig]]
    commands: ClassVar[Mapping[type[DeviceCommand], Callable[[Any, Any, Job], Result]]]
    """Command model → method `(self, command, job) -> Result`. What isn't here is an unsupported command."""
    ends_all_before: ClassVar[frozenset[type[DeviceCommand]]] = frozenset()
    """Commands that go past the queue: what waits is dropped and what runs is halted when one of them arrives."""
    verified_on: ClassVar[Sequence[Verified]] = ()
    check_every_s: ClassVar[float] = 10.0
    """How often an idle device is asked whether it is well."""

    def __init__(self, config: Any, context: DriverContext) -> None:
        self.config = config
        self.context = context

    def remember(self) -> None:  # noqa: B027 (most drivers keep nothing)
        """Load what outlives a restart and raise the alarms nobody has cleared. Once, before the first attempt to connect: an
        alarm must not wait for a device that is away. Files only.
        """

    @abstractmethod
    def connect(self, link: Link) -> None:
        """Take an open link and find the device on it. On failure keep nothing; the worker closes the link."""

    @abstractmethod
    def check(self) -> None:
        """Ask the device whether it is well and keep the answer for `status`.

        Raises:
            DeviceSilent: it gave no answer in time.
        """

    @abstractmethod
    def status(self) -> Status:
        """What is known now, from memory."""

    def listen(self, timeout_s: float) -> None:
        """Take what the device says by itself; return after `timeout_s` at the latest, earlier at will.

        A command that arrives makes the link's read raise `Cancelled`: let it pass. So nothing here may be half done when a
        read is interrupted. The default reads and drops, which notices a lost link.
        """
        self.link.read(timeout_s)

    def identity(self) -> Identity:
        return Identity()

    def disconnect(self) -> None:  # noqa: B027 (most drivers keep nothing)
        """The link is gone or about to be closed: forget half frames and open questions. No I/O."""

    @staticmethod
    def personal_ranges(direction: Direction, data: bytes) -> Sequence[tuple[int, int]]:  # noqa: ARG004
        """Which [start, end) of these wire bytes may name a person; they are masked in the trace."""
        return ()

    @staticmethod
    def lifetime_s(command: DeviceCommand, timeout_s: float) -> float:  # noqa: ARG004
        """How long a command may wait in the queue, in seconds after it arrived; the sender gives up after `timeout_s`."""
        return timeout_s

    def perform(self, command: DeviceCommand, job: Job) -> Result:
        """Look the command up in the table and run it.

        Raises:
            UnsupportedCommand: this kind of device doesn't know it.
        """
        method = self.commands.get(type(command))
        if method is None:
            raise UnsupportedCommand(f"{self.kind} doesn't know {type(command).__name__}")
        return method(self, command, job)

    link: Link
    """Set by the worker right before `connect`."""
