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


CURVE_POINTS = 4_000
"""Of each kind of pair: more than a picture shows."""


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
    order = np.argsort(templates.people, kind="stable")
    vectors = templates.vectors[order]
    _, first, whose = np.unique(templates.people[order], return_index=True, return_inverse=True)
    ends = np.append(first[1:], len(order))
    genuine: list[NDArray[np.float32]] = []
    sizes = np.diff(np.append(first, len(order)))
    # One block for all: lists of rows would need twice the memory of some ten thousand pictures' pairs.
    impostor, filled = np.empty((len(order) ** 2 - int((sizes**2).sum())) // 2, np.float32), 0
    best = np.full((len(first), len(first)), -np.inf, np.float32)
    worst = np.full(len(first), np.inf, np.float32)
    for place, me in enumerate(whose.tolist()):
        row, mine = engine.similarities(vectors[place + 1 :], vectors[place]), int(ends[me]) - place - 1
        genuine.append(row[:mine])
        impostor[filled : filled + len(row) - mine] = row[mine:]
        filled += len(row) - mine
        worst[me] = min(worst[me], row[:mine].min(initial=np.inf))
        if len(row) > mine:
            highest = np.maximum.reduceat(row, first[me + 1 :] - place - 1)
            best[me, me + 1 :] = np.maximum(best[me, me + 1 :], highest)
    impostor.sort()
    return Scores(
        templates.engine,
        templates.models,
        _sorted(genuine),
        impostor,
        np.sort(worst[np.isfinite(worst)]),
        np.sort(best[np.triu(np.ones(best.shape, np.bool_), 1)]),
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


def threshold_at(scores: Scores, fmr: float) -> float | None:
    """The lowest threshold at which at most `fmr` of these pairs of pictures match. None where one pair is more than that."""
    pairs = len(scores.impostor)
    allowed = int(fmr * pairs)
    if not allowed:
        return None
    return float(np.nextafter(scores.impostor[pairs - 1 - allowed], np.float32(np.inf))) if allowed < pairs else -1.0


def strictest_needed(scores: Scores, fmr: float, confidence: float) -> float | None:
    """The lowest threshold at which, with this one-sided confidence, at most `fmr` of the pairs of people match.

    Counted over pairs of people, since pairs of pictures aren't independent. None when there are too few people to show it at any
    threshold.
    """
    ordered, pairs = scores.best_impostor, len(scores.best_impostor)
    if not pairs or upper_bound(0, pairs, confidence) > fmr:
        return None
    # The bound grows with the errors, so the most that may be made are found by halving.
    allowed, too_many = 0, pairs
    while too_many - allowed > 1:
        middle = (allowed + too_many) // 2
        if upper_bound(middle, pairs, confidence) <= fmr:
            allowed = middle
        else:
            too_many = middle
    # Just above the highest score that may not match: `allowed` scores lie above it.
    return float(np.nextafter(ordered[pairs - 1 - allowed], np.float32(np.inf)))


def curve(scores: Scores) -> "tuple[NDArray[np.float64], NDArray[np.float64]]":
    """FMR and FNMR from the loosest threshold to the strictest: at every one at which a rate changes, of large sets at some
    thousand of them, dense where one of the rates is small.
    """
    if not len(scores.genuine) or not len(scores.impostor):
        return np.empty(0), np.empty(0)
    thresholds = np.unique(np.concatenate([_thinned(scores.genuine), _thinned(scores.impostor[::-1])]))
    fmr = 1 - np.searchsorted(scores.impostor, thresholds, side="left") / len(scores.impostor)
    fnmr = np.searchsorted(scores.genuine, thresholds, side="left") / len(scores.genuine)
    return fmr, fnmr


def _thinned(ordered: "NDArray[np.float32]") -> "NDArray[np.float32]":
    """The first ones all, then ever wider steps."""
    if len(ordered) <= CURVE_POINTS:
        return ordered
    steps = np.geomspace(CURVE_POINTS // 2, len(ordered) - 1, CURVE_POINTS // 2).astype(np.int64)
    return np.asarray(ordered[np.concatenate([np.arange(CURVE_POINTS // 2), steps])], np.float32)


def equal_error(scores: Scores) -> float:
    """Where both rates are (nearly) the same: the mean of both there; not a number without pairs of both kinds."""
    fmr, fnmr = curve(scores)
    if not len(fmr):
        return float("nan")
    nearest = int(np.argmin(np.abs(fmr - fnmr)))
    return float((fmr[nearest] + fnmr[nearest]) / 2)
