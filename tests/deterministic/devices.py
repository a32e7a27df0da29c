"""Devices as things in the room: they outlive every process, and their cables can be pulled."""

import random
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from api.messages.device_commands import Blank, DeviceCommand, PadDisplay, Print, Say, Show
from api.messages.state import Status
from api.messages.words import DeviceState
from drivers.core.driver import Driver, DriverConfig, Result
from drivers.core.errors import LinkLost
from drivers.core.job import Job
from drivers.core.link import Link
from drivers.emulators.pad_frames import FrameReader
from drivers.emulators.pads import CallPadEmulator, EvaluatorEmulator


class Cable:
    """A `Link` to a thing that answers at once, or not at all while it is unplugged."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.plugged = True
        self.hear: Callable[[bytes], None] = lambda _: None
        """What the thing does with bytes from the host."""
        self.on_arrival: Callable[[], None] = lambda: None
        """Tells the host's worker."""
        self._arrived = bytearray()

    def send(self, data: bytes) -> None:
        """From the thing to the host."""
        if self.plugged:
            self._arrived += data
            self.on_arrival()

    def open(self) -> None:
        self._require_plug()
        self._arrived.clear()

    def read(self, timeout_s: float) -> bytes:
        self._require_plug()
        data = bytes(self._arrived)
        self._arrived.clear()
        if not data and timeout_s > 0:
            raise LinkLost("nothing will come: time stands still in a read")
        return data

    def write(self, data: bytes, timeout_s: float) -> None:
        self._require_plug()
        self.hear(data)

    def cancel(self) -> None:
        """Nothing blocks here."""

    def rearm(self) -> None:
        """Nothing blocks here."""

    def close(self) -> None:
        self._arrived.clear()

    def _require_plug(self) -> None:
        if not self.plugged:
            raise LinkLost("unplugged")


class PadInTheRoom:
    """An emulated pad of the product's own emulators at the end of a cable."""

    def __init__(self, kind: str, name: str, address: int, now_s: Callable[[], float]) -> None:
        self.cable = Cable(name)
        self._reader = FrameReader()
        make = CallPadEmulator if kind == "call-pad" else EvaluatorEmulator
        self.pad = make(name, address, self.cable.send, clock_s=now_s, randomness=random.Random(address))
        self.cable.hear = self._hear

    def _hear(self, data: bytes) -> None:
        for body in self._reader.feed(data):
            self.pad.hear(body)


class Papers:
    """What came out of one printer, for good."""

    def __init__(self) -> None:
        self.printed: list[tuple[str, str, int]] = []
        """Local day, number and copy of each paper."""


class ThingConfig(DriverConfig):
    """No options."""


class Thing(Driver):
    """A driver of something simple that does at once what it is told."""

    Config = ThingConfig

    def connect(self, link: Link) -> None:
        """Nothing to find."""

    def check(self) -> None:
        self.link.write(b"", 1.0)

    def status(self) -> Status:
        return Status(device=DeviceState.ONLINE)

    def listen(self, timeout_s: float) -> None:
        self.link.read(timeout_s)


class BoardOrSpeaker(Thing):
    """Shows or says; what it took is enough for the hall."""

    kind = "led-board"

    def take(self, command: DeviceCommand, job: Job) -> Result:
        self.link.write(b"", 1.0)
        return None

    commands: ClassVar[Mapping[type[DeviceCommand], Callable[[Any, Any, Job], Result]]] = {
        Show: take,
        Blank: take,
        Say: take,
        PadDisplay: take,
    }


class PaperPrinter(Thing):
    """Paper comes out and stays out."""

    kind = "receipt-printer"
    papers: Papers
    moment: Callable[[str], None]
    """Before and after the paper comes out: a kill may come there. Both are set by the agent that makes the driver."""

    def put_out(self, command: Print, job: Job) -> Result:
        self.link.write(b"", 1.0)
        self.moment("PAPER TO COME")
        self.papers.printed.append((command.data["issued"][:10], command.data["number"], command.copy_number))
        self.moment("PAPER OUT")
        return None

    commands: ClassVar[Mapping[type[DeviceCommand], Callable[[Any, Any, Job], Result]]] = {Print: put_out}
