"""What the forecast costs: a county hall of 134 windows, 26 queues, 500 people waiting, on the real service and database.

One full refresh and its groups; the same hall joined into a single group (every window also helps a neighbour's queue), the
worst case; the share of a core at a busy hall's pace; and what takes at a steady pace notice of it, with the forecaster as a
process, as a thread of the controller, and without one.

`python -m bench.forecast` prints a table; with `--json` one object comes last.
"""

import argparse
import asyncio
import json
import os
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from typing import Any

import uvloop

from api.ids import new_id
from api.messages.hall_commands import Arrive, Finish, HallCommand, Next, OpenWindow, Take
from api.messages.words import HandOver, Role
from api.ports import Actor, Submission
from bench.process_cost import cpu_seconds, resident_megabytes
from bench.statistics_of import percentile
from hall_controller.clock import HallClock
from hall_controller.collector import look_less_often
from hall_controller.config import HallConfig
from hall_controller.forecast.foresee import LineForecast, foresee
from hall_controller.forecast.from_hall import bands_of, groups, snapshot_of
from hall_controller.forecast.history import History
from hall_controller.forecast.service import ForecastService, Worker
from hall_controller.forecast.snapshot import Snapshot
from hall_controller.forecast.worker_process import WorkerProcess
from hall_controller.service import HallService
from tingtang.demo.county import county_hall

WAITING = 500
ROUNDS = 5
PACE_S = 0.5
"""Between two changes: a county hall's peak has about 700 arrivals, calls and ends an hour each, which is 0.6 a second."""
WATCH_S = 20.0
TAKES = 300
TAKE_EVERY_S = 0.05
_MANAGER = Actor("bench", Role.MANAGER)
_KIOSK = Actor("bench-kiosk", Role.DEVICE)


@dataclass(frozen=True, slots=True)
class Refresh:
    """One look at every group. Milliseconds are medians of the rounds."""

    groups: int
    lines: int
    waiting: int
    on_the_loop_ms: float
    """Snapshots made and put into words by the controller."""
    longest_on_the_loop_ms: float
    """Of one group: nothing else happens in the controller meanwhile."""
    in_the_worker_ms: float
    worst_group_ms: float
    worker_cpu_ms: float
    """Without what it waited for a core."""


@dataclass(frozen=True, slots=True)
class Pace:
    """While something happens twice a second."""

    changes_per_s: float
    worker_share: float
    """Of one core."""
    controller_share: float
    controller_share_without: float
    worker_mb: float


@dataclass(frozen=True, slots=True)
class Takes:
    """Submit to durable answer, 20 a second, while every group is being forecast all the time."""

    p50_ms: float
    p99_ms: float
    most_ms: float


class Thread:
    """The same work on a thread of this process, for comparison."""

    pid: int | None = None

    async def ask(self, snapshot: Snapshot) -> list[LineForecast]:
        return await asyncio.to_thread(foresee, snapshot)

    async def stop(self) -> None:
        return


def joined_county() -> HallConfig:
    """The county's windows, each helping the next queue as well: one group."""
    config = county_hall()
    queues = [queue.id for queue in config.queues]
    windows = tuple(
        window.model_copy(update={"queues": (*window.queues, queues[(queues.index(window.queues[0]) + 1) % len(queues)])})
        for window in config.windows
    )
    return config.model_copy(update={"windows": windows})


@asynccontextmanager
async def full_hall(config: HallConfig) -> AsyncIterator[HallService]:
    """Every window busy, 500 people waiting, spread over the queues."""
    with tempfile.TemporaryDirectory(prefix="tingtang-bench-", dir=Path.cwd()) as folder:
        service = HallService(Path(folder) / "hall.db", config, HallClock(), new_id)
        await service.open()
        try:
            services = [next(one.id for one in config.services if one.queue == queue.id) for queue in config.queues]
            numbers = [window.number for window in config.windows]
            await submit_all(service, _MANAGER, [OpenWindow(window=number) for number in numbers])
            takes = (Take(service=services[place % len(services)], hand_over=HandOver.SCREEN) for place in count())
            await submit_all(service, _KIOSK, [next(takes) for _ in range(WAITING + len(numbers))])
            await submit_all(service, _MANAGER, [Next(window=number) for number in numbers], refusals=True)
            while (missing := WAITING - service.projection.manager().waiting_now) > 0:
                await submit_all(service, _KIOSK, [next(takes) for _ in range(missing)])
            yield service
        finally:
            await service.close()


async def submit_all(service: HallService, actor: Actor, commands: Sequence[HallCommand], *, refusals: bool = False) -> None:
    for completion in await service.submit_many([Submission(new_id(), actor, command) for command in commands]):
        if not completion.succeeded and not refusals:
            raise RuntimeError(f"refused: {completion.error_code} {completion.detail}")


async def measure_refresh(service: HallService) -> Refresh:
    hall, history, worker = service.projection.hall, History(), WorkerProcess()
    bands = bands_of(hall.discipline, hall.rules.overtakes_max)
    loop_ms: list[list[float]] = []
    worker_ms: list[list[float]] = []
    shots: list[Snapshot] = []
    cpu_before_s = 0.0
    try:
        for number in range(ROUNDS + 1):
            if number == 1 and worker.pid is not None:
                # The first round started the worker.
                cpu_before_s = cpu_seconds(worker.pid)
            shots, on_loop, in_worker = [], [], []
            for group in groups(hall):
                begun = time.perf_counter()
                shot = snapshot_of(hall, history, bands, hall.at, group)
                asked = time.perf_counter()
                await worker.ask(shot)
                answered = time.perf_counter()
                shots.append(shot)
                on_loop.append((asked - begun) * 1000)
                in_worker.append((answered - asked) * 1000)
            loop_ms.append(on_loop)
            worker_ms.append(in_worker)
        cpu_ms = (cpu_seconds(worker.pid) - cpu_before_s) * 1000 / ROUNDS if worker.pid is not None else 0.0
    finally:
        await worker.stop()
    loop_ms, worker_ms = loop_ms[1:], worker_ms[1:]
    return Refresh(
        len(shots),
        sum(len(shot.lines) for shot in shots),
        sum(len(line.waiting) for shot in shots for line in shot.lines),
        percentile([sum(one) for one in loop_ms], 0.5),
        percentile([max(one) for one in loop_ms], 0.5),
        percentile([sum(one) for one in worker_ms], 0.5),
        percentile([max(one) for one in worker_ms], 0.5),
        cpu_ms,
    )


async def measure_pace(service: HallService) -> Pace:
    """One ends, one is called, one comes, in turns."""
    own = os.getpid()
    without = await _share(own, _changes(service))
    worker = WorkerProcess()
    forecast = _forecast(service, worker)
    running = asyncio.create_task(forecast.run())
    while worker.pid is None:  # noqa: ASYNC110 (it is started within a moment)
        await asyncio.sleep(0.05)
    await asyncio.sleep(2)
    worker_before, begun = cpu_seconds(worker.pid), time.perf_counter()
    share = await _share(own, _changes(service))
    worker_share = (cpu_seconds(worker.pid) - worker_before) / (time.perf_counter() - begun)
    megabytes = resident_megabytes(worker.pid)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    return Pace(1 / PACE_S, worker_share, share, without, megabytes)


def _forecast(service: HallService, worker: Worker) -> ForecastService:
    forecast = ForecastService(service.projection.hall, Path("none"), worker, HallClock().now_ms)
    service.promise_by(forecast.cache)
    service.projection.observe_by(forecast.observe)
    return forecast


async def _share(pid: int, changes: AsyncIterator[None]) -> float:
    """Of a core that a process used while something changed for a while."""
    before, begun = cpu_seconds(pid), time.perf_counter()
    async for _ in changes:
        if time.perf_counter() - begun > WATCH_S:
            break
    return (cpu_seconds(pid) - before) / (time.perf_counter() - begun)


async def _changes(service: HallService) -> AsyncIterator[None]:
    hall = service.projection.hall
    services = [next(one.id for one in hall.rules.services.values() if one.queue == queue) for queue in hall.rules.queues]
    for number in range(10_000):
        window = sorted(hall.windows)[number * 7 % len(hall.windows)]
        if hall.windows[window].ticket is not None:
            await submit_all(service, _MANAGER, [Arrive(window=window), Finish(window=window)], refusals=True)
        await asyncio.sleep(PACE_S)
        await submit_all(service, _MANAGER, [Next(window=window)], refusals=True)
        await asyncio.sleep(PACE_S)
        await submit_all(service, _KIOSK, [Take(service=services[number % len(services)], hand_over=HandOver.SCREEN)])
        await asyncio.sleep(PACE_S)
        yield


async def measure_takes(service: HallService, worker: Worker | None) -> Takes:
    """At a steady pace, while the worker is asked about one group after the other without a pause."""
    hall = service.projection.hall
    services = [next(one.id for one in hall.rules.services.values() if one.queue == queue) for queue in hall.rules.queues]
    asking = asyncio.create_task(_ask_all_the_time(service, worker)) if worker is not None else None
    await asyncio.sleep(1)
    waits = []
    for number in range(TAKES):
        begun = time.perf_counter()
        await submit_all(service, _KIOSK, [Take(service=services[number % len(services)], hand_over=HandOver.SCREEN)])
        waits.append((time.perf_counter() - begun) * 1000)
        await asyncio.sleep(TAKE_EVERY_S)
    if asking is not None and worker is not None:
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        await worker.stop()
    return Takes(percentile(waits, 0.5), percentile(waits, 0.99), max(waits))


async def _ask_all_the_time(service: HallService, worker: Worker) -> None:
    hall, history = service.projection.hall, History()
    bands = bands_of(hall.discipline, hall.rules.overtakes_max)
    while True:
        for group in groups(hall):
            await worker.ask(snapshot_of(hall, history, bands, hall.at, group))


async def measure_all() -> dict[str, Any]:
    async with full_hall(county_hall()) as service:
        apart = await measure_refresh(service)
        pace = await measure_pace(service)
        takes = {
            "without": asdict(await measure_takes(service, None)),
            "process": asdict(await measure_takes(service, WorkerProcess())),
            "thread": asdict(await measure_takes(service, Thread())),
        }
    async with full_hall(joined_county()) as service:
        joined = await measure_refresh(service)
    return {"refresh": asdict(apart), "refresh_joined": asdict(joined), "pace": asdict(pace), "takes": takes}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").strip(), formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one JSON object last")
    arguments = parser.parse_args()
    look_less_often()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        figures = runner.run(measure_all())
    for what, found in figures.items():
        print(what)
        for name, value in found.items():
            print(f"  {name:28} {value if isinstance(value, dict) else round(value, 3)}")
    if arguments.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
