"""A switch: its knob is at the right, on a filled ground, when it is on. The words beside it say the same."""

from kivy.graphics import Color, SmoothRoundedRectangle
from kivy.properties import BooleanProperty, ObjectProperty
from kivy.uix.widget import Widget

from kiosk.theme.theme import Theme
from kiosk.widgets.dots import dot

SHAPE = 1.9
"""Width over height."""
EDGE = 0.09
"""Of the height, round the knob."""


class OnOff(Widget):
    theme: Theme | None = ObjectProperty(None, allownone=True)
    on = BooleanProperty(False)

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.bind(pos=self._draw, size=self._draw, theme=self._draw, on=self._draw)
        self._draw()

    def _draw(self, *_: object) -> None:
        self.canvas.clear()
        if self.theme is None or self.height <= 1:
            return
        high = min(self.height, self.width / SHAPE)
        wide = high * SHAPE
        left, bottom = self.x + (self.width - wide) / 2, self.y + (self.height - high) / 2
        colours, thin = self.theme.colours, high * EDGE
        with self.canvas:
            Color(*(colours.PRIMARY if self.on else colours.INK_SOFT))
            SmoothRoundedRectangle(pos=(left, bottom), size=(wide, high), radius=[high / 2])
            if not self.on:
                Color(*colours.CARD)
                inner = (max(1.0, wide - 2 * thin), max(1.0, high - 2 * thin))
                SmoothRoundedRectangle(pos=(left + thin, bottom + thin), size=inner, radius=[high / 2 - thin])
            Color(*(colours.PRIMARY_INK if self.on else colours.INK_SOFT))
            x = left + wide - high / 2 if self.on else left + high / 2
            dot(x, bottom + high / 2, high / 2 - 2.2 * thin)
