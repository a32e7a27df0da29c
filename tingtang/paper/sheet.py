"""Pages of pre-printed numbers, A4, to be cut apart; and the list on which staff write who came when. Drawing only."""

from collections.abc import Iterator
from dataclasses import dataclass

import qrcode
from PIL import Image, ImageDraw

from drivers.raster.fonts import FontBook
from drivers.raster.line import render_line

DPI = 200
"""Fine enough for a QR code of 20 mm and Hanzi of 3 mm; a page is 2 megapixels."""
PAGE_MM = (210, 297)
MARGIN_MM = 10
"""What office printers can't reach."""
COLUMNS, ROWS = 3, 6
LIST_ROWS = 25
HEADER_MM = 16
WHITE, BLACK, GREY = 255, 0, 160


def _dots(mm: float) -> int:
    return round(mm / 25.4 * DPI)


@dataclass(frozen=True, slots=True)
class PaperNumber:
    """One ticket."""

    label: str
    code: str
    """Text of its QR code: what a scanner at a window types."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that stands on the paper, in words."""

    hall: str
    queue: str
    area: str
    """Where to wait: the windows that call it."""
    opened: str
    """Local day on which the range was opened."""
    numbers: tuple[PaperNumber, ...]


def pages(sheet: Sheet, fonts: FontBook) -> list[Image.Image]:
    """The tickets, then the lists.

    Raises:
        FontMissing: a script in the texts has no font installed.
    """
    each = COLUMNS * ROWS
    tickets = [_ticket_page(sheet, sheet.numbers[start : start + each], fonts) for start in range(0, len(sheet.numbers), each)]
    lists = [
        _list_page(sheet, sheet.numbers[start : start + LIST_ROWS], fonts) for start in range(0, len(sheet.numbers), LIST_ROWS)
    ]
    return tickets + lists


def _page() -> Image.Image:
    return Image.new("L", (_dots(PAGE_MM[0]), _dots(PAGE_MM[1])), WHITE)


def _ticket_page(sheet: Sheet, numbers: tuple[PaperNumber, ...], fonts: FontBook) -> Image.Image:
    page = _page()
    draw = ImageDraw.Draw(page)
    for number, (left, top, width, height) in zip(numbers, _cells(), strict=False):
        draw.rectangle((left, top, left + width, top + height), outline=GREY)
        _ticket(page, sheet, number, (left, top, width, height), fonts)
    return page


def _cells() -> Iterator[tuple[int, int, int, int]]:
    """Left, top, width, height of each ticket, row by row."""
    width = _dots((PAGE_MM[0] - 2 * MARGIN_MM) / COLUMNS)
    height = _dots((PAGE_MM[1] - 2 * MARGIN_MM) / ROWS)
    for place in range(COLUMNS * ROWS):
        row, column = divmod(place, COLUMNS)
        yield _dots(MARGIN_MM) + column * width, _dots(MARGIN_MM) + row * height, width, height


def _ticket(page: Image.Image, sheet: Sheet, number: PaperNumber, cell: tuple[int, int, int, int], fonts: FontBook) -> None:
    left, top, width, _ = cell
    pad, inner = _dots(2), width - 2 * _dots(2)
    x, y = left + pad, top + pad
    for text, mm in ((sheet.hall, 3.2), (sheet.queue, 4.2)):
        y += _put(page, text, (x, y), mm, inner, fonts)
    code = qr_picture(number.code, _dots(18))
    page.paste(code, (left + width - pad - code.width, y + _dots(1)))
    y += _put(page, number.label, (x, y + _dots(1)), 11, inner - code.width - pad, fonts) + _dots(1)
    for text, mm in ((sheet.area, 3.2), ("取号时间 Time  ____:____", 3.2)):
        y += _put(page, text, (x, y + _dots(1)), mm, inner - code.width - pad, fonts) + _dots(1)
    _put(page, "应急号 · 请留意叫号 · Emergency number", (x, top + cell[3] - _dots(6)), 3.0, inner, fonts)


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


def _list_page(sheet: Sheet, numbers: tuple[PaperNumber, ...], fonts: FontBook) -> Image.Image:
    page = _page()
    draw = ImageDraw.Draw(page)
    left, top = _dots(MARGIN_MM), _dots(MARGIN_MM)
    width = page.width - 2 * left
    _put(page, f"{sheet.hall} · {sheet.queue} · {sheet.opened}", (left, top), 5, width, fonts)
    _put(page, "应急号登记表：发号时写下时间和事项，恢复后补录并打勾", (left, top + _dots(8)), 4, width, fonts)
    columns = ((0.0, "号码 No."), (0.2, "时间 Time"), (0.38, "事项 Service"), (0.85, "补录 Entered"))
    y = top + _dots(HEADER_MM)
    height = (page.height - y - top) // (LIST_ROWS + 1)
    for row in range(LIST_ROWS + 1):
        line_y = y + row * height
        draw.line((left, line_y, left + width, line_y), fill=GREY)
        if row == 0:
            for share, title in columns:
                _put(page, title, (left + round(width * share) + _dots(1), line_y + _dots(2)), 4, width, fonts)
        elif row <= len(numbers):
            _put(page, numbers[row - 1].label, (left + _dots(1), line_y + _dots(1.5)), 6, width, fonts)
    draw.line((left, y + (LIST_ROWS + 1) * height, left + width, y + (LIST_ROWS + 1) * height), fill=GREY)
    for share, _ in columns[1:]:
        draw.line((left + round(width * share), y, left + round(width * share), y + (LIST_ROWS + 1) * height), fill=GREY)
    return page


def _put(page: Image.Image, text: str, place: tuple[int, int], mm: float, width: int, fonts: FontBook) -> int:
    """Draw one line; its height in dots."""
    line = render_line(text, _dots(mm), width, fonts)
    page.paste(BLACK, (*place, place[0] + line.width, place[1] + line.height), line.convert("L").point(lambda level: 255 - level))
    return line.height
