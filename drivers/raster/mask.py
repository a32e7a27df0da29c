"""Text as lit dots of an LED board, in one line from left to right. Any script that a font of `fonts` draws."""

import unicodedata

from PIL import Image, ImageDraw

from drivers.raster.fonts import FontBook

DARK, LIT = 0, 255
EM_SHARE = 15 / 16
BASELINE_SHARE = 13 / 16
"""Of a line's height: with these Han, Latin and Mongolian ink of the Noto fonts stays inside the line."""
THRESHOLD = 105
"""Grey level of 0 to 255 from which a dot is lit; a little under the middle, so that thin strokes of small Hanzi don't break."""


def line_width(text: str, height: int, fonts: FontBook) -> int:
    """Dots from the first to the last letter's advance.

    Raises:
        FontMissing: a script in `text` has no font installed.
    """
    runs = fonts.runs(unicodedata.normalize("NFC", text))
    return round(sum(fonts.font(script, round(height * EM_SHARE)).getlength(run) for script, run in runs))


def line_mask(text: str, height: int, fonts: FontBook) -> Image.Image:
    """Mode `L` picture of 0 and 255, `height` high and as wide as the text.

    Raises:
        FontMissing: a script in `text` has no font installed.
    """
    text = unicodedata.normalize("NFC", text)
    grey = Image.new("L", (max(1, line_width(text, height, fonts)), height), DARK)
    draw = ImageDraw.Draw(grey)
    x, baseline = 0.0, round(height * BASELINE_SHARE)
    for script, run in fonts.runs(text):
        font = fonts.font(script, round(height * EM_SHARE))
        draw.text((x, baseline), run, font=font, fill=LIT, anchor="ls")
        x += font.getlength(run)
    return grey.point(lambda level: LIT if level >= THRESHOLD else DARK)
