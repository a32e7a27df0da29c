"""An A4 page to draw on: millimetres, lines of text in any script, QR codes, and the file it ends in. Drawing only."""

from pathlib import Path

import qrcode
from PIL import Image

from drivers.raster.fonts import FontBook
from drivers.raster.line import render_line

DPI = 200
"""Fine enough for a QR code of 20 mm and Hanzi of 3 mm; a page is 2 megapixels."""
PAGE_MM = (210, 297)
MARGIN_MM = 10
"""What office printers can't reach."""
WHITE, BLACK, GREY = 255, 0, 160
SUFFIXES = (".pdf", ".png")


def dots(mm: float) -> int:
    return round(mm / 25.4 * DPI)


def blank_page() -> Image.Image:
    """An empty A4 page, mode L."""
    return Image.new("L", (dots(PAGE_MM[0]), dots(PAGE_MM[1])), WHITE)


def put(page: Image.Image, text: str, place: tuple[int, int], mm: float, width: int, fonts: FontBook) -> int:
    """Draw one line of `mm` height at `place` (dots), squeezed into `width` dots; its height in dots.

    Raises:
        FontMissing: a script in `text` has no font installed.
    """
    line = render_line(text, dots(mm), width, fonts)
    page.paste(BLACK, (*place, place[0] + line.width, place[1] + line.height), line.convert("L").point(lambda level: 255 - level))
    return line.height


def qr_picture(text: str, size: int) -> Image.Image:
    """A QR code of about `size` dots, sharp: whole dots for each module."""
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=2)
    code.add_data(text)
    code.make(fit=True)
    matrix = code.get_matrix()
    picture = Image.new("L", (len(matrix), len(matrix)), WHITE)
    picture.putdata([BLACK if dark else WHITE for row in matrix for dark in row])
    module = max(1, size // len(matrix))
    return picture.resize((len(matrix) * module, len(matrix) * module), Image.Resampling.NEAREST)


def save(drawn: list[Image.Image], out: Path) -> list[Path]:
    """Write one PDF, or one PNG for each page, numbered from 1.

    Returns:
        the files written.

    Raises:
        OSError: it can't be written.
    """
    if out.suffix.lower() == ".pdf":
        drawn[0].save(out, save_all=True, append_images=drawn[1:], resolution=DPI)
        return [out]
    paths = [out.with_stem(f"{out.stem}-{number}") for number in range(1, len(drawn) + 1)]
    for path, picture in zip(paths, drawn, strict=True):
        picture.save(path, dpi=(DPI, DPI))
    return paths
