"""Text as lit dots that runs from top to bottom, as traditional Mongolian is written; its columns go from left to right.

Which letters lie on their side follows Unicode Standard Annex 50: Mongolian and Latin letters and digits are turned by 90°
clockwise, Han characters stand upright. Mongolian is shaped as a horizontal line first, by HarfBuzz, and turned as a whole: its
font holds the letters lying.
"""

import unicodedata
from collections.abc import Sequence
from itertools import groupby

from PIL import Image

from drivers.raster.fonts import FontBook
from drivers.raster.mask import DARK, line_mask, line_width

_UPRIGHT = frozenset("WF")
"""East Asian Width of what stands upright; the property follows Annex 50 closely enough for Han, kana and their signs."""
MIN_FONT = 12
"""Below so many dots Mongolian letters can't be told apart."""


def column_length(text: str, font_height: int, fonts: FontBook) -> int:
    """Dots from top to bottom.

    Raises:
        FontMissing: a script in `text` has no font installed.
    """
    return sum(font_height * len(part) if upright else line_width(part, font_height, fonts) for upright, part in _parts(text))


def column_mask(text: str, font_height: int, fonts: FontBook) -> Image.Image:
    """One column: mode `L`, `font_height` wide and as long as the text.

    Raises:
        FontMissing: a script in `text` has no font installed.
    """
    column = Image.new("L", (font_height, max(1, column_length(text, font_height, fonts))), DARK)
    y = 0
    for upright, part in _parts(text):
        pieces = (
            [line_mask(character, font_height, fonts) for character in part] if upright else [_turned(part, font_height, fonts)]
        )
        for piece in pieces:
            column.paste(piece, ((font_height - piece.width) // 2, y))
            y += font_height if upright else piece.height
    return column


def columns_mask(text: str, width: int, height: int, fonts: FontBook) -> Image.Image:
    """`text` in as many columns as it needs, in the largest font with which they fit: mode `L`, `width` wide.

    It is `height` high; higher only where not even the smallest font fits: then one column holds all, to be moved through.

    Raises:
        FontMissing: a script in `text` has no font installed.
    """
    for count in range(1, max(1, width // MIN_FONT) + 1):
        font_height = width // count
        columns = broken(text, height, font_height, fonts)
        if columns is not None and len(columns) <= count:
            return _side_by_side(columns, width, height, font_height, fonts)
    return column_mask(text, width, fonts)


def broken(text: str, height: int, font_height: int, fonts: FontBook) -> list[str] | None:
    """Columns of whole words, none longer than `height`; None if one word alone is longer.

    A Mongolian suffix stays with its word: the narrow no-break space before it isn't a place to break.
    """
    columns: list[str] = []
    for word in text.split(" "):
        joined = f"{columns[-1]} {word}" if columns else word
        if columns and column_length(joined, font_height, fonts) <= height:
            columns[-1] = joined
        elif column_length(word, font_height, fonts) <= height:
            columns.append(word)
        else:
            return None
    return columns


def _side_by_side(columns: Sequence[str], width: int, height: int, font_height: int, fonts: FontBook) -> Image.Image:
    mask = Image.new("L", (width, height), DARK)
    x = (width - font_height * len(columns)) // 2
    for text in columns:
        column = column_mask(text, font_height, fonts)
        # One column alone stands in the middle; of several each begins at the top, where the next one is read on.
        mask.paste(column, (x, (height - column.height) // 2 if len(columns) == 1 else 0))
        x += font_height
    return mask


def _turned(part: str, font_height: int, fonts: FontBook) -> Image.Image:
    """By 90° clockwise: what was left is at the top."""
    return line_mask(part, font_height, fonts).transpose(Image.Transpose.ROTATE_270)


def _parts(text: str) -> list[tuple[bool, str]]:
    """(stands upright, characters) from top to bottom."""
    grouped = groupby(unicodedata.normalize("NFC", text), key=lambda c: unicodedata.east_asian_width(c) in _UPRIGHT)
    return [(upright, "".join(characters)) for upright, characters in grouped]
