"""A wiring sheet on A4 pages. Drawing only."""

from collections.abc import Sequence

from PIL import Image, ImageDraw

from drivers.raster.fonts import FontBook
from tingtang.paper.page import BLACK, GREY, MARGIN_MM, blank_page, dots, put, qr_picture
from tingtang.provision.wiring import Group, Sheet

TITLE_MM, HEAD_MM, TEXT_MM, SMALL_MM = 7.0, 3.8, 3.4, 2.9
ROW_MM = 5.6
LINE_MM = 4.6
"""Further lines of a row."""
JOIN = " · "
QR_MM = 24
SHARES = (0.035, 0.215, 0.14, 0.235, 0.19, 0.185)
"""Widths of the columns: tick, port, device, name, address, settings."""
GAP_MM = 1.5
BYTE_DOTS = 8


class _Paper:
    """Pages that are filled from top to bottom."""

    def __init__(self, fonts: FontBook) -> None:
        self._fonts = fonts
        self.left = dots(MARGIN_MM)
        self.width = blank_page().width - 2 * self.left
        self.pages: list[Image.Image] = []
        self.turn()

    def turn(self) -> None:
        self.pages.append(blank_page())
        self.y = dots(MARGIN_MM)

    def has_room(self, mm: float) -> bool:
        return self.y + dots(mm) <= self.pages[-1].height - dots(MARGIN_MM + ROW_MM)

    def put(self, text: str, mm: float, *, x: int = 0, width: int | None = None) -> int:
        """One line at the present height, squeezed where it is too wide; its height."""
        if not text:
            return 0
        # Widths are rounded down to whole bytes: what just fits shall not lose its last stroke.
        room = (width or self.width - x) + BYTE_DOTS
        return put(self.pages[-1], text, (self.left + x, self.y), mm, room, self._fonts)

    def width_of(self, text: str, mm: float) -> int:
        """Dots that the text takes when nothing squeezes it."""
        return round(sum(self._fonts.font(script, dots(mm)).getlength(run) for script, run in self._fonts.runs(text)))

    def line(self, text: str, mm: float, *, width: int | None = None) -> None:
        self.y += self.put(text, mm, width=width)

    def rule(self, level: int = GREY) -> None:
        ImageDraw.Draw(self.pages[-1]).line((self.left, self.y, self.left + self.width, self.y), fill=level, width=2)


def wiring_pages(sheet: Sheet, fonts: FontBook) -> list[Image.Image]:
    """
    Raises:
        FontMissing: no font for Chinese is installed.
    """
    paper = _Paper(fonts)
    code = qr_picture(sheet.code, dots(QR_MM))
    paper.pages[0].paste(code, (paper.left + paper.width - code.width, paper.y))
    beside = paper.width - code.width - dots(GAP_MM)
    paper.line(sheet.title, TITLE_MM, width=beside)
    for line in sheet.head:
        paper.line(line, HEAD_MM, width=beside)
    paper.y = max(paper.y, dots(MARGIN_MM) + code.height) + dots(2)
    for group in sheet.groups:
        _group(paper, sheet, group)
    if sheet.note:
        paper.y += dots(2)
        paper.line(sheet.note, SMALL_MM)
    _steps(paper, sheet)
    for number, page in enumerate(paper.pages, start=1):
        text = f"{sheet.title}   {sheet.page.format(page=number, pages=len(paper.pages))}"
        put(page, text, (paper.left, page.height - dots(MARGIN_MM)), SMALL_MM, paper.width, fonts)
    return paper.pages


def _group(paper: _Paper, sheet: Sheet, group: Group) -> None:
    if not paper.has_room(4 * ROW_MM):
        paper.turn()
    paper.y += dots(2)
    paper.line(group.title, HEAD_MM)
    for note in group.notes:
        paper.line(note, SMALL_MM)
    if not group.rows:
        return
    _columns(paper, sheet)
    for row in group.rows:
        cells = [
            _broken(text, width, paper)
            for text, (_, width) in zip(
                (row.port, row.device, row.what, row.address, row.settings), _places(paper)[1:], strict=True
            )
        ]
        if not paper.has_room(_height(cells)):
            paper.turn()
            _columns(paper, sheet)
        _row(paper, cells)
    paper.rule()


def _places(paper: _Paper) -> list[tuple[int, int]]:
    """Left edge and width of each column."""
    lefts = [round(paper.width * sum(SHARES[:place])) for place in range(len(SHARES))]
    return [(left, round(paper.width * share) - dots(GAP_MM)) for left, share in zip(lefts, SHARES, strict=True)]


def _columns(paper: _Paper, sheet: Sheet) -> None:
    paper.rule(BLACK)
    paper.y += dots(0.8)
    for text, (x, width) in zip(sheet.columns, _places(paper), strict=True):
        paper.put(text, SMALL_MM, x=x, width=width)
    paper.y += dots(ROW_MM - 1)
    paper.rule(BLACK)


def _broken(text: str, width: int, paper: _Paper) -> list[str]:
    """A cell's lines: parts that a middle dot separates stand under each other where they don't fit beside each other."""
    lines: list[str] = []
    for part in text.split(JOIN):
        together = f"{lines[-1]}{JOIN}{part}" if lines else part
        if lines and paper.width_of(together, TEXT_MM) <= width:
            lines[-1] = together
        else:
            lines.append(part)
    return lines


def _height(cells: Sequence[Sequence[str]]) -> float:
    return ROW_MM + (max(map(len, cells)) - 1) * LINE_MM


def _row(paper: _Paper, cells: Sequence[Sequence[str]]) -> None:
    box, top = dots(TEXT_MM), paper.y
    ImageDraw.Draw(paper.pages[-1]).rectangle(
        (paper.left, top + dots(0.8), paper.left + box, top + dots(0.8) + box), outline=BLACK, width=2
    )
    for lines, (x, width) in zip(cells, _places(paper)[1:], strict=True):
        for place, line in enumerate(lines):
            paper.y = top + dots(0.6 + place * LINE_MM)
            paper.put(line, TEXT_MM, x=x, width=width)
    paper.y = top + dots(_height(cells))
    paper.rule()


def _steps(paper: _Paper, sheet: Sheet) -> None:
    if not paper.has_room((len(sheet.steps) + 1) * ROW_MM):
        paper.turn()
    paper.y += dots(3)
    for number, step in enumerate(sheet.steps, start=1):
        paper.line(f"{number}. {step}", HEAD_MM)
        paper.y += dots(1)
