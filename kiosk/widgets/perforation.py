"""The dotted line across a ticket, along the widget's longer side."""

from kivy.graphics import Color
from kivy.properties import NumericProperty, ObjectProperty
from kivy.uix.widget import Widget

from kiosk.theme.colours import CLEAR
from kiosk.theme.theme import Theme
from kiosk.widgets.dots import row_of_dots

DOTS_APART = 4.0
"""From middle to middle, in dot radii."""


class Perforation(Widget):
    dot = NumericProperty(2)
    """Radius in pixels."""
    theme: Theme | None = ObjectProperty(None, allownone=True)

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.bind(pos=self._draw, size=self._draw, dot=self._draw, theme=self._draw)
        self._draw()

    def _draw(self, *_: object) -> None:
        self.canvas.clear()
        lying = self.width >= self.height
        length = self.width if lying else self.height
        step = self.dot * DOTS_APART
        x, y = (self.x, self.y + self.height / 2) if lying else (self.x + self.width / 2, self.y)
        with self.canvas:
            Color(*(self.theme.colours.CARD_EDGE if self.theme else CLEAR))
            row_of_dots(x, y, self.dot, int(length / step), step, lying=lying)
