"""Rows of cells in a frame: widths, heights, and where each cell's lines stand. Pure; pages are the layout's."""

import re
from collections.abc import Callable, Sequence
from typing import Self

from api.text.line_breaking import break_lines
from drivers.document_printer.marks import LineMark, Mark, TextMark

LEADING = 1.55
"""A line's height over its text's size."""
PADDING = 1.6
DROP = (LEADING - 1.0) / 2 * 0.6
"""Of the text's size: a line's ink lies above the middle of its height."""
_FIGURE = re.compile(r"[-+¥￥]?[0-9][0-9,]*(\.[0-9]+)?[%元]?|")
"""Amounts and counts, which are compared by their last digits; a day or a month isn't one."""

Measure = Callable[[str, float], float]
"""(text, size in mm) → its width in mm."""


class Grid:
    """Args: left: of the frame; right_aligned: columns of figures."""

    def __init__(
        self,
        left: float,
        widths: Sequence[float],
        size: float,
        measure: Measure,
        drawable: Callable[[str], str],
        *,
        right_aligned: frozenset[int] = frozenset(),
    ) -> None:
        self._left = left
        self._widths = tuple(widths)
        self._size = size
        self._measure = measure
        self._drawable = drawable
        self._right_aligned = right_aligned

    @classmethod
    def for_table(
        cls,
        rows: Sequence[Sequence[str]],
        left: float,
        width: float,
        size: float,
        measure: Measure,
        drawable: Callable[[str], str],
    ) -> Self:
        """For rows of equal length, the heads first."""
        figures = frozenset(place for place in range(len(rows[0])) if all(_FIGURE.fullmatch(row[place]) for row in rows[1:]))
        return cls(left, _widths(rows, width, size, measure), size, measure, drawable, right_aligned=figures)

    def height(self, row: Sequence[str]) -> float:
        most = max(len(self._lines(cell, width)) for cell, width in zip(row, self._widths, strict=True))
        return most * self._size * LEADING + 2 * PADDING

    def marks(self, row: Sequence[str], top: float, *, bold: bool = False) -> list[Mark]:
        """A row whose upper edge is at `top`."""
        bottom = top + self.height(row)
        marks: list[Mark] = []
        x = self._left
        for place, (cell, width) in enumerate(zip(row, self._widths, strict=True)):
            marks.append(LineMark(x, top, x, bottom))
            for number, line in enumerate(self._lines(cell, width)):
                spare = width - 2 * PADDING - self._measure(line, self._size) if place in self._right_aligned else 0.0
                y = top + PADDING + (number * LEADING + DROP) * self._size
                marks.append(TextMark(x + PADDING + max(0.0, spare), y, line, self._size, bold))
            x += width
        edges = ((x, top, x, bottom), (self._left, top, x, top), (self._left, bottom, x, bottom))
        return marks + [LineMark(*edge) for edge in edges]

    def _lines(self, cell: str, width: float) -> list[str]:
        room = max(self._size, width - 2 * PADDING)
        return break_lines(self._drawable(cell), lambda line: self._measure(line, self._size) <= room)


def _widths(rows: Sequence[Sequence[str]], width: float, size: float, measure: Measure) -> list[float]:
    """As wide as the widest cell where that fits; else what is too wide shares what is left."""
    wanted = [max(measure(row[place], size) for row in rows) + 2 * PADDING for place in range(len(rows[0]))]
    even = width / len(wanted)
    narrow = [min(one, even) for one in wanted]
    lacking = [one - given for one, given in zip(wanted, narrow, strict=True)]
    spare, missing = width - sum(narrow), sum(lacking)
    share = min(1.0, spare / missing) if missing > 0 else 0.0
    grown = [given + lack * share for given, lack in zip(narrow, lacking, strict=True)]
    return [one + (width - sum(grown)) / len(grown) for one in grown]
