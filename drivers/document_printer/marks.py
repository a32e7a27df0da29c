"""What a laid-out page is made of: marks at places in millimetres from its upper left corner. Their texts may name people."""

from dataclasses import dataclass, field

PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0
"""A4."""


@dataclass(frozen=True, slots=True)
class TextMark:
    """One line of text; `y` is its upper edge, `size` its em square."""

    x: float
    y: float
    text: str = field(repr=False)
    size: float
    bold: bool = False
    quiet: bool = False
    """Grey: what isn't the paper's own matter."""


@dataclass(frozen=True, slots=True)
class LineMark:
    """From (x, y) to (to_x, to_y)."""

    x: float
    y: float
    to_x: float
    to_y: float
    width: float = 0.2


@dataclass(frozen=True, slots=True)
class QrMark:
    x: float
    y: float
    text: str = field(repr=False)
    width: float


@dataclass(frozen=True, slots=True)
class SealMark:
    x: float
    y: float
    width: float


@dataclass(frozen=True, slots=True)
class ColumnsMark:
    """Words from top to bottom within a box."""

    x: float
    y: float
    text: str = field(repr=False)
    width: float
    height: float
    size: float


Mark = TextMark | LineMark | QrMark | SealMark | ColumnsMark
Page = tuple[Mark, ...]
