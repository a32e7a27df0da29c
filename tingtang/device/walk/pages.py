"""The acceptance sheet as A4 pages: a table of all devices, what is left to do, and lines to sign. Drawing only."""

from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw

from drivers.raster.fonts import FontBook
from drivers.raster.line import render_line
from tingtang.device.walk.acceptance import Acceptance, Row

DPI = 150
"""Hanzi of 3 mm are 18 dots high: readable, and a page stays below 100 kB."""
PAGE_MM = (210, 297)
MARGIN_MM = 12
TEXT_MM, TITLE_MM, SMALL_MM = 3.2, 6.0, 2.6
ROW_MM = 6.4
REMARK_MM = 4.2
SIGNATURE_MM = 14
SHARES = (0.05, 0.14, 0.14, 0.20, 0.26, 0.13, 0.08)
"""Widths of the columns: number, place, kind, device, wiring, result, time."""
WHITE, BLACK, GREY = 255, 0, 170


def _dots(mm: float) -> int:
    return round(mm / 25.4 * DPI)


class _Paper:
    """Pages that are filled from top to bottom."""

    def __init__(self, fonts: FontBook) -> None:
        self._fonts = fonts
        self.pages: list[Image.Image] = []
        self.y = 0
        self.left = _dots(MARGIN_MM)
        self.width = _dots(PAGE_MM[0]) - 2 * self.left
        self.turn()

    def turn(self) -> None:
        self.pages.append(Image.new("L", (_dots(PAGE_MM[0]), _dots(PAGE_MM[1])), WHITE))
        self.y = _dots(MARGIN_MM)

    def room(self, mm: float) -> bool:
        return self.y + _dots(mm) <= self.pages[-1].height - _dots(MARGIN_MM)

    def put(self, text: str, mm: float, *, x: int = 0, width: int | None = None, down: float | None = None) -> None:
        """One line at the present height; what is too wide is squeezed. `down`: how far to go on afterwards, mm."""
        line = render_line(text or " ", _dots(mm), width or self.width - x, self._fonts)
        at = (self.left + x, self.y)
        ink = line.convert("L").point(lambda level: 255 - level)
        self.pages[-1].paste(BLACK, (*at, at[0] + line.width, at[1] + line.height), ink)
        if down is not None:
            self.y += _dots(down)

    def rule(self, level: int = GREY) -> None:
        ImageDraw.Draw(self.pages[-1]).line((self.left, self.y, self.left + self.width, self.y), fill=level)


def pages(sheet: Acceptance, fonts: FontBook) -> list[Image.Image]:
    """
    Raises:
        FontMissing: a script in the texts has no font installed.
    """
    paper = _Paper(fonts)
    paper.put(sheet.title, TITLE_MM, down=10)
    for line in sheet.head:
        paper.put(line, TEXT_MM, down=5)
    paper.put(sheet.summary, TEXT_MM, down=7)
    _heading(paper, sheet.columns)
    for row in sheet.rows:
        if not paper.room(ROW_MM + REMARK_MM * len(row.remarks)):
            paper.turn()
            _heading(paper, sheet.columns)
        _row(paper, row)
    paper.rule()
    _to_do(paper, sheet.to_do)
    _signature(paper, sheet.signature)
    for number, page in enumerate(paper.pages, start=1):
        _number(page, f"{number} / {len(paper.pages)}", fonts)
    return paper.pages


def _columns(width: int) -> list[tuple[int, int]]:
    """Left edge and width of each."""
    lefts = [round(width * sum(SHARES[:place])) for place in range(len(SHARES))]
    return [(left, round(width * share) - _dots(1.5)) for left, share in zip(lefts, SHARES, strict=True)]


def _heading(paper: _Paper, columns: Sequence[str]) -> None:
    paper.rule(BLACK)
    paper.y += _dots(1)
    for text, (x, width) in zip(columns, _columns(paper.width), strict=True):
        paper.put(text, TEXT_MM, x=x, width=width)
    paper.y += _dots(ROW_MM - 1)
    paper.rule(BLACK)


def _row(paper: _Paper, row: Row) -> None:
    paper.rule()
    if not row.passed:
        top = paper.y
        bottom = top + _dots(ROW_MM + REMARK_MM * len(row.remarks))
        ImageDraw.Draw(paper.pages[-1]).rectangle(
            (paper.left - _dots(2.5), top + 2, paper.left - _dots(1.2), bottom - 2), fill=BLACK
        )
    paper.y += _dots(1)
    cells = (row.number, row.place, row.kind, row.device, row.wiring, row.result, row.at)
    for text, (x, width) in zip(cells, _columns(paper.width), strict=True):
        paper.put(text, TEXT_MM, x=x, width=width)
    paper.y += _dots(ROW_MM - 1)
    for remark in row.remarks:
        paper.put(remark, SMALL_MM, x=_columns(paper.width)[1][0], down=REMARK_MM)


def _to_do(paper: _Paper, lines: Sequence[str]) -> None:
    paper.y += _dots(4)
    for line in lines:
        if not paper.room(REMARK_MM + 1):
            paper.turn()
        paper.put(f"□ {line}", TEXT_MM, down=REMARK_MM + 1)


def _signature(paper: _Paper, lines: Sequence[str]) -> None:
    if not paper.room(SIGNATURE_MM + 4):
        paper.turn()
    paper.y += _dots(SIGNATURE_MM)
    each = paper.width // len(lines)
    for place in range(len(lines)):
        x = paper.left + place * each
        ImageDraw.Draw(paper.pages[-1]).line((x, paper.y, x + each - _dots(6), paper.y), fill=BLACK)
    paper.y += _dots(1)
    for place, text in enumerate(lines):
        paper.put(text, TEXT_MM, x=place * each, width=each - _dots(6))


def _number(page: Image.Image, text: str, fonts: FontBook) -> None:
    line = render_line(text, _dots(SMALL_MM), page.width, fonts)
    ink = line.convert("L").point(lambda level: 255 - level)
    at = (page.width - _dots(MARGIN_MM) - line.width, page.height - _dots(MARGIN_MM - 2))
    page.paste(BLACK, (*at, at[0] + line.width, at[1] + line.height), ink)


def write_pages(drawn: Sequence[Image.Image], out: Path) -> list[Path]:
    """One PDF, or a picture for each page.

    Raises:
        OSError: it can't be written.
    """
    if out.suffix.lower() == ".pdf":
        drawn[0].save(out, save_all=True, append_images=list(drawn[1:]), resolution=DPI)
        return [out]
    paths = [out if len(drawn) == 1 else out.with_name(f"{out.stem}-{number}{out.suffix}") for number in range(1, len(drawn) + 1)]
    for picture, path in zip(drawn, paths, strict=True):
        picture.save(path, dpi=(DPI, DPI))
    return paths
