"""How well a replayed day agrees with the real one: what a person may believe of its alternatives."""

from dataclasses import dataclass
from statistics import fmean

from hall_controller.simulation.journeys import DayResult
from hall_controller.simulation.plan import MS_PER_MIN

CLOSE_SHARE, CLOSE_MIN = 0.1, 0.5
"""A replay whose mean wait is off by no more than a tenth, or half a minute, is close."""


@dataclass(frozen=True, slots=True)
class ReplayFit:
    """Minutes."""

    people: int
    """Called in both."""
    real_mean: float
    replay_mean: float
    typical_difference: float
    """Mean absolute difference of one person's wait."""

    @staticmethod
    def of(real: DayResult, replay: DayResult) -> "ReplayFit":
        """Person by person."""
        replayed = {journey.citizen.number: journey.waited_ms for journey in replay.journeys}
        pairs = [
            (was / MS_PER_MIN, again / MS_PER_MIN)
            for journey in real.journeys
            if (was := journey.waited_ms) is not None and (again := replayed.get(journey.citizen.number)) is not None
        ]
        if not pairs:
            return ReplayFit(0, 0.0, 0.0, 0.0)
        return ReplayFit(
            len(pairs),
            fmean(was for was, _ in pairs),
            fmean(again for _, again in pairs),
            fmean(abs(was - again) for was, again in pairs),
        )

    @property
    def is_close(self) -> bool:
        return abs(self.replay_mean - self.real_mean) <= max(CLOSE_MIN, CLOSE_SHARE * self.real_mean)
