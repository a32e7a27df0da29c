"""An icon, drawn from its strokes."""

from itertools import chain

from kivy.graphics import Color, SmoothLine
from kivy.properties import ColorProperty, NumericProperty, StringProperty
from kivy.uix.widget import Widget

from kiosk.theme.icons import ICONS
from kiosk.theme.strokes import Disc, Mark
from kiosk.widgets.dots import dot


class Icon(Widget):
    """Fills the largest square in its middle."""

    source = StringProperty("")
    """A name in `ICONS`; nothing is drawn for an empty one."""
    colour = ColorProperty((0, 0, 0, 1))
    weight = NumericProperty(0.075)
    """Stroke width as a part of the icon's side."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.bind(source=self._draw, colour=self._draw, weight=self._draw, pos=self._draw, size=self._draw)
        self._draw()

    def _draw(self, *_: object) -> None:
        self.canvas.clear()
        marks = ICONS.get(self.source, ())
        side = min(self.width, self.height)
        if not marks or side <= 0:
            return
        # Not `center`: Kivy caches it, and it is still the old one while a change of size is being told.
        left, bottom = self.x + (self.width - side) / 2, self.y + (self.height - side) / 2
        with self.canvas:
            Color(*self.colour)
            for mark in marks:
                self._draw_mark(mark, left, bottom, side)

    def _draw_mark(self, mark: Mark, left: float, bottom: float, side: float) -> None:
        if isinstance(mark, Disc):
            dot(left + mark.x * side, bottom + mark.y * side, mark.radius * side)
            return
        points = [(left + x * side, bottom + y * side) for x, y in mark.points]
        half = self.weight * side / 2
        SmoothLine(points=list(chain.from_iterable(points)), width=half, close=mark.closed, overdraw_width=1.2)
        # SmoothLine has neither round caps nor round joints: discs make both, as long as the corner isn't part of a curve.
        corners = points if len(points) <= 8 else (points[0], points[-1])
        for x, y in corners:
            dot(x, y, half)
