"""Laid-out pages as pictures, at the dots per inch that the printer wants."""

import qrcode
from PIL import Image, ImageDraw

from drivers.core.errors import UnsupportedData
from drivers.document_printer.marks import (
    PAGE_HEIGHT,
    PAGE_WIDTH,
    ColumnsMark,
    LineMark,
    Mark,
    Page,
    QrMark,
    SealMark,
    TextMark,
)
from drivers.raster.column import columns_mask
from drivers.raster.fonts import FontBook, FontMissing

MM_PER_INCH = 25.4
WHITE, BLACK, GREY = 255, 0, 96
BASELINE = 0.88
"""Of the em square, from its upper edge: Noto Sans CJK's ascent."""
BOLD_SHARE = 0.022
"""Stroke around a bold letter over its size; one font file serves both weights."""
REFERENCE_DPI = 300
"""Widths are measured at this; hinting at other sizes changes them by less than a hair."""
QR_QUIET_MODULES = 2


def dots(millimetres: float, dpi: int) -> int:
    return round(millimetres * dpi / MM_PER_INCH)


def measure(text: str, size_mm: float, fonts: FontBook) -> float:
    """Width in millimetres.

    Raises:
        UnsupportedData: a script has no font installed.
    """
    height = max(1, dots(size_mm, REFERENCE_DPI))
    try:
        width = sum(fonts.font(script, height).getlength(run) for script, run in fonts.runs(text))
    except FontMissing as error:
        raise UnsupportedData(str(error), reason="printer.fontMissing") from error
    return width * MM_PER_INCH / REFERENCE_DPI


def draw(page: Page, mode: str, dpi: int, fonts: FontBook, seal: Image.Image | None) -> Image.Image:
    """One page. Args: mode: Pillow's: `RGB`, `L`, or `1` for printers that know black only.

    Raises:
        UnsupportedData: a script has no font installed, or a QR text is too long.
    """
    canvas = "RGB" if mode == "RGB" else "L"
    sheet = Image.new(canvas, (dots(PAGE_WIDTH, dpi), dots(PAGE_HEIGHT, dpi)), "white")
    for mark in page:
        try:
            _put(sheet, mark, dpi, fonts, seal)
        except FontMissing as error:
            raise UnsupportedData(str(error), reason="printer.fontMissing") from error
    return sheet.convert("1") if mode == "1" else sheet


def _put(sheet: Image.Image, mark: Mark, dpi: int, fonts: FontBook, seal: Image.Image | None) -> None:
    match mark:
        case TextMark():
            _text(sheet, mark, dpi, fonts)
        case LineMark():
            points = tuple(dots(value, dpi) for value in (mark.x, mark.y, mark.to_x, mark.to_y))
            ImageDraw.Draw(sheet).line(points, fill=_ink(sheet, BLACK), width=max(1, dots(mark.width, dpi)))
        case QrMark():
            _paste_mask(sheet, _code(mark.text, dots(mark.width, dpi)), mark.x, mark.y, dpi)
        case SealMark() if seal is not None:
            width = dots(mark.width, dpi)
            stamp = seal.resize((width, round(width * seal.height / seal.width)))
            sheet.paste(stamp.convert(sheet.mode), (dots(mark.x, dpi), dots(mark.y, dpi)), stamp.getchannel("A"))
        case SealMark():
            pass
        case ColumnsMark():
            size = dots(mark.size, dpi)
            mask = columns_mask(mark.text, size * max(1, dots(mark.width, dpi) // size), dots(mark.height, dpi), fonts)
            _paste_mask(sheet, mask, mark.x, mark.y, dpi)


def _ink(sheet: Image.Image, level: int) -> int | tuple[int, int, int]:
    return (level, level, level) if sheet.mode == "RGB" else level


def _paste_mask(sheet: Image.Image, mask: Image.Image, x: float, y: float, dpi: int) -> None:
    sheet.paste(_ink(sheet, BLACK), (dots(x, dpi), dots(y, dpi)), mask)


def _text(sheet: Image.Image, mark: TextMark, dpi: int, fonts: FontBook) -> None:
    pen = ImageDraw.Draw(sheet)
    height = max(1, dots(mark.size, dpi))
    x, baseline = mark.x * dpi / MM_PER_INCH, dots(mark.y + mark.size * BASELINE, dpi)
    ink = _ink(sheet, GREY if mark.quiet else BLACK)
    stroke = max(1, round(height * BOLD_SHARE)) if mark.bold else 0
    for script, run in fonts.runs(mark.text):
        font = fonts.font(script, height)
        pen.text((x, baseline), run, font=font, fill=ink, anchor="ls", stroke_width=stroke, stroke_fill=ink)
        x += font.getlength(run)


def _code(text: str, width: int) -> Image.Image:
    """White on black: what is to be printed is 255."""
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, box_size=1, border=QR_QUIET_MODULES)
    code.add_data(text)
    try:
        code.make(fit=True)
    except ValueError as error:
        raise UnsupportedData("a QR text is too long", reason="printer.qrTooLong") from error
    modules = code.get_matrix()
    small = Image.new("L", (len(modules), len(modules)), 0)
    small.putdata([255 if dark else 0 for row in modules for dark in row])
    return small.resize((width, width), Image.Resampling.NEAREST)
