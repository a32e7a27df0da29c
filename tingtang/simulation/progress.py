"""A bar for the day that is being simulated, on standard error; and the pace, when a person wants to watch it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from hall_controller.simulation.plan import MS_PER_MIN, MS_PER_S

OnTime = Callable[[int], None]
STEP_MS = 5 * MS_PER_MIN
"""The bar moves, and the pace is kept, this often in simulated time; at a slow pace each second of real time."""


class DayProgress:
    """Turns simulated instants into a moving bar, one bar for each day that is run."""

    def __init__(self, progress: Progress, speed: float) -> None:
        self._progress, self._speed = progress, speed

    def day(self, name: str, midnight: int, ends_at: int, first_at: int) -> OnTime:
        """The bar of one day, from its first instant on."""
        task = self._progress.add_task(name, total=ends_at - first_at, clock="")
        step = min(STEP_MS, round(self._speed * MS_PER_S)) if self._speed else STEP_MS
        shown, paced_from = midnight, (0, 0.0)

        def heard(at: int) -> None:
            nonlocal shown, paced_from
            if at - shown < step and at < ends_at:
                return
            if self._speed:
                paced_from = self._pace(at, paced_from)
            shown = at
            minute = (at - midnight) // MS_PER_MIN
            self._progress.update(task, completed=at - first_at, clock=f"{minute // 60:02d}:{minute % 60:02d}")

        return heard

    def _pace(self, at: int, paced_from: tuple[int, float]) -> tuple[int, float]:
        """Wait until the real clock has caught up; the first instant of the day begins the count."""
        begun_at, begun_s = paced_from
        if not begun_at:
            return at, time.monotonic()
        due_s = begun_s + (at - begun_at) / MS_PER_S / self._speed
        time.sleep(max(0.0, due_s - time.monotonic()))
        return paced_from


@contextmanager
def day_progress(speed: float = 0.0) -> Iterator[DayProgress]:
    """Bars while the block runs; nothing is drawn where standard error is no terminal."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description:>14}"), BarColumn(), TextColumn("{task.fields[clock]}"), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        yield DayProgress(progress, speed)


@contextmanager
def count_progress(total: int) -> Iterator[Callable[[str], None]]:
    """A bar of `total` equal parts; the block calls what it gets after each part, with what comes next."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description:>24}"),
        BarColumn(),
        TextColumn("{task.completed:.0f}/{task.total:.0f}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=total)
        yield lambda text: progress.update(task, advance=1, description=text)
