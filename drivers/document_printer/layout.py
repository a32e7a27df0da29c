"""A template filled with data, laid out on A4 pages: where which text stands. Pure; knows no dots.

What doesn't fit on a page goes on the next one; a table's head is repeated there.
"""

from collections.abc import Callable, Mapping, Sequence

from api.text.line_breaking import break_lines
from drivers.document_printer.elements import (
    Element,
    FactsElement,
    PairElement,
    QrElement,
    RuleElement,
    SealElement,
    SpaceElement,
    TableElement,
    TextElement,
    VerticalElement,
)
from drivers.document_printer.grid import LEADING, Grid, Measure
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
from drivers.document_printer.template import Template
from drivers.receipt_printer.elements import Align, fill
from drivers.receipt_printer.text import clean, clean_lines

MARGIN_X, MARGIN_TOP, MARGIN_BOTTOM = 24.0, 22.0, 24.0
"""Printers leave some 4 mm white; a file's holes take 20."""
WIDTH = PAGE_WIDTH - 2 * MARGIN_X
FLOOR = PAGE_HEIGHT - MARGIN_BOTTOM
PARAGRAPH_GAP = 1.8
FOOTER_SIZE = 3.2
FOOTER_Y = PAGE_HEIGHT - 17.0
NOTE_SIZE = 3.6
NOTE_SHARE = 0.5
"""Of the width, for a code and its note where something else stands beside them."""


def lay_out(template: Template, data: Mapping[str, str], measure: Measure, drawable: Callable[[str], str]) -> list[Page]:
    """All pages, at least one.

    Args:
        drawable: the text with a sign for what no font has.
    """
    return _Flow(template, data, measure, drawable).pages()


class _Flow:
    """The pages so far, and how far down the last one is filled."""

    def __init__(self, template: Template, data: Mapping[str, str], measure: Measure, drawable: Callable[[str], str]) -> None:
        self._template = template
        self._values = {name: clean(value) for name, value in data.items() if name not in template.lists}
        self._lists = {name: _rows(data.get(name, "")) for name in template.lists}
        self._measure = measure
        self._drawable = drawable
        self._pages: list[list[Mark]] = [[]]
        self._y = MARGIN_TOP

    def pages(self) -> list[Page]:
        for element in self._template.elements:
            if element.when is None or self._values.get(element.when, "").strip() or self._lists.get(element.when):
                self._put(element)
        footer = self._text(self._template.footer)
        count = len(self._pages)
        for number, page in enumerate(self._pages, start=1):
            place = f"{number} / {count}"
            page.append(TextMark(MARGIN_X, FOOTER_Y, footer, FOOTER_SIZE, quiet=True))
            page.append(TextMark(self._aligned(place, FOOTER_SIZE, "right"), FOOTER_Y, place, FOOTER_SIZE, quiet=True))
        return [tuple(page) for page in self._pages]

    def _text(self, text: str) -> str:
        return self._drawable(clean(fill(text, self._values)))

    def _put(self, element: Element) -> None:
        match element:
            case TextElement():
                self._paragraph(element)
            case PairElement():
                self._pair(element)
            case FactsElement():
                self._facts(element)
            case TableElement():
                self._table(element)
            case RuleElement():
                self._room(2 * PARAGRAPH_GAP)
                self._add(LineMark(MARGIN_X, self._y + PARAGRAPH_GAP, MARGIN_X + WIDTH, self._y + PARAGRAPH_GAP))
                self._y += 2 * PARAGRAPH_GAP
            case SpaceElement():
                self._y += element.height
            case QrElement():
                self._qr(element)
            case SealElement():
                # Over what stands above, as a seal is set over the issuer's name and the date.
                top = max(MARGIN_TOP, self._y - element.width * 0.62)
                self._add(SealMark(MARGIN_X + WIDTH - element.width, min(top, FLOOR - element.width), element.width))
            case VerticalElement():
                self._room(element.height)
                text = self._text(element.text)
                self._add(ColumnsMark(MARGIN_X, self._y, text, WIDTH, element.height, element.size))
                self._y += element.height + PARAGRAPH_GAP

    def _add(self, mark: Mark) -> None:
        self._pages[-1].append(mark)

    def _room(self, height: float) -> bool:
        """Begin a new page if this one has less left; whether it did."""
        if self._y + height <= FLOOR or self._y <= MARGIN_TOP:
            return False
        self._pages.append([])
        self._y = MARGIN_TOP
        return True

    def _broken(self, text: str, size: float, width: float) -> list[str]:
        return break_lines(text, lambda line: self._measure(line, size) <= width)

    def _aligned(self, text: str, size: float, align: Align) -> float:
        spare = WIDTH - self._measure(text, size)
        return MARGIN_X + spare * {"left": 0.0, "center": 0.5, "right": 1.0}[align]

    def _paragraph(self, element: TextElement) -> None:
        text = self._text(element.text)
        indent = " " * round(element.indent / max(0.1, self._measure(" ", element.size))) if element.indent else ""
        for line in self._broken(indent + text, element.size, WIDTH):
            self._room(element.size * LEADING)
            self._add(TextMark(self._aligned(line, element.size, element.align), self._y, line, element.size, element.bold))
            self._y += element.size * LEADING
        self._y += PARAGRAPH_GAP

    def _pair(self, element: PairElement) -> None:
        label, value = self._text(element.label), self._text(element.value)
        for place, line in enumerate(self._broken(value, element.size, WIDTH - element.label_width)):
            self._room(element.size * LEADING)
            if place == 0:
                self._add(TextMark(MARGIN_X, self._y, label, element.size, quiet=True))
            self._add(TextMark(MARGIN_X + element.label_width, self._y, line, element.size, element.bold))
            self._y += element.size * LEADING
        self._y += PARAGRAPH_GAP

    def _table(self, element: TableElement) -> None:
        rows = self._lists[element.field]
        if not rows:
            return
        columns = max(map(len, rows))
        filled = [[*row, *[""] * (columns - len(row))] for row in rows]
        grid = Grid.for_table(filled, MARGIN_X, WIDTH, element.size, self._measure, self._drawable)
        head, *body = filled
        # A head alone at the foot of a page would belong to nothing.
        self._room(grid.height(head) + (grid.height(body[0]) if body else 0.0))
        self._row(grid, head, bold=True)
        for row in body:
            if self._room(grid.height(row)):
                self._row(grid, head, bold=True)
            self._row(grid, row)
        self._y += 2 * PARAGRAPH_GAP

    def _facts(self, element: FactsElement) -> None:
        widths = (element.label_width, WIDTH - element.label_width)
        grid = Grid(MARGIN_X, widths, element.size, self._measure, self._drawable)
        for cells in self._lists[element.field]:
            row = (cells[0], " ".join(cells[1:]))
            self._room(grid.height(row))
            self._row(grid, row)
        self._y += 2 * PARAGRAPH_GAP

    def _row(self, grid: Grid, row: Sequence[str], *, bold: bool = False) -> None:
        self._pages[-1] += grid.marks(row, self._y, bold=bold)
        self._y += grid.height(row)

    def _qr(self, element: QrElement) -> None:
        text = clean(fill(element.text, self._values))
        if not text:
            return
        self._room(element.width)
        self._add(QrMark(MARGIN_X, self._y, text, element.width))
        beside = MARGIN_X + element.width + 4.0
        ends = MARGIN_X + WIDTH * (NOTE_SHARE if element.beside else 1.0)
        for number, line in enumerate(self._broken(self._text(element.note), NOTE_SIZE, ends - beside)):
            self._add(TextMark(beside, self._y + 2.0 + number * NOTE_SIZE * LEADING, line, NOTE_SIZE))
        if not element.beside:
            self._y += element.width + PARAGRAPH_GAP


def _rows(text: str) -> list[list[str]]:
    """Cells of each line; a field can never hold a command or a line of its own."""
    lines = (line for line in text.split("\n") if line.strip())
    return [[(clean_lines(cell) or [""])[0] for cell in line.split("\t")] for line in lines]
