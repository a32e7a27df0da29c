"""What a similarity means: accept, step up, reject. Pure.

Bands instead of a boolean: between them nobody is turned away, another proof is asked for. A decision takes the median of
several good frames, since one lucky frame is what an attacker needs and one blurred frame is what an old person's hand gives.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from api.messages.identity_words import ScoreBand

FRAMES_MIN = 3
"""Good frames that a decision needs."""


@dataclass(frozen=True, slots=True)
class Bands:
    """For one engine's similarity."""

    accept: float
    """From here on the same person."""
    step_up: float
    """From here on perhaps; below, another person as far as can be told."""
    alone: bool = True
    """The engine may accept by itself. If not, the best it says is `step-up`."""

    def __post_init__(self) -> None:
        if not self.step_up <= self.accept:
            raise ValueError(f"step-up {self.step_up} lies above accept {self.accept}")

    def band(self, similarity: float) -> ScoreBand:
        """Not a number is a rejection."""
        if similarity >= self.accept:
            return ScoreBand.ACCEPT if self.alone else ScoreBand.STEP_UP
        return ScoreBand.STEP_UP if similarity >= self.step_up else ScoreBand.REJECT


SHIPPED = {
    "sface": Bands(accept=0.50, step_up=0.40),
    "dlib": Bands(accept=0.55, step_up=0.50, alone=False),
}
"""sface: cosine. At 0.45 0 of 116 pairs of different East-Asian men passed (upper 95 %: 3.1 %) and 6 % of genuine pairs failed;
0.50 leaves room. dlib: 1 − distance, 0.45 and 0.50: there 3.4 % and 13 % of those pairs passed, so it never decides alone."""


def check_accept_from(engine: str, accept_from: float | None) -> None:
    """
    Raises:
        ValueError: `accept_from` lies below what the engine's shipped bands let pass as "perhaps": a slip of the pen would let
            strangers in, and `tingtang vision calibrate` never prints less.
    """
    least = SHIPPED[engine].step_up
    if accept_from is not None and not accept_from >= least:
        raise ValueError(f"accept_from = {accept_from}: {engine} takes {least:.2f} at least")


def bands_of(engine: str, calibrated: float | None = None) -> Bands:
    """Args:
        calibrated: the hall's own threshold from `tingtang vision calibrate`; it moves the step-up band along and lets a strict
            engine decide alone.

    Raises:
        KeyError: no such engine.
    """
    shipped = SHIPPED[engine]
    if calibrated is None:
        return shipped
    return Bands(calibrated, calibrated - (shipped.accept - shipped.step_up))


def decide(similarities: Sequence[float], bands: Bands, *, frames_min: int = FRAMES_MIN) -> ScoreBand | None:
    """The band of the median of good frames; None while there are too few."""
    if len(similarities) < frames_min:
        return None
    if any(math.isnan(value) for value in similarities):  # something broke, so nobody is recognised
        return ScoreBand.REJECT
    return bands.band(median(similarities))
