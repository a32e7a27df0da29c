"""A rounded ground under other widgets."""

from kivy.graphics import Color, SmoothRoundedRectangle
from kivy.properties import ColorProperty, NumericProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.theme import colours


class Panel(BoxLayout):
    """A box with a ground and a thin edge."""

    ground = ColorProperty(colours.CARD)
    edge = ColorProperty(colours.CARD_EDGE)
    radius = NumericProperty(0)
    hairline = NumericProperty(1)

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        with self.canvas.before:
            self._edge_colour = Color()
            self._edge_shape = SmoothRoundedRectangle()
            self._ground_colour = Color()
            self._ground_shape = SmoothRoundedRectangle()
        for name in ("pos", "size", "ground", "edge", "radius", "hairline"):
            self.fbind(name, self._place)
        self._place()

    def _place(self, *_: object) -> None:
        thin = self.hairline
        self._edge_colour.rgba, self._ground_colour.rgba = self.edge, self.ground
        self._edge_shape.pos, self._edge_shape.size = self.pos, (max(1, self.width), max(1, self.height))
        self._edge_shape.radius = [max(1, self.radius)]
        self._ground_shape.pos = (self.x + thin, self.y + thin)
        self._ground_shape.size = (max(1, self.width - 2 * thin), max(1, self.height - 2 * thin))
        self._ground_shape.radius = [max(1, self.radius - thin)]
