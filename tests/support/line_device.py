"""A tiny real driver for tests of the core: a device that answers text lines. `BLANK` → `OK`; keys come as `KEY x`."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from api.messages.device_commands import Blank, DeviceCommand, Feed, Print, TestPattern
from api.messages.device_events import KeyPressed
from api.messages.state import Status
from api.messages.words import Action, DeviceState, PadKey
from drivers.core.driver import Driver, DriverConfig, DriverContext, Result
from drivers.core.errors import Cancelled, DeviceNotReady, DeviceSilent, Misconfigured
from drivers.core.job import Job
from drivers.core.link import Link
from drivers.core.trace import Direction

ANSWER_S = 0.5


class LineDevice(Driver):
    kind = "line-device"
    Config = DriverConfig
    check_every_s = 3600.0

    def __init__(self, config: DriverConfig, context: DriverContext) -> None:
        super().__init__(config, context)
        self._buffer = b""
        self.closed_links = 0
        self.paper = "full"

    def connect(self, link: Link) -> None:
        self._buffer = b""
        answer = self._ask(b"HELLO\n")
        if answer == b"OTHER":
            raise Misconfigured("another model", reason="device.wrongModel")

    def check(self) -> None:
        self._ask(b"PING\n")

    def status(self) -> Status:
        out = self.paper == "out"
        return Status(
            device=DeviceState.ONLINE,
            action=Action.CLEAR if out else Action.NONE,
            reason="paper.out" if out else "ok",
            detail={"paper": self.paper},
        )

    def listen(self, timeout_s: float) -> None:
        data = self.link.read(timeout_s)
        self._buffer += data
        while b"\n" in self._buffer:
            line, _, self._buffer = self._buffer.partition(b"\n")
            if line.startswith(b"KEY "):
                self.context.emit(KeyPressed(window=int(line[4:]), key=PadKey.NEXT))
            elif line.startswith(b"PAPER "):
                self.paper = line[6:].decode()

    @staticmethod
    def personal_ranges(direction: Direction, data: bytes) -> Sequence[tuple[int, int]]:  # noqa: ARG004 (the base's signature)
        return ((6, len(data)),) if data.startswith(b"PRINT ") else ()

    def blank(self, command: Blank, job: Job) -> Result:
        return {"answer": self._ask(b"BLANK\n").decode()}

    def print_line(self, command: Print, job: Job) -> Result:
        if self.paper == "out":
            raise DeviceNotReady(reason="paper.out")
        self._ask(b"PRINT " + "".join(command.data.values()).encode() + b"\n")
        return None

    def fail(self, command: Feed, job: Job) -> Result:
        raise KeyError("a bug")

    def wait(self, command: TestPattern, job: Job) -> Result:
        """Until cancelled."""
        self.link.write(b"WAIT\n", ANSWER_S)
        self.link.read(30)
        raise Cancelled

    commands: ClassVar[Mapping[type[DeviceCommand], Callable[[Any, Any, Job], Result]]] = {
        Blank: blank,
        Print: print_line,
        Feed: fail,
        TestPattern: wait,
    }

    def _ask(self, question: bytes) -> bytes:
        self.link.write(question, ANSWER_S)
        while b"\n" not in self._buffer:
            data = self.link.read(ANSWER_S)
            if not data:
                raise DeviceSilent(f"no answer to {question[:5]!r}")
            self._buffer += data
        line, _, self._buffer = self._buffer.partition(b"\n")
        return line
