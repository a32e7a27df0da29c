"""Tables on standard output, a bar on standard error."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

NARROWEST = 120
"""Columns of text where output is no terminal, so that a table in a file isn't squeezed."""


def console() -> Console:
    """Standard output; as wide as the terminal, or wide enough."""
    found = Console(highlight=False)
    return found if found.is_terminal else Console(width=max(NARROWEST, found.width), highlight=False)


@contextmanager
def counting(text: str, total: int) -> Iterator[Callable[[], None]]:
    """A bar of `total` parts; the block calls what it gets after each. Nothing is drawn where standard error is no terminal."""
    screen = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=screen, disable=not screen.is_terminal) as progress:
        task = progress.add_task(text, total=total)
        yield lambda: progress.update(task, advance=1)
