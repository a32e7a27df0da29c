"""A week measured by several processes, which share its citizens between them."""

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection, wait

import numpy as np

from hall_controller.forecast.week import People
from hall_controller.forecast.week_measure import Measured, measure
from hall_controller.forecast.week_model import WeekModel

RUNS = 64
"""Runs of each rollout: the mean of 64 is within an eighth of a call's own spread."""
_TELL_EVERY = 20
"""Citizens between two words to the progress bar."""


class MeasuringFailed(Exception):
    """A process ended before its part was done."""


def citizens(model: WeekModel, seed: int, days: int) -> int:
    """How many come."""
    people = People(model, np.random.default_rng(seed))
    return sum(len(people.day(day)) for day in range(days))


def measure_week(
    model: WeekModel, seed: int, days: int, jobs: int, progress: Callable[[int], None], runs: int = RUNS
) -> list[Measured]:
    """Every citizen of the week, in order of coming; the same whatever the number of `jobs`. `progress` hears how many more
    were measured.

    Raises:
        MeasuringFailed: one of the processes ended early.
    """
    if jobs == 1:
        return sorted(measure(model, seed, days, 0, 1, runs, lambda _: progress(1)), key=lambda one: one.ordinal)
    context = multiprocessing.get_context("spawn")
    processes, ends = [], []
    try:
        for part in range(jobs):
            here, there = context.Pipe(duplex=False)
            process = context.Process(target=_measure_part, args=(there, model, seed, days, part, jobs, runs), daemon=True)
            process.start()
            there.close()
            processes.append(process)
            ends.append(here)
        return sorted(_gather(ends, progress), key=lambda one: one.ordinal)
    finally:
        for process in processes:
            process.terminate()
            process.join()


def _gather(ends: list[Connection], progress: Callable[[int], None]) -> list[Measured]:
    found: list[Measured] = []
    waiting = list(ends)
    while waiting:
        for end in wait(waiting):
            if not isinstance(end, Connection):
                continue
            try:
                told: int | list[Measured] = end.recv()
            except EOFError as error:
                raise MeasuringFailed("a measuring process ended early; its error stands above") from error
            if isinstance(told, int):
                progress(told)
            else:
                found += told
                waiting.remove(end)
    return found


def _measure_part(end: Connection, model: WeekModel, seed: int, days: int, part: int, parts: int, runs: int) -> None:
    """Tells how many more are done, at last all of them. When nobody listens any more, the word fails and the process ends."""
    heard = 0

    def progress(_: int) -> None:
        nonlocal heard
        heard += 1
        if heard % _TELL_EVERY == 0:
            end.send(_TELL_EVERY)

    measured = measure(model, seed, days, part, parts, runs, progress)
    end.send(heard % _TELL_EVERY)
    end.send(measured)
