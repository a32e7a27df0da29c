"""Tables on standard output, a bar on standard error."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

NARROWEST = 120
"""Columns of text where output is no terminal, so that a table in a file isn't squeezed."""


def console() -> Console:
    """Standard output; as wide as the terminal, or wide enough."""
    found = Console(highlight=False)
    return found if found.is_terminal else Console(width=max(NARROWEST, found.width), highlight=False)


SAID_EVERY_S = 10.0
"""Where standard error is no terminal: a line so often, for logs."""


@contextmanager
def counting(text: str, total: int) -> Iterator[Callable[[], None]]:
    """A bar of `total` parts; the block calls what it gets after each. Where standard error is no terminal: a line at times."""
    screen = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    if not screen.is_terminal:
        yield lines(text, total, time.monotonic, lambda line: print(line, file=sys.stderr, flush=True))
        return
    with Progress(*columns, console=screen) as progress:
        task = progress.add_task(text, total=total)
        yield lambda: progress.update(task, advance=1)


def lines(text: str, total: int, clock: Callable[[], float], say: Callable[[str], None]) -> Callable[[], None]:
    """What to call after each of `total` parts; says every ten seconds how many are done and how long the rest may take."""
    begun_s = said_s = clock()
    done = 0

    def step() -> None:
        nonlocal done, said_s
        done += 1
        now_s = clock()
        if now_s - said_s >= SAID_EVERY_S:
            said_s, left_s = now_s, (now_s - begun_s) / done * (total - done)
            say(f"  {text}: {done} done in {now_s - begun_s:.0f} s, some {left_s:.0f} s to go")

    return step
