"""What a technician sees and types, as the commands use it. Tests put their own in its place, or a real pseudo-terminal."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

ENTER = "\n"


class Style(StrEnum):
    """What a line means; a terminal without colours shows all alike."""

    PLAIN = "plain"
    TITLE = "title"
    GOOD = "good"
    BAD = "bad"
    WARN = "warn"
    DIM = "dim"
    QUESTION = "question"


class Hangup(Exception):
    """Nobody types any more: the end of the input."""


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    style: Style = Style.PLAIN


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings; every row has a cell for each column."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]] = field(default_factory=tuple)
    title: str = ""


class Terminal(Protocol):
    """Used by one thread; only `wake` may be called from others."""

    def say(self, text: str = "", style: Style = Style.PLAIN) -> None:
        """One line, or several parted by newlines. Never read as markup."""
        ...

    def table(self, table: Table) -> None: ...

    def redraw(self, tables: Sequence[Table], note: str) -> None:
        """Put these in place of what the last `redraw` showed."""
        ...

    def key(self, timeout_s: float) -> str:
        """The next key; `""` when none came in time, or when woken. A letter and the Enter right behind it are one key.

        Raises:
            Hangup: the input has ended.
        """
        ...

    def line(self, prompt: str) -> str:
        """A typed line without its end.

        Raises:
            Hangup: the input has ended.
        """
        ...

    def wake(self) -> None:
        """Make a `key` that waits now, or the next one, return."""
        ...
