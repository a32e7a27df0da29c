"""Durable takes and calls per second of the hall in one process: the real service, the real database, no network.

`python -m bench.in_process` prints the figures as JSON; `bench.take_and_call` uses `measure`.
"""

import asyncio
import json
import resource
import sqlite3
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from api.ids import new_id
from api.messages.hall_commands import HallCommand, OpenWindow, PressKey, Take
from api.messages.words import HandOver, PadKey, Role
from api.ports import Actor, Submission
from hall_controller.clock import HallClock
from hall_controller.config import HallConfig
from hall_controller.service import HallService

QUEUES = 26
"""A county hall's queues."""
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
    calls_per_s: float
    calls_cpu_ms: float
    deliveries_per_call: float
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
    """Takes first, then calls by pad key (each finishes the present ticket and calls the next), for `seconds` each.

    Args:
        folder: where the database goes; on the disk that is to be measured.
    """
    path = folder / "hall.db"
    service = HallService(path, bench_config(submitters), HallClock(), new_id)
    await service.open()
    try:
        takes, takes_s, takes_cpu_s = await _drive(service, submitters, seconds, _take)
        for window in range(1, submitters + 1):
            await service.submit(Submission(new_id(), _MANAGER, OpenWindow(window=window)))
        calls, calls_s, calls_cpu_s = await _drive(service, submitters, seconds, _press_next)
    finally:
        await service.close()
    deliveries, duplicates, twice = _audit(path)
    return Figures(
        submitters,
        takes,
        takes / takes_s,
        takes_cpu_s * 1000 / takes,
        calls,
        calls / calls_s,
        calls_cpu_s * 1000 / calls,
        deliveries / calls,
        duplicates,
        twice,
    )


def _take(submitter: int) -> tuple[Actor, HallCommand]:
    return _KIOSK, Take(service=f"s{submitter % QUEUES}", hand_over=HandOver.SCREEN)


def _press_next(submitter: int) -> tuple[Actor, HallCommand]:
    return _KIOSK, PressKey(window=submitter + 1, key=PadKey.NEXT.value)


async def _drive(
    service: HallService, submitters: int, seconds: float, make: Callable[[int], tuple[Actor, HallCommand]]
) -> tuple[int, float, float]:
    """Operations that brought a ticket, wall seconds, CPU seconds."""
    ends_at = time.perf_counter() + seconds
    begun, cpu = time.perf_counter(), _cpu_s()

    async def submit_until_the_end(submitter: int) -> int:
        count = 0
        while time.perf_counter() < ends_at:
            actor, command = make(submitter)
            completion = await service.submit(Submission(new_id(), actor, command))
            if not completion.succeeded:
                raise RuntimeError(f"refused: {completion.error_code} {completion.detail}")
            if "ticket" not in completion.result:
                break
            count += 1
        return count

    work: list[Awaitable[int]] = [submit_until_the_end(submitter) for submitter in range(submitters)]
    counts = await asyncio.gather(*work)
    return sum(counts), time.perf_counter() - begun, _cpu_s() - cpu


def _cpu_s() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def _audit(path: Path) -> tuple[int, int, int]:
    """Deliveries of calls, numbers given twice, tickets called by two windows: read from the ledger itself."""
    connection = sqlite3.connect(path)
    try:
        deliveries = connection.execute("SELECT count(*) FROM delivery WHERE call_seq IS NOT NULL").fetchone()[0]
        field = "json_extract(CAST(record AS TEXT), '$.body.{}')".format
        issued = connection.execute(
            f"SELECT count(*), count(DISTINCT {field('label')}) FROM event WHERE kind = 'ticket-issued'"  # noqa: S608
        ).fetchone()
        called = connection.execute(
            f"SELECT count(*), count(DISTINCT {field('ticket')}) FROM event WHERE kind = 'ticket-called'"  # noqa: S608
        ).fetchone()
    finally:
        connection.close()
    return deliveries, issued[0] - issued[1], called[0] - called[1]


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="tingtang-bench-", dir=Path.cwd()) as folder:
        figures = asyncio.run(measure(Path(folder)))
    print(json.dumps(asdict(figures), indent=2))


if __name__ == "__main__":
    main()
