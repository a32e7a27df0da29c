"""Lines of text to places on a board: the highest font that fits, rows shared evenly from top to bottom, columns at the right."""

from collections.abc import Sequence
from dataclasses import replace

from drivers.led_board.card import Entrance, Panel, PlacedLine
from drivers.led_board.content import TimedLine

TEST_PATTERN_S = 60.0
"""Long enough to walk to the board and look."""
BLOCK = "■"


def compose(lines: Sequence[TimedLine], panel: Panel, *, entering: frozenset[str] = frozenset()) -> tuple[PlacedLine, ...]:
    """Places for at most as many lines as the board has rows; vertical ones only where the board draws them.

    Args:
        entering: keys of contents that come in moving.
    """
    columns = [timed for timed in lines if timed.line.vertical] if panel.vertical else []
    rows = [timed for timed in lines if not timed.line.vertical][: panel.rows]
    placed: list[PlacedLine] = []
    thickness = _thickness(len(columns), panel, beside_rows=bool(rows))
    right = panel.width - thickness * len(columns)
    for number, timed in enumerate(columns):
        # Columns are read from left to right.
        placed.append(_placed(timed, panel, right + number * thickness, 0, thickness, panel.height, Entrance.STILL))
    row_height = panel.height // max(1, len(rows))
    for number, whole in enumerate(rows):
        timed = _without_what_is_too_wide(whole, panel, right)
        height = _font_height(timed.line.pages, panel, row_height, right)
        scrolls = max(panel.width_dots(page, height) for page in timed.line.pages) > right
        moving = Entrance.ENTER if timed.key in entering else Entrance.STILL
        y = number * row_height + (row_height - height) // 2
        placed.append(_placed(timed, panel, 0, y, right, height, Entrance.SCROLL if scrolls else moving))
    return tuple(placed)


def _thickness(columns: int, panel: Panel, *, beside_rows: bool) -> int:
    """How wide each column is: alone they share the board, beside rows they leave these three quarters of it."""
    if not columns or not beside_rows:
        return panel.width // max(1, columns)
    fitting = [height for height in panel.heights if height * columns <= panel.width // 4]
    return fitting[-1] if fitting else panel.heights[0]


def _without_what_is_too_wide(timed: TimedLine, panel: Panel, width: int) -> TimedLine:
    """A second text that would have to run through is left out when the first one stands still."""
    line = timed.line
    fits, also_fits = (panel.width_dots(text, panel.heights[0]) <= width for text in (line.text, line.also))
    return timed if also_fits or not fits else replace(timed, line=replace(line, also=""))


def _placed(timed: TimedLine, panel: Panel, x: int, y: int, width: int, height: int, entrance: Entrance) -> PlacedLine:
    line = timed.line
    return PlacedLine(
        pages=line.pages,
        colour=panel.colour(line.colour),
        x=x,
        y=y,
        width=width,
        height=height,
        left_s=timed.left_s,
        entrance=entrance,
        vertical=line.vertical,
    )


def dot_pattern(panel: Panel) -> tuple[PlacedLine, ...]:
    """Every dot lit, in each colour the board has: a dead row, column or colour shows."""
    height = panel.heights[0]
    row_height = panel.height // panel.rows
    return tuple(
        PlacedLine(
            pages=(BLOCK * (panel.width // height),),
            colour=panel.colours[row % len(panel.colours)],
            x=0,
            y=row * row_height,
            width=panel.width,
            height=height,
            left_s=TEST_PATTERN_S,
            solid=True,
        )
        for row in range(panel.rows)
    )


def _font_height(pages: Sequence[str], panel: Panel, row_height: int, width: int) -> int:
    heights = [height for height in panel.heights if height <= row_height] or [panel.heights[0]]
    fitting = [height for height in heights if all(panel.width_dots(page, height) <= width for page in pages)]
    return fitting[-1] if fitting else heights[0]
