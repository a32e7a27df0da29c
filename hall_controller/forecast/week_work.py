"""A week measured by several processes, which share its citizens between them."""

import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from queue import Empty
from typing import Any

import numpy as np

from hall_controller.forecast.week import People
from hall_controller.forecast.week_measure import Measured, measure
from hall_controller.forecast.week_model import WeekModel

RUNS = 64
"""Runs of each rollout: the mean of 64 is within an eighth of a call's own spread."""
_TELL_EVERY = 20
"""Citizens between two words to the progress bar."""
_LISTEN_S = 0.2


def citizens(model: WeekModel, seed: int, days: int) -> int:
    """How many come."""
    people = People(model, np.random.default_rng(seed))
    return sum(len(people.day(day)) for day in range(days))


def measure_week(
    model: WeekModel, seed: int, days: int, jobs: int, progress: Callable[[int], None], runs: int = RUNS
) -> list[Measured]:
    """Every citizen of the week, in order of coming; the same whatever the number of `jobs`. `progress` hears how many more
    were measured.
    """
    if jobs == 1:
        return sorted(measure(model, seed, days, 0, 1, runs, lambda _: progress(1)), key=lambda one: one.ordinal)
    context = multiprocessing.get_context("spawn")
    with context.Manager() as manager, ProcessPoolExecutor(jobs, mp_context=context) as pool:
        told = manager.Queue()
        parts = [pool.submit(_measure_part, model, seed, days, part, jobs, runs, told) for part in range(jobs)]
        while not all(part.done() for part in parts):
            try:
                progress(told.get(timeout=_LISTEN_S))
            except Empty:
                continue
        found = [one for part in parts for one in part.result()]
    return sorted(found, key=lambda one: one.ordinal)


def _measure_part(model: WeekModel, seed: int, days: int, part: int, parts: int, runs: int, told: Any) -> list[Measured]:
    heard = 0

    def progress(_: int) -> None:
        nonlocal heard
        heard += 1
        if heard % _TELL_EVERY == 0:
            told.put(_TELL_EVERY)

    return measure(model, seed, days, part, parts, runs, progress)
