"""What is drawn here and sent as dots: lines the character set can't write, Mongolian columns, large numbers, logos."""

from pathlib import Path

from PIL import Image, ImageChops, UnidentifiedImageError

from drivers.core.errors import Misconfigured, UnsupportedData
from drivers.raster.column import MIN_FONT, broken, column_mask
from drivers.raster.fonts import FontBook, FontMissing
from drivers.raster.line import render_line

WHITE = 255
DIGIT_SHARE = 0.72
"""Height of a digit in Noto Sans CJK over its font height."""
LOGO_MAX_DOTS = 400
"""5 cm of paper for a logo are enough; at 9600 baud they take half a minute."""
COLUMN_GAP_DOTS = 8


def line(text: str, height: int, dots: int, fonts: FontBook, *, stretch: float = 1.0) -> Image.Image:
    """One line of text, `height` dots of font height, at most `dots` wide.

    Raises:
        UnsupportedData: a script has no font installed.
    """
    try:
        return render_line(text, height, dots, fonts, stretch=stretch)
    except FontMissing as error:
        raise UnsupportedData(str(error), reason="printer.fontMissing") from error


def with_right(left: Image.Image, text: str, height: int, dots: int, fonts: FontBook, stretch: float) -> Image.Image:
    """`left` on paper as wide as `dots`, with `text` at the right edge, squeezed if need be.

    Raises:
        UnsupportedData: a script has no font installed.
    """
    sheet = Image.new("1", (dots // 8 * 8, left.height), WHITE)
    sheet.paste(left, (0, 0))
    right = line(text, height, sheet.width - left.width, fonts, stretch=stretch)
    sheet.paste(right, (sheet.width - right.width, 0))
    return sheet


def large(text: str, digit_dots: int, dots: int, fonts: FontBook) -> Image.Image:
    """One line whose digits are `digit_dots` high, squeezed to the paper's width if need be."""
    return line(text, round(digit_dots / DIGIT_SHARE), dots, fonts)


def columns(text: str, height: int, size: int, dots: int, fonts: FontBook) -> list[Image.Image]:
    """Vertical script: words run from top to bottom, columns from left to right, as many sheets as the paper's width asks for.

    The font is `size` dots, smaller only where a single word would be longer than a column.

    Raises:
        UnsupportedData: a script has no font installed.
    """
    words = " ".join(text.split())
    try:
        smaller = (font for font in range(size, MIN_FONT - 1, -2) if broken(words, height, font, fonts) is not None)
        font = next(smaller, MIN_FONT)
        texts = broken(words, height, font, fonts) or [words]
        drawn = [ImageChops.invert(column_mask(column, font, fonts)) for column in texts]
    except FontMissing as error:
        raise UnsupportedData(str(error), reason="printer.fontMissing") from error
    per_sheet = max(1, (dots + COLUMN_GAP_DOTS) // (font + COLUMN_GAP_DOTS))
    return [_side_by_side(drawn[start : start + per_sheet]) for start in range(0, len(drawn), per_sheet)]


def _side_by_side(drawn: list[Image.Image]) -> Image.Image:
    width = sum(column.width for column in drawn) + COLUMN_GAP_DOTS * (len(drawn) - 1)
    sheet = Image.new("1", (-(-width // 8) * 8, max(column.height for column in drawn)), WHITE)
    x = 0
    for column in drawn:
        sheet.paste(column, (x, 0))
        x += column.width + COLUMN_GAP_DOTS
    return sheet


def load_logo(path: Path, dots: int) -> Image.Image:
    """A picture file as black dots, made smaller where it is wider than the paper. Transparent parts stay white.

    Raises:
        Misconfigured: not there, no picture, or unreasonably large.
    """
    try:
        with Image.open(path) as opened:
            picture = opened.convert("RGBA")
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise Misconfigured(f"logo {path}: isn't a picture that can be read", reason="printer.logo") from error
    paper = Image.new("RGBA", picture.size, "white")
    paper.alpha_composite(picture)
    grey = paper.convert("L")
    if grey.width > dots:
        grey = grey.resize((dots, max(1, round(grey.height * dots / grey.width))), Image.Resampling.LANCZOS)
    if grey.height > LOGO_MAX_DOTS:
        raise Misconfigured(f"logo {path}: is higher than {LOGO_MAX_DOTS} dots on this paper", reason="printer.logo")
    black = grey.convert("1")
    padded = Image.new("1", (min(dots // 8 * 8, -(-black.width // 8) * 8), black.height), WHITE)
    padded.paste(black, (0, 0))
    return padded
