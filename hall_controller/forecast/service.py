"""Keeps the hall's forecasts fresh: looks which groups changed, asks the worker, fills the cache. Nothing waits for it.

A group is looked at again soon after something happened in it, and every ten seconds while nothing does, since a service that
takes long says something too. When the worker dies the forecasts grow old and aren't promised any more; numbers are given and
called as before, and /healthz says so.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import structlog

from api.messages.views import PartHealth
from api.messages.words import TicketClass
from hall_controller.domain.events import Event
from hall_controller.domain.hall import Hall
from hall_controller.domain.state import Window
from hall_controller.forecast.cache import ForecastCache
from hall_controller.forecast.calibration import Calibration
from hall_controller.forecast.foresee import LineForecast
from hall_controller.forecast.from_hall import Bands, bands_of, groups, snapshot_of
from hall_controller.forecast.learned import Learned
from hall_controller.forecast.recall import recall
from hall_controller.forecast.snapshot import Snapshot
from hall_controller.forecast.worker_process import WorkerDied

REFRESH_MS = 10_000
"""A group in which nothing happens is looked at again after this."""
SETTLE_MS = 500
"""Not more often than this, however much happens: newcomers in between are reckoned on from the last look."""
REST_SHARE = 10
"""A group that took long to compute rests this many times as long, so that the worker never takes more than a tenth of a core."""
LOOK_EVERY_S = 0.25
REST_S = 1.0
"""Between two looks while nothing happens, and before a dead worker is replaced; twice as long each time it dies at once."""
LONGEST_REST_S = 30.0


class Worker(Protocol):
    """`WorkerProcess`, or the computation itself where nobody waits."""

    @property
    def pid(self) -> int | None: ...
    async def ask(self, snapshot: Snapshot) -> list[LineForecast]: ...
    async def stop(self) -> None: ...


class ForecastService:
    """Runs on the loop. `hall` is the replica that the loop's thread reads; `observe` follows it event by event."""

    def __init__(self, hall: Hall, path: Path, worker: Worker, now_ms: Callable[[], int]) -> None:
        self._hall, self._path, self._worker, self._now_ms = hall, path, worker, now_ms
        self._learned = Learned(now_ms())
        self.cache = ForecastCache(self._learned.calibration)
        self._made: dict[tuple[int, ...], int] = {}
        self._rests_ms: dict[tuple[int, ...], int] = {}
        self._happened = asyncio.Event()
        self._died = 0
        self._died_in_row = 0
        self._recall_before = hall.seq
        self._recalled = False
        self._log = structlog.get_logger("hall_controller.forecast")

    @property
    def calibration(self) -> Calibration:
        """What the printed ranges were taught by the calls that came."""
        return self._learned.calibration

    def observe(self, hall: Hall, event: Event) -> None:
        """An event, right after the replica applied it."""
        self._learned.follow(hall, event)
        self._happened.set()

    async def run(self) -> None:
        """Until cancelled."""
        try:
            await self._recall()
            while True:
                try:
                    await self.refresh()
                except (WorkerDied, OSError) as error:
                    self._died += 1
                    self._died_in_row += 1
                    self._log.warning("forecaster.died", error=str(error), times=self._died)
                    await asyncio.sleep(min(LONGEST_REST_S, REST_S * 2 ** (self._died_in_row - 1)))
                    continue
                await self._rest()
        finally:
            await self._worker.stop()

    async def refresh(self) -> int:
        """Every group that needs it, one after the other; how many.

        Raises:
            WorkerDied: the worker gave no answer.
            OSError: it can't be started.
        """
        hall, learned, made = self._hall, self._learned, 0
        bands = bands_of(hall.discipline, hall.rules.overtakes_max)
        all_changed, learned.everything_changed = learned.everything_changed, False
        present = {tuple(window.number for window in group): group for group in groups(hall)}
        self._rests_ms = {name: rest_ms for name, rest_ms in self._rests_ms.items() if name in present}
        self._made = {name: at for name, at in self._made.items() if name in present and not all_changed}
        for name, group in present.items():
            if self._due(name, group):
                await self._look_at(name, group, bands)
                made += 1
        return made

    def health(self) -> PartHealth:
        """The part `forecast` of /healthz: well while what is promised is fresh."""
        age_ms = self.cache.oldest_ms(self._now_ms())
        fresh = age_ms is not None or not self._made
        detail = f"worker {self._worker.pid}, {len(self._made)} groups" + (f", died {self._died} times" if self._died else "")
        return PartHealth(name="forecast", well=fresh and not self._died_in_row, detail=detail)

    def _due(self, name: tuple[int, ...], group: list[Window]) -> bool:
        age_ms = self._now_ms() - self._made.get(name, -REFRESH_MS)
        if age_ms >= REFRESH_MS:
            return True
        return age_ms >= self._rests_ms.get(name, SETTLE_MS) and self._learned.changed(*self._members(group))

    def _members(self, group: list[Window]) -> tuple[set[str], set[int]]:
        numbers = {window.number for window in group}
        places = (place for number in numbers for _, level in self._hall.access(number) for place in level)
        return {queue for kind, queue, _ in places if kind == "queue"}, numbers

    async def _look_at(self, name: tuple[int, ...], group: list[Window], bands: Bands) -> None:
        hall, at = self._hall, self._now_ms()
        self._learned.take(*self._members(group))
        snapshot = snapshot_of(hall, self._learned.history, bands, at, group)
        joined = {line.place: hall.joined[line.place] for line in snapshot.lines}
        forecasts = await self._worker.ask(snapshot)
        classes: dict[str, list[TicketClass]] = {}
        for ticket_class, band in bands.of.items():
            classes.setdefault(band, []).append(ticket_class)
        self.cache.store(forecasts, classes, joined, at)
        self._made[name] = at
        self._rests_ms[name] = max(SETTLE_MS, (self._now_ms() - at) * REST_SHARE)
        self._died_in_row = 0

    async def _rest(self) -> None:
        """A moment after something happened, so that what belongs together is seen together; longer when nothing does."""
        try:
            async with asyncio.timeout(REST_S):
                await self._happened.wait()
        except TimeoutError:
            return
        self._happened.clear()
        await asyncio.sleep(LOOK_EVERY_S)

    async def _recall(self) -> None:
        if self._recalled:
            return
        try:
            recalled = await asyncio.to_thread(recall, self._path, self._recall_before)
        except sqlite3.Error as error:
            self._log.warning("forecaster.forgot", error=str(error))
            return
        self._learned.recall(recalled)
        self._recalled = True
        self._log.info("forecaster.recalled", services=len(recalled.stays), promises=len(recalled.outcomes))
