"""One kiosk's look: what screens and KV files read as `root.theme`."""

from dataclasses import replace

from kiosk.flow.mode import USUAL, Mode
from kiosk.theme import colours
from kiosk.theme.sizes import GAP_MM, LARGE_TARGET_MM, TARGET_MM, Display, TypeSize

HAIRLINE_MM = 0.35
HAIRLINE_CONTRAST_MM = 0.8
"""Edges alone part cards from their ground there."""


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
        self.body = display.font_px(TypeSize.BODY, large=mode.large)
        self.label = display.font_px(TypeSize.LABEL, large=mode.large)
        self.title = display.font_px(TypeSize.TITLE, large=mode.large)
        self.heading = display.font_px(TypeSize.HEADING, large=mode.large)
        self.figure = display.font_px(TypeSize.FIGURE, large=mode.large)
        self.number = display.font_px(TypeSize.NUMBER, large=mode.large)
        self.gap = display.px(GAP_MM)
        self.target = display.px(LARGE_TARGET_MM if mode.large else TARGET_MM)
        self.margin = display.px(10.0)
        self.radius = display.px(3.5)
        self.hairline = max(1.0, display.px(HAIRLINE_CONTRAST_MM if mode.contrast else HAIRLINE_MM))

    def shown_in(self, mode: Mode) -> "Theme":
        """This theme, or the one of another look; hearing changes nothing of what is seen."""
        look = replace(mode, voice=self.mode.voice)
        return self if look == self.mode else Theme(self.display, look)

    def mm(self, millimetres: float) -> float:
        return self.display.px(millimetres)
