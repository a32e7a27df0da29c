"""Sizes for people, in millimetres, turned into pixels of one display.

Sources: capital height of any text ≥ 4.8 mm (ADA 707.7.2); targets ≥ 20 mm and gaps ≥ 4 mm (China's age-friendly rule of
60×60 dp at a kiosk's distance). Large text: capitals of 0.7° at least (EN 301 549 5.1.4), which is 7.33 mm for eyes 600 mm
away. Everything else follows from the display's diagonal.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from math import hypot

MM_PER_INCH = 25.4
CAPITAL_HEIGHT_EM = 0.733
"""Noto Sans CJK's capital height, `OS/2.sCapHeight` / unitsPerEm."""
TARGET_MM = 20.0
LARGE_TARGET_MM = 25.0
"""For those whose hands shake or whose eyes need the large text."""
GAP_MM = 4.0


class TypeSize(Enum):
    """The whole type scale, as capital heights in mm. Each (font, size) costs some 2.5 MB of glyphs, so there are seven."""

    CAPTION = 4.8
    BODY = 5.6
    LABEL = 6.6
    TITLE = 8.6
    HEADING = 11.0
    FIGURE = 22.0
    NUMBER = 34.0


LARGE_MM: Mapping[TypeSize, float] = {
    TypeSize.CAPTION: 7.4,
    TypeSize.BODY: 7.4,
    TypeSize.LABEL: 8.6,
    TypeSize.TITLE: 11.0,
    TypeSize.HEADING: 13.0,
    TypeSize.FIGURE: 22.0,
    TypeSize.NUMBER: 34.0,
}
"""The same scale in large text: six sizes, four of which the usual one has too."""
REACH_MM = 240.0
"""What somebody seated reaches on a screen whose lower edge is 900 mm above the floor is 1140 mm and below (ADA 308: 1220 mm)."""


@dataclass(frozen=True, slots=True)
class Display:
    """The panel a kiosk has, as it stands in front of the citizen."""

    width_px: int
    height_px: int
    diagonal_in: float

    @property
    def px_per_mm(self) -> float:
        return hypot(self.width_px, self.height_px) / (self.diagonal_in * MM_PER_INCH)

    @property
    def portrait(self) -> bool:
        return self.height_px > self.width_px

    def px(self, mm: float) -> float:
        """Whole pixels, since half ones draw soft edges."""
        return float(round(mm * self.px_per_mm))

    @property
    def reach_px(self) -> float:
        """How high above the screen's lower edge a control may stand in reach mode: half the screen, or `REACH_MM` where half
        of a low screen would be less.
        """
        return max(self.height_px / 2, min(float(self.height_px), REACH_MM * self.px_per_mm))

    def font_px(self, size: TypeSize, *, large: bool = False) -> float:
        """Font size (em) whose capitals are `size` high, in large text as high as `LARGE_MM` says; never below it."""
        capital_mm = LARGE_MM[size] if large else size.value
        return float(-(-capital_mm * self.px_per_mm // CAPITAL_HEIGHT_EM))
