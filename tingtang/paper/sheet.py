"""Pages of pre-printed numbers, A4, to be cut apart; and the list on which staff write who came when. Drawing only."""

from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image, ImageDraw

from drivers.raster.fonts import FontBook
from tingtang.paper.page import GREY, MARGIN_MM, PAGE_MM, blank_page, dots, put, qr_picture

COLUMNS, ROWS = 3, 6
LIST_ROWS = 25
HEADER_MM = 16


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


def _ticket_page(sheet: Sheet, numbers: tuple[PaperNumber, ...], fonts: FontBook) -> Image.Image:
    page = blank_page()
    draw = ImageDraw.Draw(page)
    for number, (left, top, width, height) in zip(numbers, _cells(), strict=False):
        draw.rectangle((left, top, left + width, top + height), outline=GREY)
        _ticket(page, sheet, number, (left, top, width, height), fonts)
    return page


def _cells() -> Iterator[tuple[int, int, int, int]]:
    """Left, top, width, height of each ticket, row by row."""
    width = dots((PAGE_MM[0] - 2 * MARGIN_MM) / COLUMNS)
    height = dots((PAGE_MM[1] - 2 * MARGIN_MM) / ROWS)
    for place in range(COLUMNS * ROWS):
        row, column = divmod(place, COLUMNS)
        yield dots(MARGIN_MM) + column * width, dots(MARGIN_MM) + row * height, width, height


def _ticket(page: Image.Image, sheet: Sheet, number: PaperNumber, cell: tuple[int, int, int, int], fonts: FontBook) -> None:
    left, top, width, _ = cell
    pad, inner = dots(2), width - 2 * dots(2)
    x, y = left + pad, top + pad
    for text, mm in ((sheet.hall, 3.2), (sheet.queue, 4.2)):
        y += put(page, text, (x, y), mm, inner, fonts)
    code = qr_picture(number.code, dots(18))
    page.paste(code, (left + width - pad - code.width, y + dots(1)))
    y += put(page, number.label, (x, y + dots(1)), 11, inner - code.width - pad, fonts) + dots(1)
    for text, mm in ((sheet.area, 3.2), ("取号时间 Time  ____:____", 3.2)):
        y += put(page, text, (x, y + dots(1)), mm, inner - code.width - pad, fonts) + dots(1)
    put(page, "应急号 · 请留意叫号 · Emergency number", (x, top + cell[3] - dots(6)), 3.0, inner, fonts)


def _list_page(sheet: Sheet, numbers: tuple[PaperNumber, ...], fonts: FontBook) -> Image.Image:
    page = blank_page()
    draw = ImageDraw.Draw(page)
    left, top = dots(MARGIN_MM), dots(MARGIN_MM)
    width = page.width - 2 * left
    put(page, f"{sheet.hall} · {sheet.queue} · {sheet.opened}", (left, top), 5, width, fonts)
    put(page, "应急号登记表：发号时写下时间和事项，恢复后补录并打勾", (left, top + dots(8)), 4, width, fonts)
    columns = ((0.0, "号码 No."), (0.2, "时间 Time"), (0.38, "事项 Service"), (0.85, "补录 Entered"))
    y = top + dots(HEADER_MM)
    height = (page.height - y - top) // (LIST_ROWS + 1)
    for row in range(LIST_ROWS + 1):
        line_y = y + row * height
        draw.line((left, line_y, left + width, line_y), fill=GREY)
        if row == 0:
            for share, title in columns:
                put(page, title, (left + round(width * share) + dots(1), line_y + dots(2)), 4, width, fonts)
        elif row <= len(numbers):
            put(page, numbers[row - 1].label, (left + dots(1), line_y + dots(1.5)), 6, width, fonts)
    draw.line((left, y + (LIST_ROWS + 1) * height, left + width, y + (LIST_ROWS + 1) * height), fill=GREY)
    for share, _ in columns[1:]:
        draw.line((left + round(width * share), y, left + round(width * share), y + (LIST_ROWS + 1) * height), fill=GREY)
    return page
