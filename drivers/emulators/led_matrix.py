"""Lit dots the way a board looks from the hall: round, glowing, the dark ones just visible."""

import io

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from drivers.emulators import fonts

PITCH = 6
"""Picture pixels from dot to dot."""
FRAME = 14
DARK_DOT = (26, 24, 25)
BOARD = (10, 10, 11)
HOUSING = (52, 55, 60)


def board_png(light: Image.Image) -> bytes:
    """A PNG of a board whose dots are the RGB pixels of `light`."""
    columns, rows = light.size
    size = (columns * PITCH, rows * PITCH)
    dots = _dots(columns, rows)
    spread = light.resize(size, Image.Resampling.NEAREST)
    lit = ImageChops.multiply(spread, Image.merge("RGB", (dots, dots, dots)))
    dark = Image.composite(Image.new("RGB", size, DARK_DOT), Image.new("RGB", size, BOARD), dots)
    glow = lit.filter(ImageFilter.GaussianBlur(PITCH * 0.7)).point(lambda value: min(255, round(value * 0.9)))
    board = ImageChops.screen(ImageChops.lighter(dark, lit), glow)
    picture = Image.new("RGB", (size[0] + 2 * FRAME, size[1] + 2 * FRAME), HOUSING)
    ImageDraw.Draw(picture).rectangle((FRAME - 4, FRAME - 4, picture.width - FRAME + 3, picture.height - FRAME + 3), fill=BOARD)
    picture.paste(board, (FRAME, FRAME))
    if not fonts.installed():
        ImageDraw.Draw(picture).text((4, 1), fonts.MISSING_NOTICE, fill=(255, 90, 80))
    png = io.BytesIO()
    picture.save(png, "PNG")
    return png.getvalue()


def _dots(columns: int, rows: int) -> Image.Image:
    """Mask of round dots."""
    one = Image.new("L", (PITCH * 4, PITCH * 4), 0)
    ImageDraw.Draw(one).ellipse((2, 2, PITCH * 4 - 5, PITCH * 4 - 5), fill=255)
    one = one.resize((PITCH, PITCH), Image.Resampling.LANCZOS)
    row = Image.new("L", (columns * PITCH, PITCH))
    for column in range(columns):
        row.paste(one, (column * PITCH, 0))
    mask = Image.new("L", (columns * PITCH, rows * PITCH))
    for line in range(rows):
        mask.paste(row, (0, line * PITCH))
    return mask
