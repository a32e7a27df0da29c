"""The dotted line across a ticket, along the widget's longer side."""

from kivy.graphics import Color, SmoothEllipse
from kivy.properties import ColorProperty, NumericProperty
from kivy.uix.widget import Widget

from kiosk.theme import colours

DOTS_APART = 4.0
"""In dot radii times two."""


class Perforation(Widget):
    dot = NumericProperty(2)
    """Radius in pixels."""
    colour = ColorProperty(colours.CARD_EDGE)

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.bind(pos=self._draw, size=self._draw, dot=self._draw)
        self._draw()

    def _draw(self, *_: object) -> None:
        self.canvas.clear()
        lying = self.width >= self.height
        length = self.width if lying else self.height
        step = self.dot * DOTS_APART
        with self.canvas:
            Color(*self.colour)
            for index in range(int(length / step)):
                along = (index + 0.5) * step
                x, y = (self.x + along, self.y + self.height / 2) if lying else (self.x + self.width / 2, self.y + along)
                SmoothEllipse(pos=(x - self.dot, y - self.dot), size=(2 * self.dot, 2 * self.dot))
