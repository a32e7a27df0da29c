"""The hall of the simulation: what stands where, and what everything shares."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from ulid import ULID

from hall_controller.config import HallConfig
from tests.deterministic.broker import Broker
from tests.deterministic.devices import Cable, PadInTheRoom, Papers
from tests.deterministic.loop import VirtualLoop
from tests.deterministic.party import make_task
from tests.deterministic.trace import Trace
from tests.deterministic.weather import Weather
from tests.support.whole_queue import whole_queue_document

SITE = "610124-01"
AGENT = "hall-agent"
KIOSKS = ("kiosk-01", "kiosk-02")
PRINTER = "receipt-1"
WINDOWS = (1, 2, 3, 4)
RATED_WINDOWS = (1, 4)
PAD_WINDOWS = (1, 2)

STARTS = (
    datetime(2026, 11, 20, 1, 0, tzinfo=UTC),
    datetime(2026, 11, 20, 3, 58, tzinfo=UTC),
    datetime(2026, 11, 20, 15, 57, tzinfo=UTC),
)
"""09:00, before noon and before midnight in the hall (UTC+8)."""
RUNNING_AT_START_MS = 100_000_000
"""The machine has been on for a day."""


def hall_config() -> HallConfig:
    """The whole queue, with every device on one agent."""
    return HallConfig.model_validate(whole_queue_document(AGENT))


@dataclass
class Problems:
    """What must not happen, as it was found."""

    found: list[str] = field(default_factory=list)

    def note(self, what: str) -> None:
        if what not in self.found:
            self.found.append(what)


class Town:
    """Time, chance, network and things; no process yet."""

    def __init__(self, seed: int, folder: Path, *, keep_trace: bool) -> None:
        self.seed = seed
        self.folder = folder
        self.loop = VirtualLoop()
        self.loop.set_task_factory(make_task)
        self.trace = Trace(self.loop.time, keep=keep_trace)
        self.problems = Problems()
        self.chance = self.stream("town")
        self.weather = Weather(self.stream("weather"))
        self.broker = Broker(self.loop, self.weather, self.trace)
        self.config = hall_config()
        self._start_ms = int(self.chance.choice(STARTS).timestamp() * 1000)
        self._jumps_ms: dict[str, int] = {}
        self.pads = {
            name: PadInTheRoom(kind, name, address, self.loop.time)
            for address, (kind, name) in enumerate(
                [("call-pad", f"callpad-{number}") for number in PAD_WINDOWS]
                + [("rating-pad", f"rating-{number}") for number in RATED_WINDOWS],
                start=1,
            )
        }
        self.cables = {
            name: Cable(name) for name in [*(f"led-{number}" for number in WINDOWS), "overview-1", "speaker-1", *KIOSKS]
        }
        self.papers = {kiosk: Papers() for kiosk in KIOSKS}

    def stream(self, name: str) -> random.Random:
        """Random numbers of its own for each purpose, so that one more draw here changes nothing there."""
        return random.Random(f"{self.seed}/{name}")

    def running_ms(self) -> int:
        return RUNNING_AT_START_MS + int(self.loop.now_s * 1000)

    def wall_ms(self, machine: str) -> int:
        """What the machine's wall clock shows."""
        return self._start_ms + int(self.loop.now_s * 1000) + self._jumps_ms.get(machine, 0)

    def jump_clock(self, machine: str, ms: int) -> None:
        self._jumps_ms[machine] = ms
        self.trace.note(machine, f"wall clock {ms:+d} ms")

    def set_clocks_right(self) -> None:
        self._jumps_ms.clear()

    def ids(self, name: str, machine: str) -> Callable[[], str]:
        """ULIDs by the machine's wall clock."""
        chance = self.stream(f"ids/{name}")
        return lambda: str(ULID.from_int(self.wall_ms(machine) << 80 | chance.getrandbits(80)))

    def failed(self, where: str, error: BaseException) -> None:
        self.problems.note(f"{where}: {type(error).__name__}: {error}")

    @property
    def running(self) -> asyncio.AbstractEventLoop:
        return self.loop
