"""Draws a board the way it looks from the hall: round dots, lit ones glowing, dark ones just visible."""

import math

from PIL import Image, ImageDraw

from drivers.emulators import fonts
from drivers.emulators.led_areas import Area
from drivers.emulators.led_matrix import board_png
from drivers.emulators.led_pages import height, page_at, pages_of
from drivers.emulators.led_text import Span, width

LIT = {
    "red": (255, 48, 36),
    "green": (60, 255, 90),
    "yellow": (255, 190, 40),
    "blue": (70, 110, 255),
    "cyan": (60, 240, 255),
    "magenta": (255, 70, 230),
    "white": (250, 250, 255),
}
DUAL_COLOURS = ("red", "green", "yellow")
MASK_THRESHOLD = 105
"""Grey level of 0 to 255 from which a dot of a glyph is lit."""
SCROLL_DOTS_PER_S = 40
MOVES_UP, MOVES_DOWN = 5, 6
MOVE_IN_S = 0.6


def draw(areas: list[Area], columns: int, rows: int, colours: int, brightness: int, now_s: float) -> bytes:
    """A PNG of the board at `now_s`."""
    light = Image.new("RGB", (columns, rows))
    for area in areas:
        light.paste(_area(area, colours, now_s), (area.x, area.y))
    level = 0.45 + 0.55 * brightness / 15
    light = light.point([round(value * level) for value in range(256)] * 3)
    return board_png(light)


def _area(area: Area, colours: int, now_s: float) -> Image.Image:
    content = Image.new("RGB", (area.width, area.height))
    pages = pages_of(area)
    if not pages:
        return content
    elapsed_s = max(0.0, now_s - area.shown_s)
    if area.effect == 3 and len(pages) == 1 and width(pages[0][0]) > area.width:
        _scroll(content, pages[0][0], colours, elapsed_s)
        return content
    page = page_at(area, now_s)
    total = sum(height(line) for line in page)
    # Moving in takes a moment, at the end of which the text stands.
    rise = round(area.height * max(0.0, 1 - elapsed_s % max(1.0, area.stay_s) / MOVE_IN_S))
    shift = {MOVES_UP: rise, MOVES_DOWN: -rise}.get(area.effect, 0)
    y = shift + (0, area.height - total, (area.height - total) // 2)[area.align >> 2 & 3 if area.align >> 2 & 3 < 3 else 0]
    for line in page:
        x = (0, area.width - width(line), (area.width - width(line)) // 2)[area.align & 3 if area.align & 3 < 3 else 0]
        _line(content, line, max(0, x), y, colours)
        y += height(line)
    return content


def _scroll(content: Image.Image, line: list[Span], colours: int, elapsed_s: float) -> None:
    strip = Image.new("RGB", (width(line), height(line)))
    _line(strip, line, 0, 0, colours)
    travel = strip.width + content.width
    content.paste(strip, (content.width - math.floor(elapsed_s * SCROLL_DOTS_PER_S + content.width) % travel, 0))


def _line(target: Image.Image, line: list[Span], x: int, y: int, colours: int) -> None:
    for span in line:
        colour = LIT[span.colour if colours > 2 or (colours == 2 and span.colour in DUAL_COLOURS) else "red"]
        for character in span.text:
            cell = span.height // (2 if character.isascii() else 1)
            glyph = Image.new("L", (cell, span.height), 0)
            font = fonts.face(span.height - (1 if span.height <= 16 else 2), bold=span.height > 16)
            ImageDraw.Draw(glyph).text((0, round(span.height * 0.84)), character, font=font, fill=255, anchor="ls")
            target.paste(colour, (x, y), glyph.point(lambda value: 255 if value >= MASK_THRESHOLD else 0))
            x += cell
