"""A set-up sheet on A4 pages."""

from barcode import Code128
from PIL import Image, ImageDraw

from drivers.raster.fonts import FontBook
from drivers.receipt_printer.text import wrap
from tingtang.paper.page import BLACK, GREY, MARGIN_MM, WHITE, blank_page, dots, put, qr_picture
from tingtang.setup_sheet.sheet import Code, SetupSheet, Step

FNC3 = "\xf3"
"""As python-barcode writes the function character that makes a Code 128 a setting (ISO/IEC 15417: reader initialisation)."""
MODULE_MM = 0.38
"""Width of the narrowest bar: easily read at 10 cm by every scanner, and a whole number of dots at 200 dpi."""
BAR_MM = 12
QUIET_MODULES = 10
QR_MM = 26
TITLE_MM, TEXT_MM, SMALL_MM = 6.0, 4.0, 3.2
LINE_COLUMNS = 84
"""What fits a line at TEXT_MM, a Chinese character counted as two."""


def draw_sheet(sheet: SetupSheet, fonts: FontBook) -> list[Image.Image]:
    """The pages.

    Raises:
        FontMissing: no font for Chinese is installed.
    """
    pages: list[Image.Image] = []
    left, bottom = dots(MARGIN_MM), blank_page().height - dots(MARGIN_MM)
    page, y = _begin(sheet, fonts)
    pages.append(page)
    for number, step in enumerate(sheet.steps, start=1):
        height = _height(step)
        if y + height > bottom:
            page, y = _begin(sheet, fonts)
            pages.append(page)
        _draw_step(page, number, step, (left, y), fonts)
        y += height
    return pages


def code_picture(code: Code) -> Image.Image:
    """The code alone, mode L, sharp: whole dots for each bar or module."""
    if code.kind == "qr":
        return qr_picture(code.text, dots(QR_MM))
    text = FNC3 + code.text if code.kind == "code128-menu" else code.text
    modules = "0" * QUIET_MODULES + str(Code128(text).build()[0]) + "0" * QUIET_MODULES
    row = Image.new("L", (len(modules), 1), WHITE)
    row.putdata([BLACK if module == "1" else WHITE for module in modules])
    return row.resize((len(modules) * dots(MODULE_MM), dots(BAR_MM)), Image.Resampling.NEAREST)


def _begin(sheet: SetupSheet, fonts: FontBook) -> tuple[Image.Image, int]:
    page = blank_page()
    left, width = dots(MARGIN_MM), page.width - 2 * dots(MARGIN_MM)
    y = dots(MARGIN_MM)
    y += put(page, sheet.title.zh, (left, y), TITLE_MM, width, fonts)
    y += put(page, sheet.title.en, (left, y), TEXT_MM, width, fonts)
    y += put(page, f"profile: {', '.join(sheet.profiles)}", (left, y), SMALL_MM, width, fonts)
    y += put(page, sheet.source, (left, y), SMALL_MM, width, fonts) + dots(2)
    ImageDraw.Draw(page).line((left, y, left + width, y), fill=GREY, width=2)
    return page, y + dots(3)


def _draw_step(page: Image.Image, number: int, step: Step, place: tuple[int, int], fonts: FontBook) -> None:
    x, y = place
    box = dots(TEXT_MM)
    ImageDraw.Draw(page).rectangle((x, y, x + box, y + box), outline=BLACK, width=2)
    text_x = x + box + dots(3)
    width = page.width - dots(MARGIN_MM) - text_x
    lines = _lines(step)
    for place_in_step, line in enumerate(lines):
        head = f"{number}. " if place_in_step == 0 else ""
        y += put(page, head + line, (text_x, y), TEXT_MM, width, fonts)
    if step.code is not None:
        picture = code_picture(step.code)
        page.paste(picture, (text_x, y + dots(1)))
        put(page, step.code.text, (text_x, y + dots(1) + picture.height), SMALL_MM, width, fonts)


def _height(step: Step) -> int:
    height = dots(TEXT_MM * 1.35) * len(_lines(step)) + dots(4)
    if step.code is not None:
        height += code_picture(step.code).height + dots(SMALL_MM * 1.35) + dots(2)
    return height


def _lines(step: Step) -> list[str]:
    return [*wrap(step.text.zh, LINE_COLUMNS), *wrap(step.text.en, LINE_COLUMNS)]
