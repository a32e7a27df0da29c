"""Traditional Mongolian: words from top to bottom, columns from left to right.

A word is drawn lying, its letters joined, and turned by where its texture's corners go.
"""

from functools import lru_cache

from kivy.core.text import Label as CoreLabel
from kivy.graphics.texture import Texture

from kiosk.theme.fonts import MONGOLIAN

FIRST, LAST = "\u1800", "\u18af"
"""The Unicode block."""
SCRIPT = "Mong"
ALPHA, CHANNELS = 3, 4


def is_mongolian(text: str) -> bool:
    return any(FIRST <= character <= LAST for character in text)


@lru_cache(maxsize=64)
def lying_word(word: str, font_px: float) -> tuple[Texture, int]:
    """A word's picture, and how much of its width has ink: it is measured as if its letters stood alone."""
    label = CoreLabel(text=word, font_name=MONGOLIAN, font_size=font_px, font_script_name=SCRIPT)
    label.refresh()
    texture: Texture = label.texture
    wide, high = texture.size
    pixels = texture.pixels
    opaque = pixels[ALPHA::CHANNELS]
    ink = max((x + 1 for y in range(high) for x in range(wide) if opaque[y * wide + x]), default=1)
    return texture, ink


def columns_of(text: str, font_px: float, height: float) -> list[list[tuple[Texture, int]]] | None:
    """The words in columns no longer than `height` pixels; None when a word is."""
    gap = font_px / 4
    columns: list[list[tuple[Texture, int]]] = []
    left = 0.0
    for word in text.split():
        picture = lying_word(word, font_px)
        if picture[1] > height:
            return None
        if not columns or picture[1] + gap > left:
            columns.append([])
            left = height
        columns[-1].append(picture)
        left -= picture[1] + gap
    return columns


def turned(texture: Texture, ink: int) -> tuple[float, ...]:
    """Texture coordinates that turn the inked part a quarter clockwise: its beginning comes to the top."""
    u0, v0, u1, _, _, v1, *_ = texture.tex_coords
    end = u0 + (u1 - u0) * ink / texture.width
    return (end, v0, end, v1, u0, v1, u0, v0)
