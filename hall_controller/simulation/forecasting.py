"""Forecasts on simulated numbers: the hall's own forecaster, asked for each number instead of every few seconds.

It learns from the day's events as the controller's does, on a replica that applies one event after the other.
"""

from api.messages.words import TicketClass
from hall_controller.domain.apply import apply
from hall_controller.domain.events import Event, EventKind
from hall_controller.domain.forecasts import Promise
from hall_controller.domain.hall import Hall
from hall_controller.domain.state import Place, Window
from hall_controller.forecast.cache import ForecastCache
from hall_controller.forecast.foresee import foresee
from hall_controller.forecast.from_hall import bands_of, groups, snapshot_of
from hall_controller.forecast.learned import Learned
from hall_controller.simulation.stage import Stage

REFRESH_MS = 10_000
"""A group that was looked at less than this ago isn't looked at again: newcomers in between are reckoned on, as in the hall."""


class SimulatedForecasts:
    """Implements `hall_controller.domain.forecasts.Forecasts`."""

    def __init__(self, stage: Stage) -> None:
        self._replica = Hall(stage.hall.rules)
        self._learned = Learned(stage.at)
        self._cache = ForecastCache(self._learned.calibration)
        self._made: dict[tuple[int, ...], int] = {}
        stage.listen(self._follow, *EventKind)
        stage.hall.forecasts = self

    def promise(self, place: Place, ticket_class: TicketClass, at: int, joined: int) -> Promise | None:
        """What the hall would print now."""
        for group in groups(self._replica):
            if self._serves(group, place):
                self._look_at(group, at)
                break
        return self._cache.promise(place, ticket_class, at, joined)

    def _follow(self, event: Event) -> None:
        apply(self._replica, event)
        self._replica.changes.clear()
        self._learned.follow(self._replica, event)

    def _serves(self, group: list[Window], place: Place) -> bool:
        return any(place in places for window in group for _, places in self._replica.access(window.number))

    def _look_at(self, group: list[Window], at: int) -> None:
        name = tuple(window.number for window in group)
        if at - self._made.get(name, at - REFRESH_MS) < REFRESH_MS:
            return
        self._made[name] = at
        hall = self._replica
        bands = bands_of(hall.discipline, hall.rules.overtakes_max)
        snapshot = snapshot_of(hall, self._learned.history, bands, at, group)
        joined = {line.place: hall.joined[line.place] for line in snapshot.lines}
        classes = {band: [kind for kind, name in bands.of.items() if name == band] for band in bands.names}
        self._cache.store(foresee(snapshot), classes, joined, at)
