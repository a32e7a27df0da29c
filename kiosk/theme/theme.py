"""One kiosk's look: what screens and KV files read as `root.theme`."""

from dataclasses import replace
from math import ceil

from kiosk.flow.mode import USUAL, Mode
from kiosk.theme import colours
from kiosk.theme.sizes import GAP_MM, LARGE_TARGET_MM, TARGET_MM, Display, TypeSize

HAIRLINE_MM = 0.35
HAIRLINE_CONTRAST_MM = 0.8
"""Edges alone part cards from their ground there."""


LINE_EM = 1.448
"""Noto Sans CJK's line height, `hhea` ascender and descender."""


class Theme:
    """Sizes of one display, in pixels, and colours, in one mode."""

    def __init__(self, display: Display, mode: Mode = USUAL) -> None:
        self.mode = mode
        self.colours = colours.HIGH_CONTRAST if mode.contrast else colours.USUAL
        self.display = display
        self.portrait = display.portrait
        self.large = mode.large
        self.low = mode.reach and display.portrait
        """What can be touched goes to the lower half; a screen that lies is low enough as it is."""
        self.caption = display.font_px(TypeSize.CAPTION, large=mode.large)
        self.usual_caption = display.font_px(TypeSize.CAPTION)
        """For a column of Mongolian alone, whose letters have no capitals to be measured."""
        self.body = display.font_px(TypeSize.BODY, large=mode.large)
        self.label = display.font_px(TypeSize.LABEL, large=mode.large)
        self.title = display.font_px(TypeSize.TITLE, large=mode.large)
        self.heading = display.font_px(TypeSize.HEADING, large=mode.large)
        self.figure = display.font_px(TypeSize.FIGURE, large=mode.large)
        self.number = display.font_px(TypeSize.NUMBER, large=mode.large)
        self.gap = display.px(GAP_MM)
        self.target = display.px(LARGE_TARGET_MM if mode.large else TARGET_MM)
        self.margin = display.px(10.0)
        self.header = display.px((40.0 if self.large else 27.0) if self.portrait else 24.0)
        self.footer = display.px((42.0 if self.large else 30.0) if self.portrait else (30.0 if self.large else 28.0))
        self.low_zone = display.reach_px - self.footer
        """How high above the footer something may stand that is touched, in reach mode."""
        self.answer = display.px(34.0 if self.large else 27.0)
        """Height of a screen's answers: a line of words with a hint below it."""
        self.turn = display.px(27.0 if self.large else 24.0)
        """Height of lesser answers: turning a page, leaving something out."""
        self.radius = display.px(3.5)
        self.hairline = max(1.0, display.px(HAIRLINE_CONTRAST_MM if mode.contrast else HAIRLINE_MM))

    def shown_in(self, mode: Mode) -> "Theme":
        """This theme, or the one of another look; hearing changes nothing of what is seen."""
        look = replace(mode, voice=self.mode.voice)
        return self if look == self.mode else Theme(self.display, look)

    def line(self, font_px: float) -> float:
        """Height of a line of text."""
        return float(ceil(font_px * LINE_EM)) + 1

    def mm(self, millimetres: float) -> float:
        return self.display.px(millimetres)
