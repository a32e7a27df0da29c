"""A simulated week: who comes when for what, how long it takes; the hall itself is the real core."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

import numpy as np
from numpy.typing import NDArray

from api.messages.words import TicketClass, WindowState
from hall_controller.forecast.week_hall import WeekHall
from hall_controller.forecast.week_model import MS_PER_MIN, WeekModel

FIRST_DAY_MS = 1_767_542_400_000
"""2026-01-05, a Monday, midnight in China, UTC ms."""
DAY_MS = 24 * 60 * MS_PER_MIN


@dataclass(frozen=True, slots=True)
class Coming:
    """A citizen before he comes."""

    at: int
    service: str
    ticket_class: TicketClass
    stays: int
    """At the window, ms; short for one who went home before."""
    comes: bool


class People:
    """Draws the model's citizens."""

    def __init__(self, model: WeekModel, rng: np.random.Generator) -> None:
        self._model, self._rng = model, rng
        self._sigma = float(np.log(1 + model.coefficient_of_variation**2)) ** 0.5

    def day(self, day: int) -> list[Coming]:
        """In order of their coming."""
        model, rng = self._model, self._rng
        part_min = (model.closes_min - model.opens_min) / len(model.profile)
        begin = FIRST_DAY_MS + day * DAY_MS + model.opens_min * MS_PER_MIN
        instants: list[int] = []
        for place, share in enumerate(model.profile):
            number = rng.poisson(model.peak_per_min() * share * part_min)
            minutes = (place + rng.random(number)) * part_min
            instants += (begin + minutes * MS_PER_MIN).astype(np.int64).tolist()
        instants.sort()
        services = rng.choice(len(model.services), len(instants), p=[service.share for service in model.services]).tolist()
        classes = list(model.classes)
        chosen = rng.choice(len(classes), len(instants), p=list(model.classes.values())).tolist()
        return [
            Coming(at, model.services[service].id, classes[place], *self._stay(model.services[service].mean_min))
            for at, service, place in zip(instants, services, chosen, strict=True)
        ]

    def true_stays(self, mean_min: float, number: int) -> NDArray[np.int64]:
        """Stays as the model's law has them, those of who went home among them, ms."""
        model, rng = self._model, self._rng
        served = rng.lognormal(np.log(mean_min) - self._sigma**2 / 2, self._sigma, number)
        missed = rng.uniform(*model.no_show_min, number)
        minutes = np.where(rng.random(number) < model.no_show_share, missed, served)
        stays: NDArray[np.int64] = np.maximum(minutes * MS_PER_MIN, 1).astype(np.int64)
        return stays

    def _stay(self, mean_min: float) -> tuple[int, bool]:
        model, rng = self._model, self._rng
        if rng.random() < model.no_show_share:
            return round(rng.uniform(*model.no_show_min) * MS_PER_MIN), False
        return max(1, round(rng.lognormal(np.log(mean_min) - self._sigma**2 / 2, self._sigma) * MS_PER_MIN)), True


@dataclass(slots=True)
class Turn:
    """What the week tells of each citizen."""

    coming: Coming
    ordinal: int
    called_at: int = 0


def live_through(
    model: WeekModel,
    people: People,
    days: int,
    before: Callable[[WeekHall, Turn], None],
    called: Callable[[Turn], None],
) -> None:
    """Every day from opening until the last citizen has left. `before` hears of each arrival, `called` of each call."""
    hall = WeekHall(model)
    turns: dict[str, Turn] = {}
    ordinals = count()
    for day in range(days):
        comings = people.day(day)
        hall.open(FIRST_DAY_MS + day * DAY_MS + model.opens_min * MS_PER_MIN)
        free: list[tuple[int, int, bool]] = []
        place = 0
        while place < len(comings) or free:
            if place < len(comings) and (not free or comings[place].at <= free[0][0]):
                coming = comings[place]
                at, window = coming.at, None
                turn = Turn(coming, next(ordinals))
                before(hall, turn)
                ticket = hall.arrive(coming.service, coming.ticket_class, at)
                turns[ticket.id] = turn
                window = _idle_for(hall, coming.service)
                place += 1
            else:
                at, window, came = heapq.heappop(free)
                hall.free(window, at, came=came)
            if window is None:
                continue
            taken = hall.call(window, at)
            if taken is not None:
                turn = turns.pop(taken.id)
                turn.called_at = at
                heapq.heappush(free, (at + turn.coming.stays, window, turn.coming.comes))
                called(turn)


def _idle_for(hall: WeekHall, service: str) -> int | None:
    """The free window that a newcomer goes to: the fewest services, then the longest idle."""
    rules = hall.hall.rules
    idle = [
        (len(rules.windows[number].queues), hall.hall.windows[number].since, number)
        for number in rules.queues[service].windows
        if hall.hall.windows[number].state is WindowState.IDLE
    ]
    return min(idle)[2] if idle else None
