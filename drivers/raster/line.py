"""One line of text as black dots on white. Letters that must be joined, as in Mongolian, are drawn with RAQM or not at all."""

from PIL import Image, ImageDraw

from drivers.raster.fonts import FontBook

WHITE, BLACK = 255, 0
THRESHOLD = 150
"""Grey level of 0 to 255 under which a dot is black; a little above the middle keeps thin strokes of small Hanzi."""
HEADROOM = 1.25
"""Line height over font height: Noto's glyphs reach above and below the em square."""


def render_line(text: str, height: int, max_width: int, fonts: FontBook, *, stretch: float = 1.0) -> Image.Image:
    """Mode `1` picture of `text`, as wide as the text, a multiple of 8 dots, at most `max_width`.

    Args:
        height: font height in dots; the picture is a quarter higher.
        stretch: width over natural width, for text scaled in one direction; a line that is still too wide is squeezed to fit.

    Raises:
        FontMissing: a script in `text` has no font installed.
    """
    runs = [(fonts.font(script, height), run) for script, run in fonts.runs(text)]
    natural = max(1, round(sum(font.getlength(run) for font, run in runs)))
    line = Image.new("L", (natural, round(height * HEADROOM)), WHITE)
    draw = ImageDraw.Draw(line)
    x, baseline = 0.0, round(height * (HEADROOM + 1) / 2 - height * 0.12)
    for font, run in runs:
        draw.text((x, baseline), run, font=font, fill=BLACK, anchor="ls")
        x += font.getlength(run)
    width = min(max_width // 8 * 8, -(-round(natural * stretch) // 8) * 8)
    if abs(width - natural) >= 8 or stretch != 1.0:
        line = line.resize((width, line.height), Image.Resampling.LANCZOS)
    padded = Image.new("L", (width, line.height), WHITE)
    padded.paste(line, (0, 0))
    return padded.point(lambda level: BLACK if level < THRESHOLD else WHITE).convert("1")
