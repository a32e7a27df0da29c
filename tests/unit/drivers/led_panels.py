"""Panels that board tests compose for, without a card."""

from drivers.led_board.card import ClockField, Panel
from drivers.led_board.colour import COLOURS_OF


def width_dots(text: str, height: int) -> int:
    """A Chinese character is as wide as high, a Western one half of it; a clock field has two digits."""
    return sum(height // 2 if " " <= c <= "~" else height for c in text if c not in set(ClockField)) + height * sum(
        c in set(ClockField) for c in text
    )


def panel(
    width: int = 128, height: int = 32, *, colours: int = 2, rows: int | None = None, clock: bool = True, vertical: bool = False
) -> Panel:
    heights = tuple(h for h in (16, 24, 32) if h <= height)
    return Panel(width, height, rows or height // 16, heights, COLOURS_OF[colours], width_dots, clock, vertical)
