"""The service that keeps forecasts fresh, with the computation in place of the worker's process."""

import asyncio
from itertools import pairwise
from pathlib import Path

import pytest

from api.messages.hall_commands import Next
from api.messages.words import TicketClass
from hall_controller.domain.forecasts import Promise
from hall_controller.forecast.cache import STALE_MS
from hall_controller.forecast.calibration import FIRST
from hall_controller.forecast.foresee import FURTHER, LineForecast, foresee
from hall_controller.forecast.service import REFRESH_MS, SETTLE_MS, ForecastService
from hall_controller.forecast.snapshot import Snapshot
from hall_controller.forecast.worker_process import WorkerDied
from tests.support.broker import until
from tests.support.forecast_hall import MINUTE_MS, ForecastHall, hall_config

WALK_IN = TicketClass.WALK_IN


class InPlace:
    """Answers at once, or dies."""

    def __init__(self) -> None:
        self.asked: list[Snapshot] = []
        self.dead = False
        self.pid: int | None = 4711

    async def ask(self, snapshot: Snapshot) -> list[LineForecast]:
        if self.dead:
            raise WorkerDied("killed by the test")
        self.asked.append(snapshot)
        return foresee(snapshot)

    async def stop(self) -> None:
        self.pid = None


class Made:
    def __init__(self) -> None:
        self.hall = ForecastHall(hall_config([{"queues": ["a"]}, {"queues": ["b"]}], {}))
        self.worker = InPlace()
        self.service = ForecastService(self.hall.hall, Path("nowhere"), self.worker, lambda: self.hall.at)
        self.hall.observers.append(self.service.observe)
        self.hall.open_all()

    def promise(self, queue: str = "a", ticket_class: TicketClass = WALK_IN) -> Promise | None:
        place = "queue", queue, ""
        return self.service.cache.promise(place, ticket_class, self.hall.at, self.hall.hall.joined[place])

    def busy(self, people: int = 6) -> None:
        """Window 1 has somebody, and so many wait."""
        for _ in range(people + 1):
            self.hall.take("s-a", WALK_IN)
        self.hall.do(Next(window=1))


@pytest.fixture
def made() -> Made:
    return Made()


async def test_every_group_is_looked_at_once_then_only_what_changed(made: Made) -> None:
    assert await made.service.refresh() == 2
    assert await made.service.refresh() == 0
    made.hall.take("s-a", WALK_IN)
    assert await made.service.refresh() == 0, "not again at once"
    made.hall.at += SETTLE_MS
    assert await made.service.refresh() == 1
    assert {line.queue for line in made.worker.asked[-1].lines} == {"a"}
    made.hall.at += REFRESH_MS
    assert await made.service.refresh() == 2, "time passes for whoever is being served"


async def test_a_promise_follows_those_who_came_since(made: Made) -> None:
    made.busy()
    await made.service.refresh()
    first = made.promise()
    assert first is not None
    expected = [first[1]]
    for _ in range(FURTHER + 3):
        made.hall.take("s-a", WALK_IN)
        promise = made.promise()
        assert promise is not None
        expected.append(promise[1])
    gaps = [later - earlier for earlier, later in pairwise(expected)]
    assert all(gap > MINUTE_MS for gap in gaps), "one window takes them one after the other"


async def test_all_classes_are_promised_something_and_green_is_sooner(made: Made) -> None:
    made.busy()
    await made.service.refresh()
    promises = {ticket_class: made.promise("a", ticket_class) for ticket_class in TicketClass}
    assert all(promises.values())
    walk_in, elderly = promises[WALK_IN], promises[TicketClass.ELDERLY]
    assert walk_in is not None
    assert elderly is not None
    assert elderly[1] < walk_in[1]
    assert elderly == promises[TicketClass.DISABLED]


async def test_a_stale_forecast_is_not_promised(made: Made) -> None:
    await made.service.refresh()
    made.hall.at += STALE_MS
    assert made.promise() is not None
    made.hall.at += 1
    assert made.promise() is None
    assert made.promise("c") is None, "no window calls it"


async def test_a_dead_worker_shows_and_its_successor_heals(made: Made) -> None:
    await made.service.refresh()
    assert made.service.health().well
    made.worker.dead = True
    made.hall.at += REFRESH_MS
    running = asyncio.create_task(made.service.run())
    await until(lambda: not made.service.health().well, "health shows it")
    assert "died 1 times" in made.service.health().detail
    made.worker.dead = False
    await until(lambda: made.service.health().well, "a new worker answers")
    assert made.promise() is not None
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert made.worker.pid is None, "the worker ends with the service"


async def test_what_was_printed_and_came_teaches_the_calibration(made: Made) -> None:
    made.hall.hall.forecasts = made.service.cache
    made.busy()
    await made.service.refresh()
    promised = made.promise()
    assert promised is not None
    made.hall.take("s-a", WALK_IN)
    assert promised in [ticket.forecast for ticket in made.hall.hall.tickets.values()]
    wait_ms = promised[1] - made.hall.at
    assert made.service.calibration.of("a", wait_ms) == FIRST
    # Everybody before this one is called within the second: far earlier than any range says.
    made.hall.serve_all([1], {"s-a": 0})
    assert made.service.calibration.of("a", wait_ms).low > FIRST.low
