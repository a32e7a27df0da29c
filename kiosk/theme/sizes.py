"""Sizes for people, in millimetres, turned into pixels of one display.

Sources: capital height of any text ≥ 4.8 mm (ADA 707.7.2); targets ≥ 20 mm and gaps ≥ 4 mm (China's age-friendly rule of
60×60 dp at a kiosk's distance). Everything else follows from the display's diagonal.
"""

from dataclasses import dataclass
from enum import Enum
from math import hypot

MM_PER_INCH = 25.4
CAPITAL_HEIGHT_EM = 0.733
"""Noto Sans CJK's capital height, `OS/2.sCapHeight` / unitsPerEm."""
TARGET_MM = 20.0
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

    def font_px(self, size: TypeSize) -> float:
        """Font size (em) whose capitals are `size` high; never below it."""
        return float(-(-size.value * self.px_per_mm // CAPITAL_HEIGHT_EM))
