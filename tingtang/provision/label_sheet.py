"""Labels on A4 sheets of 24 (70 × 37 mm), which every stationer has. Drawing only."""

from collections.abc import Sequence

from PIL import Image, ImageDraw

from drivers.raster.fonts import FontBook
from tingtang.paper.page import GREY, blank_page, dots, put, qr_picture
from tingtang.provision.labels import Label

COLUMNS, ROWS = 3, 8
WIDTH_MM, HEIGHT_MM = 70.0, 37.0
TOP_MM = (297 - ROWS * HEIGHT_MM) / 2
INSET_MM = 4.0
"""Printers are a millimetre or two off; the outer labels lie at the paper's edge."""
QR_MM = 22
NAME_MM, LINE_MM = 5.6, 3.2
PER_PAGE = COLUMNS * ROWS


def label_pages(labels: Sequence[Label], fonts: FontBook) -> list[Image.Image]:
    """One empty page where there are none.

    Raises:
        FontMissing: no font for Chinese is installed.
    """
    pages = [blank_page() for _ in range(max(1, -(-len(labels) // PER_PAGE)))]
    for place, label in enumerate(labels):
        page, on_page = divmod(place, PER_PAGE)
        row, column = divmod(on_page, COLUMNS)
        _draw(pages[page], label, (dots(column * WIDTH_MM), dots(TOP_MM + row * HEIGHT_MM)), fonts)
    return pages


def _draw(page: Image.Image, label: Label, corner: tuple[int, int], fonts: FontBook) -> None:
    x, y = corner[0] + dots(INSET_MM), corner[1] + dots(INSET_MM)
    _corner_mark(page, corner)
    code = qr_picture(label.code, dots(QR_MM))
    page.paste(code, (x, y))
    text_x = x + code.width + dots(1.5)
    width = corner[0] + dots(WIDTH_MM - INSET_MM) - text_x
    y += put(page, label.name, (text_x, y), NAME_MM, width, fonts)
    for line in label.lines:
        y += put(page, line, (text_x, y), LINE_MM, width, fonts) if line else 0


def _corner_mark(page: Image.Image, corner: tuple[int, int]) -> None:
    """For cutting by hand, where plain paper is used."""
    x, y = corner
    mark = dots(2)
    draw = ImageDraw.Draw(page)
    draw.line((x, y, x + mark, y), fill=GREY)
    draw.line((x, y, x, y + mark), fill=GREY)
