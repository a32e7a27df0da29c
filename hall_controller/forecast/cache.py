"""The latest forecasts, ready to be promised: asked by the writer for each number given, filled by the forecaster."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from api.messages.words import TicketClass
from hall_controller.domain.forecasts import Promise
from hall_controller.domain.state import Place
from hall_controller.forecast.calibration import Calibration
from hall_controller.forecast.foresee import LineForecast
from hall_controller.forecast.printed import promise_of
from hall_controller.forecast.raw import RawForecast

STALE_MS = 30_000
"""Older than three refreshes: the forecaster is down, and nothing is promised."""


@dataclass(frozen=True, slots=True)
class _Entry:
    made_at: int
    joined: int
    """`Hall.joined` of the place when the snapshot was taken."""
    forecast: LineForecast


class ForecastCache:
    """Implements `hall_controller.domain.forecasts.Forecasts`.

    Written by one thread and read by others without a lock: every entry is an immutable value that is replaced whole.
    """

    def __init__(self, calibration: Calibration) -> None:
        self._calibration = calibration
        self._entries: dict[tuple[Place, TicketClass], _Entry] = {}

    def store(
        self,
        forecasts: Iterable[LineForecast],
        classes: Mapping[str, Iterable[TicketClass]],
        joined: Mapping[Place, int],
        made_at: int,
    ) -> None:
        """A group's new forecasts.

        Args:
            classes: the classes that stand in a line, by the line's class.
            joined: `Hall.joined` of its places when the snapshot was taken.
        """
        for forecast in forecasts:
            place, band = forecast.key
            entry = _Entry(made_at, joined.get(place, 0), forecast)
            for ticket_class in classes[band]:
                self._entries[place, ticket_class] = entry

    def oldest_ms(self, at: int) -> int | None:
        """Age of the oldest forecast that is still promised; None: there is none."""
        ages = [at - entry.made_at for entry in list(self._entries.values()) if at - entry.made_at <= STALE_MS]
        return max(ages, default=None)

    def promise(self, place: Place, ticket_class: TicketClass, at: int, joined: int) -> Promise | None:
        entry = self._entries.get((place, ticket_class))
        if entry is None or at - entry.made_at > STALE_MS:
            return None
        raw = _newcomer(entry.forecast, max(0, joined - entry.joined))
        return promise_of(raw, self._calibration.of(place[1], raw.expected - at), at)


def _newcomer(forecast: LineForecast, behind: int) -> RawForecast:
    """For somebody behind so many who came since."""
    last = len(forecast.newcomers) - 1
    if behind <= last:
        return forecast.newcomers[behind]
    further_ms = forecast.gap_ms * (behind - last)
    known = forecast.newcomers[last]
    return RawForecast(known.low + further_ms, known.expected + further_ms, known.high + further_ms)
