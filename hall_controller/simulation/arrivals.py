"""The people of a model's day: when each comes, as what, for which service, and how long it takes."""

from collections.abc import Mapping, Sequence
from itertools import accumulate
from math import exp, log, sqrt
from random import Random
from typing import TypeVar

from hall_controller.config_times import minute_of
from hall_controller.domain.legs import legs_of
from hall_controller.domain.rules import QueueRule, Rules, ServiceRule
from hall_controller.simulation.day_model import HALF_HOUR_MIN, DayModel, Law
from hall_controller.simulation.plan import MS_PER_MIN, MS_PER_S, Citizen, DayPlan, Habits, Leg
from hall_controller.simulation.staffing import model_shifts

Choice = TypeVar("Choice")


class UnknownInModel(ValueError):
    """The day's file names a queue or service that the hall doesn't have; the text names section and key."""


def lognormal(rng: Random, law: Law, unit_ms: int, scale: float = 1.0) -> int:
    """A duration in ms."""
    spread = log(1 + law.cv**2)
    middle = log(law.mean * scale * unit_ms) - spread / 2
    return round(exp(rng.gauss(middle, sqrt(spread)) if spread else middle))


def plan_day(model: DayModel, rules: Rules, rng: Random) -> DayPlan:
    """The day of this seed.

    Raises:
        UnknownInModel: a queue or service of the model isn't the hall's.
    """
    _check_names(model, rules)
    count = max(1, round(model.tickets * len(rules.windows) / model.for_windows))
    arrivals = sorted(_arrival(model, queue, rng) for queue in _queues(model, rules, rng, count))
    services = _services_by_queue(rules)
    people = tuple(_citizen(number, at, services[queue], rules, model, rng) for number, (at, queue) in enumerate(arrivals))
    window = model.window
    habits = Habits(window.recalls, round(window.recall_every_s * MS_PER_S), round(window.miss_after_s * MS_PER_S))
    return DayPlan(model.date, people, model_shifts(model, rules), minute_of(model.day_ends) * MS_PER_MIN, habits, model.kiosks)


def _check_names(model: DayModel, rules: Rules) -> None:
    problems = [f"queues.{name}: the hall has no such queue" for name in model.queues if name not in rules.queues]
    problems += [
        f"service.services.{name}: the hall has no such service" for name in model.service.services if name not in rules.services
    ]
    if problems:
        raise UnknownInModel("\n  ".join(problems))


def _services_by_queue(rules: Rules) -> dict[str, list[ServiceRule]]:
    services: dict[str, list[ServiceRule]] = {}
    for service in rules.services.values():
        services.setdefault(service.queue, []).append(service)
    return services


def _queues(model: DayModel, rules: Rules, rng: Random, count: int) -> list[str]:
    """The queue of each ticket: by what the queue's windows can do, its own factor and the day's unevenness."""
    weights = queue_weights(model, rules)
    uneven = Law(mean=1.0, cv=model.uneven)
    varied = {queue: weight * lognormal(rng, uneven, MS_PER_MIN) / MS_PER_MIN for queue, weight in weights.items()}
    return _pick_many(rng, varied, count)


def queue_weights(model: DayModel, rules: Rules) -> dict[str, float]:
    """Windows (a window of several queues is split evenly) over the mean minutes of its services, times the model's factor."""
    services = _services_by_queue(rules)
    return {
        queue.id: _capacity(queue, rules) / _mean_minutes(services[queue.id]) * _load(model, queue.id)
        for queue in rules.queues.values()
        if services.get(queue.id) and queue.windows
    }


def _capacity(queue: QueueRule, rules: Rules) -> float:
    return sum(1 / len(rules.windows[number].queues) for number in queue.windows)


def _mean_minutes(services: Sequence[ServiceRule]) -> float:
    return sum(service.minutes for service in services) / len(services)


def _load(model: DayModel, queue: str) -> float:
    entry = model.queues.get(queue)
    return entry.load if entry is not None else 1.0


def _arrival(model: DayModel, queue: str, rng: Random) -> tuple[int, str]:
    """Uniform within a half hour of the queue's own or the day's profile."""
    entry = model.queues.get(queue)
    profile = entry.arrivals if entry is not None and entry.arrivals else model.arrivals
    (slot,) = _pick_many(rng, profile, 1)
    return minute_of(slot) * MS_PER_MIN + int(rng.random() * HALF_HOUR_MIN * MS_PER_MIN), queue


def _citizen(number: int, at: int, services: Sequence[ServiceRule], rules: Rules, model: DayModel, rng: Random) -> Citizen:
    service = services[int(rng.random() * len(services))]
    absence = model.absence
    (ticket_class,) = _pick_many(rng, model.classes, 1)
    absent, comes_back, says_so = (rng.random() for _ in range(3))
    legs = tuple(_leg(rules.services[leg.service], model, rng) for leg in legs_of(rules, [service]))
    back_after = lognormal(rng, absence.back_after_min, MS_PER_MIN)
    patience = None if absence.patience_min is None else lognormal(rng, absence.patience_min, MS_PER_MIN)
    return Citizen(
        number,
        at,
        ticket_class,
        legs,
        absent=absent < absence.no_show,
        patience_ms=patience,
        says_so=says_so < absence.say_so,
        back_after_ms=back_after if absent < absence.no_show and comes_back < absence.back else None,
    )


def _leg(service: ServiceRule, model: DayModel, rng: Random) -> Leg:
    window = model.window
    rates = rng.random()
    return Leg(
        service.id,
        lognormal(rng, window.walk_s, MS_PER_S),
        _service_ms(service, model, rng),
        lognormal(rng, window.between_s, MS_PER_S),
        lognormal(rng, window.rating_s, MS_PER_S) if rates < window.rated else None,
    )


def _service_ms(service: ServiceRule, model: DayModel, rng: Random) -> int:
    times = model.service
    law = times.services.get(service.id)
    if law is not None:
        return lognormal(rng, law, MS_PER_MIN)
    return lognormal(rng, Law(mean=service.minutes, cv=times.cv), MS_PER_MIN, times.scale)


def _pick_many(rng: Random, weights: Mapping[Choice, float], count: int) -> list[Choice]:
    names = list(weights)
    return rng.choices(names, cum_weights=list(accumulate(weights.values())), k=count)
