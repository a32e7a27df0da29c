"""How the technician's step reaches the machine. Protocol only; `kiosk.technician.service` holds the real one."""

from dataclasses import dataclass
from typing import Protocol

ROTATIONS = (0, 90, 180, 270)
"""Degrees, clockwise."""


@dataclass(frozen=True, slots=True)
class CodeVerdict:
    right: bool
    wait_s: float = 0.0
    """Until the next try counts."""


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One part that was looked at. `text_key` and arguments of the section `check`; `verdict`: `well`, `look`, `broken`."""

    part: str
    verdict: str
    text_key: str
    arguments: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """One device of the terminal's agent, as it says itself."""

    id: str
    kind: str
    model: str
    well: bool
    reason: str
    """A dotted key such as `paper.out`; `ok` when it is well, `silent` when nobody answers."""


@dataclass(frozen=True, slots=True)
class TestResult:
    done: bool
    reason: str = ""
    """Why not: an error code or `silent`."""


@dataclass(frozen=True, slots=True)
class NetworkRow:
    """`key` of the section `technician`: `network.card`, `network.gateway`, `network.broker`, `network.hall`, `network.clock`."""

    key: str
    name: str
    value: str
    """Shown as it is; empty: not there."""
    well: bool


@dataclass(frozen=True, slots=True)
class LogRow:
    at: str
    """Local time."""
    level: str
    text: str


@dataclass(frozen=True, slots=True)
class RecordRow:
    """The newest self-test."""

    at: str
    """Local date and time; empty: none yet."""
    verdict: str = ""


class TechnicianPort(Protocol):
    @property
    def offered(self) -> bool:
        """There is a code; without one the hidden corner does nothing."""
        ...

    async def try_code(self, code: str) -> CodeVerdict: ...

    async def self_test(self) -> tuple[CheckRow, ...]:
        """Look at every part, and keep the signed record. Takes seconds."""
        ...

    def last_record(self) -> RecordRow: ...

    def devices(self) -> tuple[DeviceRow, ...]: ...

    async def test_device(self, device: str) -> TestResult:
        """Have it do what shows that it works: a test page, a test picture, else an answer."""
        ...

    def network(self) -> tuple[NetworkRow, ...]: ...

    def log(self) -> tuple[LogRow, ...]:
        """Newest first."""
        ...

    def blanks(self) -> int | None:
        """Certificate blanks left; None: nobody counts them here."""
        ...

    def refill(self, count: int) -> None:
        """So many lie in the tray now."""
        ...

    @property
    def rotation(self) -> int: ...

    def rotate(self, degrees: int) -> bool:
        """Keep the screen's rotation for the next start; False: it couldn't be written."""
        ...

    async def bundle(self) -> str:
        """Write the support bundle; where it lies. Empty: it couldn't be written."""
        ...

    def restart(self) -> None:
        """End this process; whoever runs it starts it anew."""
        ...
