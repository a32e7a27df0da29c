"""Lines of text to dynamic areas: one area a line, the highest font that fits, centred from top to bottom."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from drivers.led_board.area import MAX_TIMEOUT_S, Align, DynamicArea, Effect
from drivers.led_board.content import TimedLine
from drivers.led_board.layouts import Line
from drivers.led_board.profile import BoardProfile
from drivers.led_board.text import BoardFont, Colour, encode_text, style, width_dots

SCROLL_SPEED = 2
"""Of 0 (fastest) to 24; readable at walking distance."""


@dataclass(frozen=True, slots=True)
class Composed:
    areas: tuple[DynamicArea, ...]
    replaced: int
    """Characters the board's font lacks, shown as 〓."""
    shortened: int
    """Lines cut because an area's memory is full."""


def compose(lines: Sequence[TimedLine], profile: BoardProfile) -> Composed:
    """Areas 0, 1, … for at most as many lines as the board has rows; further lines are left out by the caller's choice.

    The board deletes each area by itself when its line's time is over; more than 65 535 s can't be said and is cut to that.
    """
    shown = list(lines)[: profile.rows]
    if not shown:
        return Composed((), 0, 0)
    row_height = profile.height // len(shown)
    areas, replaced, shortened = [], 0, 0
    for number, timed in enumerate(shown):
        line = timed.line
        font = _font(line.text, profile, row_height)
        encoded = encode_text(line.text, profile.charset)
        data, cut = _within(style(font, profile.colour(line.colour)) + encoded.data, profile.max_area_bytes)
        scrolls = width_dots(line.text, font) > profile.width
        replaced += encoded.replaced
        shortened += cut
        areas.append(
            DynamicArea(
                number=number,
                x=0,
                y=number * row_height + (row_height - font.height) // 2,
                width=profile.width,
                height=font.height,
                text=data,
                timeout_s=min(MAX_TIMEOUT_S, max(1, math.ceil(timed.left_s))),
                effect=Effect.LEFT if scrolls else Effect.STATIC,
                align=Align.LEFT if scrolls else Align.CENTRE,
                speed=SCROLL_SPEED,
            )
        )
    return Composed(tuple(areas), replaced, shortened)


def dot_pattern(profile: BoardProfile) -> Composed:
    """Full blocks in every colour the board has: a dead row, column or colour shows."""
    columns = profile.width // profile.fonts[0].height
    colours = [colour for colour in Colour if profile.colour(colour) is colour]
    lines = [Line("■" * columns, colours[row % len(colours)]) for row in range(profile.rows)]
    return compose([TimedLine(line, TEST_PATTERN_S) for line in lines], profile)


TEST_PATTERN_S = 60.0
"""Long enough to walk to the board and look."""


def _font(text: str, profile: BoardProfile, row_height: int) -> BoardFont:
    fonts = [font for font in profile.font_files() if font.height <= row_height] or [profile.font_files()[0]]
    fitting = [font for font in fonts if width_dots(text, font) <= profile.width]
    return fitting[-1] if fitting else fonts[0]


def _within(data: bytes, limit: int) -> tuple[bytes, bool]:
    if len(data) <= limit:
        return data, False
    # Cut before a character, never inside one: half a Chinese character would eat the next frame's first byte on the card.
    return data[:limit].decode("gbk", errors="ignore").encode("gbk"), True
