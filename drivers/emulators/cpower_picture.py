"""Draws a C-Power controller's windows."""

import math
from collections.abc import Sequence

from PIL import Image, ImageDraw

from drivers.emulators import fonts
from drivers.emulators.cpower_windows import MOVING_IN, SCROLLING, Box, Shown

MASK_THRESHOLD = 105
SCROLL_DOTS_PER_S = 40
MOVE_IN_S = 1.0


def light(windows: Sequence[tuple[Box, Shown | None]], size: tuple[int, int], colours: int, now_s: float) -> Image.Image:
    """The lit dots as an RGB picture."""
    board = Image.new("RGB", size)
    for box, shown in windows:
        if shown is not None:
            board.paste(_window(box, shown, now_s), (box.x, box.y))
    # Diodes that the board doesn't have stay dark.
    red, green, blue = board.split()
    dark = Image.new("L", size)
    return Image.merge("RGB", (red, green if colours > 1 else dark, blue if colours > 2 else dark))


def _window(box: Box, shown: Shown, now_s: float) -> Image.Image:
    content = Image.new("RGB", (box.width, box.height))
    if shown.picture is not None:
        content.paste(shown.picture, (0, 0))
        return content
    elapsed_s = max(0.0, now_s - shown.since_s)
    if shown.effect in SCROLLING:
        strip = _strip(" ".join(shown.text.split()), shown)
        travel = strip.width + (box.width if shown.effect == SCROLLING[0] else 0)
        x = box.width - math.floor(elapsed_s * SCROLL_DOTS_PER_S + box.width) % max(1, travel)
        for start in (x, x + travel):
            content.paste(strip, (start, _start(shown.down, box.height - strip.height)))
        return content
    lines = _broken(shown, box.width)
    fitting = max(1, box.height // shown.height)
    pages = [lines[at : at + fitting] for at in range(0, len(lines), fitting)] or [[]]
    page = pages[math.floor(elapsed_s / max(1, shown.stay_s)) % len(pages)]
    y = _start(shown.down, box.height - shown.height * len(page))
    for line in page:
        strip = _strip(line, shown)
        x = _start(shown.across, box.width - strip.width)
        if shown.effect in MOVING_IN:
            x += round(box.width * max(0.0, 1 - elapsed_s / MOVE_IN_S))
        content.paste(strip, (x, y))
        y += shown.height
    return content


def _start(alignment: int, room: int) -> int:
    return (0, max(0, room) // 2, max(0, room))[min(alignment, 2)]


def _cell(character: str, height: int) -> int:
    return height // 2 if character.isascii() else height


def _broken(shown: Shown, room: int) -> list[str]:
    lines = []
    for written in shown.text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        line, used = "", 0
        for character in written:
            if line and used + _cell(character, shown.height) > room:
                lines.append(line)
                line, used = "", 0
            line += character
            used += _cell(character, shown.height)
        lines.append(line)
    return lines


def _strip(text: str, shown: Shown) -> Image.Image:
    strip = Image.new("RGB", (max(1, sum(_cell(c, shown.height) for c in text)), shown.height))
    x = 0
    for character in text:
        cell = _cell(character, shown.height)
        glyph = Image.new("L", (cell, shown.height), 0)
        font = fonts.face(shown.height - (1 if shown.height <= 16 else 2), bold=shown.height > 16)
        ImageDraw.Draw(glyph).text((0, round(shown.height * 0.84)), character, font=font, fill=255, anchor="ls")
        strip.paste(shown.hue, (x, 0), glyph.point(lambda value: 255 if value >= MASK_THRESHOLD else 0))
        x += cell
    return strip
