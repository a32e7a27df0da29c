"""Forecasts for the citizens of a simulated week: ours, that of a rollout that knows the true laws, and other halls' ways."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from hall_controller.domain.rules import Rules
from hall_controller.forecast.from_hall import USUAL, bands_of, snapshot_for
from hall_controller.forecast.laws import Ints, Laws, laws_of
from hall_controller.forecast.lockstep import Drawn, Lockstep
from hall_controller.forecast.raw import RawForecast, raw_of
from hall_controller.forecast.rivals import Rivals
from hall_controller.forecast.rollout import draw
from hall_controller.forecast.snapshot import Snapshot
from hall_controller.forecast.tables import tabulate
from hall_controller.forecast.week import DAY_MS, FIRST_DAY_MS, People, Turn, live_through
from hall_controller.forecast.week_hall import WeekHall, config_of
from hall_controller.forecast.week_model import MS_PER_MIN, WeekModel

TRUE_SAMPLES = 20_000
"""Drawn from a true law: its table of samples is the law for every purpose here."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One citizen: when he came and was called (UTC ms), and what each way foresaw (waits, ms)."""

    ordinal: int
    queue: str
    ticket_class: str
    at: int
    called_at: int
    ours: RawForecast
    knowing: RawForecast
    position: float
    last_to_enter: float
    head_of_line: float
    call_rate: float


class _Watcher:
    """Looks at every citizen who comes; asks the rollouts for those of its part."""

    def __init__(self, model: WeekModel, seed: int, part: int, parts: int, runs: int, progress: Callable[[int], None]) -> None:
        self._model, self._seed, self._part, self._parts, self._runs = model, seed, part, parts, runs
        self._progress = progress
        self._rivals = Rivals()
        self._true = _true_laws(model, seed)
        rules = Rules(config_of(model))
        self._bands = bands_of(rules.discipline, rules.overtakes_max)
        self._waiting: dict[int, Measured] = {}
        self.measured: list[Measured] = []

    def comes(self, hall: WeekHall, turn: Turn) -> None:
        coming = turn.coming
        if turn.ordinal % self._parts != self._part:
            return
        place, band = ("queue", coming.service, ""), self._bands.of[coming.ticket_class]
        snapshot = snapshot_for(hall.hall, hall.history, self._bands, coming.at, place)
        line = next(index for index, line in enumerate(snapshot.lines) if line.key == (place, band))
        ours, knowing = self._rollouts(snapshot, turn, line)
        self._waiting[turn.ordinal] = Measured(
            turn.ordinal,
            coming.service,
            coming.ticket_class.value,
            coming.at,
            0,
            raw_of(ours),
            raw_of(knowing),
            self._rivals.position(hall, coming.service),
            self._rivals.last_to_enter(coming.service, coming.ticket_class),
            self._rivals.head_of_line(hall, coming.service, coming.ticket_class, coming.at),
            self._rivals.call_rate(hall, coming.service, coming.at),
        )
        self._progress(turn.ordinal)

    def called(self, turn: Turn) -> None:
        self._rivals.called(turn.coming.service, turn.coming.ticket_class, turn.coming.at, turn.called_at)
        measured = self._waiting.pop(turn.ordinal, None)
        if measured is not None:
            self.measured.append(replace(measured, called_at=turn.called_at))

    def _rollouts(self, snapshot: Snapshot, turn: Turn, line: int) -> tuple[Ints, Ints]:
        """Instants of the call as our runs have it, and those that know the true laws; side by side, which halves the time."""
        knowing = self._knowing(snapshot)
        more = tuple(
            replace(ours, arrivals_per_h=max(ours.arrivals_per_h, true.arrivals_per_h))
            for ours, true in zip(snapshot.lines, knowing.lines, strict=True)
        )
        tables = tabulate(replace(snapshot, lines=more))
        # One seed for each citizen: the result doesn't depend on how many processes share the work.
        rng = np.random.default_rng([self._seed, turn.ordinal])
        drawn = (
            draw(snapshot, tables, laws_of(snapshot.services), rng, self._runs),
            draw(knowing, tables, self._true, rng, self._runs),
        )
        race = Lockstep(tables, Drawn.stacked(drawn), np.array([line]), 0)
        race.run()
        instants = race.instants()[0, 0]
        return instants[: self._runs], instants[self._runs :]

    def _knowing(self, snapshot: Snapshot) -> Snapshot:
        """With the true rates of arrival."""
        model = self._model
        minute = (snapshot.at - FIRST_DAY_MS) % DAY_MS / MS_PER_MIN - model.opens_min
        part = int(minute * len(model.profile) / (model.closes_min - model.opens_min))
        per_h = 60 * model.peak_per_min() * model.profile[min(part, len(model.profile) - 1)]
        of_service = {service.id: service.share for service in model.services}
        of_band: dict[str, float] = {}
        for ticket_class, share in model.classes.items():
            band = self._bands.of[ticket_class]
            of_band[band] = of_band.get(band, 0.0) + share
        lines = tuple(
            replace(line, arrivals_per_h=per_h * of_service[line.queue] * of_band.get(line.ticket_class, 0.0))
            for line in snapshot.lines
        )
        return replace(snapshot, lines=lines)


def measure(
    model: WeekModel, seed: int, days: int, part: int, parts: int, runs: int, progress: Callable[[int], None]
) -> list[Measured]:
    """Every `parts`-th citizen of the week, from the `part`-th on, in order of the calls. `progress` hears their ordinals."""
    watcher = _Watcher(model, seed, part, parts, runs, progress)
    live_through(model, People(model, np.random.default_rng(seed)), days, watcher.comes, watcher.called)
    return watcher.measured


def _true_laws(model: WeekModel, seed: int) -> Laws:
    people = People(model, np.random.default_rng([seed, len(model.services)]))
    stays = {service.id: people.true_stays(service.mean_min, TRUE_SAMPLES) for service in model.services}
    return Laws(stays | {USUAL + service: values for service, values in stays.items()}, uncertain=False)
