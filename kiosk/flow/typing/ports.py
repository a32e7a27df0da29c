"""How typing reaches an input method. Both methods forget everything: nothing of one citizen helps to guess for the next."""

from dataclasses import dataclass, field
from typing import Protocol

Stroke = tuple[tuple[int, int], ...]
"""One line of a finger: points in thousandths of the pad's side, x to the right and y down."""

PAD_SIDE = 1000
"""A pad's side in the units of its points."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text that what was typed may stand for."""

    text: str = field(repr=False)
    used: int = field(repr=False)
    """Keys it stands for, from the first one on; the others wait for the next candidate."""


class TypingPort(Protocol):
    """Methods answer in some milliseconds and never raise: an input method that isn't there or broke offers nothing."""

    @property
    def pinyin(self) -> bool:
        """Whether Chinese can be typed by its sound."""
        ...

    @property
    def handwriting(self) -> bool:
        """Whether Chinese can be written by hand."""
        ...

    def by_sound(self, keys: str) -> tuple[Candidate, ...]:
        """What pinyin may stand for, most likely first.

        Args:
            keys: `a`-`z`; `2`-`9` for a key of nine, which stands for each of its letters; `'` between two syllables.
        """
        ...

    def by_hand(self, strokes: tuple[Stroke, ...]) -> tuple[str, ...]:
        """Characters that were written, most likely first."""
        ...

    def forget(self) -> None:
        """Nobody types any more: everything that was typed goes, and what the methods hold with it."""
        ...
