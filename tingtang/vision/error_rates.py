"""Errors of a recogniser from its scores over a labelled set. Pure.

FMR: pairs of different people taken for one (false match rate). FNMR: pairs of one person taken for two (false non-match rate).
Terms as in ISO/IEC 19795-1. Pairs of the same few people aren't independent of each other, so the bounds per comparison are
narrower than the truth; those over people count each person or pair of people once and are the ones to trust.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kiosk.vision.engines.base import FaceEngine
from kiosk.vision.statistics import Rate, rate_of, upper_bound
from tingtang.vision.embedding import Templates

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """Of all pairs of pictures."""

    engine: str
    models: str
    genuine: "NDArray[np.float32]"
    """Sorted."""
    impostor: "NDArray[np.float32]"
    """Sorted."""
    worst_genuine: "NDArray[np.float32]"
    """For each person with two pictures or more: their lowest score with themselves; sorted."""
    best_impostor: "NDArray[np.float32]"
    """For each pair of people: their highest score; sorted."""


@dataclass(frozen=True, slots=True)
class Errors:
    """At one threshold."""

    threshold: float
    fmr: Rate
    fnmr: Rate
    people_confused: Rate
    """Pairs of people of whom any two pictures match."""
    people_missed: Rate
    """People of whom any two pictures don't match."""


def scores_of(templates: Templates, engine: FaceEngine) -> Scores:
    """Every picture with every other one, each pair once."""
    genuine: list[NDArray[np.float32]] = []
    impostor: list[NDArray[np.float32]] = []
    people = int(templates.people.max(initial=-1)) + 1
    best = np.full((people, people), -np.inf, np.float32)
    worst = np.full(people, np.inf, np.float32)
    for place in range(len(templates.people)):
        row = engine.similarities(templates.vectors[place + 1 :], templates.vectors[place])
        others, me = templates.people[place + 1 :], int(templates.people[place])
        same = others == me
        genuine.append(row[same])
        impostor.append(row[~same])
        worst[me] = min(worst[me], row[same].min(initial=np.inf))
        np.maximum.at(best[me], others[~same], row[~same])
    pairs = np.maximum(best, best.T)[np.triu_indices(people, 1)]
    return Scores(
        templates.engine,
        templates.models,
        _sorted(genuine),
        _sorted(impostor),
        np.sort(worst[np.isfinite(worst)]),
        np.sort(pairs[np.isfinite(pairs)]),
    )


def _sorted(parts: "list[NDArray[np.float32]]") -> "NDArray[np.float32]":
    return np.sort(np.concatenate(parts)) if parts else np.empty(0, np.float32)


def errors_at(scores: Scores, threshold: float) -> Errors:
    """A pair matches when its score reaches the threshold."""
    return Errors(
        threshold,
        _at_least(scores.impostor, threshold),
        _below(scores.genuine, threshold),
        _at_least(scores.best_impostor, threshold),
        _below(scores.worst_genuine, threshold),
    )


def _at_least(ordered: "NDArray[np.float32]", threshold: float) -> Rate:
    return rate_of(len(ordered) - _count_below(ordered, threshold), len(ordered))


def _below(ordered: "NDArray[np.float32]", threshold: float) -> Rate:
    return rate_of(_count_below(ordered, threshold), len(ordered))


def _count_below(ordered: "NDArray[np.float32]", threshold: float) -> int:
    return int(np.searchsorted(ordered, np.float32(threshold), side="left"))


def strictest_needed(scores: Scores, fmr: float, confidence: float) -> float | None:
    """The lowest threshold at which, with this one-sided confidence, at most `fmr` of the pairs of people match.

    Counted over pairs of people, since pairs of pictures aren't independent. None when there are too few people to show it at any
    threshold.
    """
    ordered, pairs = scores.best_impostor, len(scores.best_impostor)
    allowed = None
    for errors in range(pairs):
        if upper_bound(errors, pairs, confidence) > fmr:
            break
        allowed = errors
    if allowed is None:
        return None
    # Just above the highest score that may not match: with `allowed` errors that many scores lie above.
    return float(np.nextafter(ordered[pairs - 1 - allowed], np.float32(np.inf)))


def curve(scores: Scores) -> "tuple[NDArray[np.float64], NDArray[np.float64]]":
    """FMR and FNMR at every threshold at which one of them changes, from the loosest to the strictest."""
    if not len(scores.genuine) or not len(scores.impostor):
        return np.empty(0), np.empty(0)
    thresholds = np.unique(np.concatenate([scores.genuine, scores.impostor]))
    fmr = 1 - np.searchsorted(scores.impostor, thresholds, side="left") / len(scores.impostor)
    fnmr = np.searchsorted(scores.genuine, thresholds, side="left") / len(scores.genuine)
    return fmr, fnmr


def equal_error(scores: Scores) -> float:
    """Where both rates are (nearly) the same: the mean of both there; not a number without pairs of both kinds."""
    fmr, fnmr = curve(scores)
    if not len(fmr):
        return float("nan")
    nearest = int(np.argmin(np.abs(fmr - fnmr)))
    return float((fmr[nearest] + fnmr[nearest]) / 2)
