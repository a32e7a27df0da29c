"""One kiosk's look: what screens and KV files read as `root.theme`."""

from kiosk.flow.mode import USUAL, Mode
from kiosk.theme import colours
from kiosk.theme.sizes import GAP_MM, TARGET_MM, Display, TypeSize


class Theme:
    """Sizes of one display, in pixels, and colours, in one mode."""

    def __init__(self, display: Display, mode: Mode = USUAL) -> None:
        self.mode = mode
        self.colours = colours.HIGH_CONTRAST if mode.contrast else colours.USUAL
        self.display = display
        self.portrait = display.portrait
        self.caption = display.font_px(TypeSize.CAPTION)
        self.body = display.font_px(TypeSize.BODY)
        self.label = display.font_px(TypeSize.LABEL)
        self.title = display.font_px(TypeSize.TITLE)
        self.heading = display.font_px(TypeSize.HEADING)
        self.figure = display.font_px(TypeSize.FIGURE)
        self.number = display.font_px(TypeSize.NUMBER)
        self.gap = display.px(GAP_MM)
        self.target = display.px(TARGET_MM)
        self.margin = display.px(10.0)
        self.radius = display.px(3.5)
        self.hairline = max(1.0, display.px(0.35))

    def mm(self, millimetres: float) -> float:
        return self.display.px(millimetres)
