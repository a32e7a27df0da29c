"""Durable takes and calls per second of the hall in one process: the real service, the real database, no network.

`python -m bench.in_process` prints the figures as JSON; `bench.take_and_call` uses `measure`.
"""

import asyncio
import json
import resource
import sqlite3
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import uvloop

from api.ids import new_id
from api.messages.hall_commands import HallCommand, Miss, Next, OpenWindow, PressKey, Take
from api.messages.words import HandOver, PadKey, Refusal, Role
from api.ports import Actor, Submission
from hall_controller.clock import HallClock
from hall_controller.collector import look_less_often
from hall_controller.config import HallConfig
from hall_controller.service import HallService
from hall_controller.store.ids import IdBlocks

QUEUES = 26
"""A county hall's queues."""
WINDOWS_EACH = 12
"""Windows of each submitter in the measurement of calls: they call once each, then all are freed off the clock."""
WAITING_EACH = 200
"""People in each queue before windows call once each: no window shall find its queues empty, however slow the takes were."""
_MANAGER = Actor("bench", Role.MANAGER)
_KIOSK = Actor("bench-kiosk", Role.DEVICE)


@dataclass(frozen=True, slots=True)
class Figures:
    submitters: int
    takes: int
    takes_per_s: float
    takes_cpu_ms: float
    """CPU of the whole process for each take, submitters included."""
    calls: int
    """`next` at an idle window."""
    calls_per_s: float
    calls_cpu_ms: float
    deliveries_per_call: float
    turnovers: int
    """The pad's `next` at a busy window: the present citizen is finished and the next called, in one command."""
    turnovers_per_s: float
    turnovers_cpu_ms: float
    duplicate_numbers: int
    tickets_called_twice: int


def bench_config(windows: int) -> HallConfig:
    """A hall open around the clock; each window has a board and a call pad, all share a speaker and an overview board."""
    queues = [
        {
            "id": f"q{n}",
            "prefix": chr(ord("A") + n),
            "names": {"zh-CN": f"队列{n}", "en": f"Queue {n}"},
            "last": 99_999,
            "digits": 5,
            "opens": "00:00",
            "closes": "24:00",
        }
        for n in range(QUEUES)
    ]
    document: dict[str, Any] = {
        # A pad's `next` right after a call counts as a bounced key; here presses follow each other without a person between.
        "hall": {"site": "610124-01", "names": {"zh-CN": "大厅", "en": "Hall"}, "recall_gap_s": 0},
        "queues": queues,
        "services": [
            {
                "id": f"s{n}",
                "names": {"zh-CN": f"事项{n}", "en": f"Service {n}"},
                "department": {"zh-CN": "部门"},
                "queue": f"q{n % QUEUES}",
            }
            for n in range(QUEUES)
        ],
        "windows": [
            {
                "number": n,
                "names": {"zh-CN": f"{n}号窗口"},
                "queues": [f"q{n % QUEUES}", f"q{(n + 1) % QUEUES}"],
                "leds": [f"agent/led-{n}"],
                "call_pad": f"agent/callpad-{n}",
            }
            for n in range(1, windows + 1)
        ],
        "zones": [
            {
                "id": "main",
                "names": {"zh-CN": "大厅"},
                "speakers": ["agent/speaker-1"],
                "overview_leds": ["agent/overview-1"],
            }
        ],
    }
    return HallConfig.model_validate(document)


async def measure(folder: Path, *, submitters: int = 64, seconds: float = 4.0) -> Figures:
    """Takes first, then calls at idle windows, then turnovers, each for `seconds`.

    Run it on the loop the controller runs on (uvloop).

    Args:
        folder: where the database goes; on the disk that is to be measured.
    """
    path = folder / "hall.db"
    service = HallService(path, bench_config(submitters * WINDOWS_EACH), HallClock(), new_id)
    await service.open()
    try:
        takes = await _drive(service, submitters, seconds, _take)
        await _at_all_windows(service, submitters, OpenWindow)
        calls = _Measured()
        while calls.wall_s < seconds:
            await _fill(service)
            await _call_once_everywhere(service, submitters, calls)
            await _at_all_windows(service, submitters, Miss)
        await _fill(service)
        turnovers = await _drive(service, submitters, seconds, _press_next)
    finally:
        await service.close()
    deliveries, duplicates, twice = _audit(path)
    return Figures(
        submitters,
        *takes.figures(),
        *calls.figures(),
        deliveries,
        *turnovers.figures(),
        duplicates,
        twice,
    )


@dataclass(slots=True)
class _Measured:
    operations: int = 0
    wall_s: float = 0.0
    cpu_s: float = 0.0

    def add(self, operations: int, wall_s: float, cpu_s: float) -> None:
        self.operations += operations
        self.wall_s += wall_s
        self.cpu_s += cpu_s

    def figures(self) -> tuple[int, float, float]:
        """Operations, per second, CPU ms for each."""
        return self.operations, self.operations / self.wall_s, self.cpu_s * 1000 / self.operations


def _take(submitter: int) -> tuple[Actor, HallCommand]:
    return _KIOSK, Take(service=f"s{submitter % QUEUES}", hand_over=HandOver.SCREEN)


def _press_next(submitter: int) -> tuple[Actor, HallCommand]:
    return _KIOSK, PressKey(window=submitter + 1, key=PadKey.NEXT.value)


_next_id = IdBlocks(new_id).next


async def _submit(service: HallService, actor: Actor, command: HallCommand) -> dict[str, Any]:
    """The answer's result; empty when nobody waits for the window any more."""
    completion = await service.submit(Submission(_next_id(), actor, command))
    if completion.error_code == Refusal.NOBODY_WAITING.value:
        return {}
    if not completion.succeeded:
        raise RuntimeError(f"refused: {completion.error_code} {completion.detail}")
    return completion.result


async def _drive(
    service: HallService, submitters: int, seconds: float, make: Callable[[int], tuple[Actor, HallCommand]]
) -> _Measured:
    """Every submitter sends its next command when the last one is answered."""
    begun, cpu = time.perf_counter(), _cpu_s()
    ends_at = begun + seconds

    async def submit_until_the_end(submitter: int) -> int:
        count = 0
        while time.perf_counter() < ends_at and "ticket" in await _submit(service, *make(submitter)):
            count += 1
        return count

    counts = await asyncio.gather(*[submit_until_the_end(submitter) for submitter in range(submitters)])
    return _Measured(sum(counts), time.perf_counter() - begun, _cpu_s() - cpu)


async def _fill(service: HallService) -> None:
    """Off the clock: let people come until enough wait in each queue."""
    waiting = [queue.waiting for queue in service.projection.manager().queues]
    takes = [_take(place) for place, count in enumerate(waiting) for _ in range(WAITING_EACH - count)]
    for completion in await service.submit_many([Submission(_next_id(), actor, command) for actor, command in takes]):
        if not completion.succeeded:
            raise RuntimeError(f"refused: {completion.error_code} {completion.detail}")


async def _call_once_everywhere(service: HallService, submitters: int, measured: _Measured) -> None:
    """One call at each window, which must be idle."""

    async def call(submitter: int) -> None:
        for window in range(submitter * WINDOWS_EACH + 1, (submitter + 1) * WINDOWS_EACH + 1):
            await _submit(service, _MANAGER, Next(window=window))

    begun, cpu = time.perf_counter(), _cpu_s()
    await asyncio.gather(*[call(submitter) for submitter in range(submitters)])
    measured.add(submitters * WINDOWS_EACH, time.perf_counter() - begun, _cpu_s() - cpu)


async def _at_all_windows(service: HallService, submitters: int, command: type[OpenWindow] | type[Miss]) -> None:
    windows = range(1, submitters * WINDOWS_EACH + 1)
    for completion in await service.submit_many([Submission(new_id(), _MANAGER, command(window=n)) for n in windows]):
        if not completion.succeeded:
            raise RuntimeError(f"refused: {completion.error_code} {completion.detail}")


def _cpu_s() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def _audit(path: Path) -> tuple[float, int, int]:
    """Deliveries for each call, numbers given twice, tickets called by two windows: read from the ledger itself."""
    connection = sqlite3.connect(path)
    try:
        deliveries, calls = connection.execute(
            "SELECT count(*), count(DISTINCT call_seq) FROM delivery WHERE call_seq IS NOT NULL"
        ).fetchone()
        field = "json_extract(CAST(record AS TEXT), '$.body.{}')".format
        issued = connection.execute(
            f"SELECT count(*), count(DISTINCT {field('label')}) FROM event WHERE kind = 'ticket-issued'"  # noqa: S608
        ).fetchone()
        called = connection.execute(
            f"SELECT count(*), count(DISTINCT {field('ticket')}) FROM event WHERE kind = 'ticket-called'"  # noqa: S608
        ).fetchone()
    finally:
        connection.close()
    return deliveries / calls, issued[0] - issued[1], called[0] - called[1]


def main() -> None:
    look_less_often()
    # In the working folder: /tmp is often kept in memory, which is no disk.
    with (
        tempfile.TemporaryDirectory(prefix="tingtang-bench-", dir=Path.cwd()) as folder,
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        figures = runner.run(measure(Path(folder)))
    print(json.dumps(asdict(figures), indent=2))


if __name__ == "__main__":
    main()
