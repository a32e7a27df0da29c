"""How many rows fit a page of facts, in millimetres, on the screen that kiosks have: 21.5 inches, standing or lying.

The figures are those of `kiosk/screens/facts/facts.kv`; the screens' lint finds it when they part.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from api.text.line_breaking import break_lines
from kiosk.view_models.parts import Fact


class Letters(StrEnum):
    """Sizes of letters by the names of the theme's scale, which this ring doesn't see (`kiosk.theme.sizes.TypeSize`)."""

    BODY = "BODY"
    LABEL = "LABEL"
    TITLE = "TITLE"
    HEADING = "HEADING"


CAPITALS_MM: Mapping[Letters, tuple[float, float]] = {
    Letters.BODY: (5.6, 7.4),
    Letters.LABEL: (6.6, 8.6),
    Letters.TITLE: (8.6, 11.0),
    Letters.HEADING: (11.0, 13.0),
}
"""Height of their capitals, usual and large; a test compares them with the theme's."""
CAPITAL_HEIGHT_EM = 0.733
LONG_MM, SHORT_MM = 476.0, 268.0
"""Sides of a screen of 21.5 inches and 16:9."""
LINE_EM = 1.46
"""Noto Sans CJK's line height, with rounding."""
MARGIN_MM, PANEL_MM = 10.0, 8.0
LABEL_SHARE, LARGE_LABEL_SHARE = 0.34 / 1.34, 0.5 / 1.5
"""Of a row, as `FactLine` parts it; the second in large letters on a screen that stands."""
COLUMN_GAP_MM = 5.0
ICON_MM = 23.0
FIRST_WIDE = "\u2e80"
NARROW_EM = 0.56
"""Width of a Latin letter."""
SPARE_MM = 4.0


def width_em(line: str) -> float:
    """An estimate, in Chinese characters."""
    return sum(1.0 if sign >= FIRST_WIDE else NARROW_EM for sign in line)


@dataclass(frozen=True, slots=True)
class PageRoom:
    """One orientation in one size of letters."""

    portrait: bool
    large: bool

    def rows_mm(self, title: str, text: str, *, icon: bool, figure: bool, paged: bool) -> float:
        """Height that is left for rows."""
        lower, upper = (30.0, 27.0) if self.portrait else (28.0, 24.0)
        if self.large:
            lower, upper = (42.0, 40.0) if self.portrait else (30.0, 24.0)
        padding, spacing = (16.0, 6.0) if self.portrait else (8.0, 3.0)
        answer, turn = (34.0, 27.0) if self.large else (27.0, 24.0)
        heading = Letters.HEADING if self.portrait else Letters.TITLE
        words = Letters.LABEL if self.portrait else Letters.BODY
        taken = lower + upper + padding + 5 * spacing + self._line_mm(Letters.BODY) + 6.0
        taken += self._lines(title, heading, self._width_mm - (ICON_MM if icon else 0.0)) * self._line_mm(heading)
        if text:
            taken += self._lines(text, words, self._width_mm) * self._line_mm(words)
        if figure:
            taken += self._line_mm(Letters.HEADING) + 2.0
        taken += answer + (turn + 4.0 if paged and self.portrait else 0.0)
        return (LONG_MM if self.portrait else SHORT_MM) - taken - SPARE_MM

    def row_mm(self, fact: Fact) -> float:
        inner = self._width_mm - 2 * PANEL_MM
        air = 6.0 if self.portrait else 2.5
        if not fact.label:
            return self._lines(fact.value, Letters.LABEL, inner) * self._line_mm(Letters.LABEL) + air
        share = LARGE_LABEL_SHARE if self.large and self.portrait else LABEL_SHARE
        label_mm = (inner - COLUMN_GAP_MM) * share
        label = self._lines(fact.label, Letters.BODY, label_mm) * self._line_mm(Letters.BODY)
        value = self._lines(fact.value, Letters.LABEL, inner - COLUMN_GAP_MM - label_mm) * self._line_mm(Letters.LABEL)
        return max(label, value) + air

    def pages(self, facts: Sequence[Fact], room_mm: float) -> tuple[tuple[Fact, ...], ...]:
        """At least one page; a row that is higher than a page has one of its own."""
        pages: list[list[Fact]] = [[]]
        left_mm = room_mm
        for fact in facts:
            needed_mm = self.row_mm(fact)
            if needed_mm > left_mm and pages[-1]:
                pages.append([])
                left_mm = room_mm
            pages[-1].append(fact)
            left_mm -= needed_mm
        return tuple(map(tuple, pages))

    @property
    def _width_mm(self) -> float:
        return (SHORT_MM if self.portrait else LONG_MM) - 2 * MARGIN_MM

    def _em_mm(self, size: Letters) -> float:
        return CAPITALS_MM[size][self.large] / CAPITAL_HEIGHT_EM

    def _line_mm(self, size: Letters) -> float:
        return self._em_mm(size) * LINE_EM

    def _lines(self, text: str, size: Letters, width_mm: float) -> int:
        fitting_em = width_mm / self._em_mm(size)
        return len(break_lines(text, lambda line: width_em(line) <= fitting_em))
