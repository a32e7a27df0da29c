"""A rounded ground under other widgets."""

from kivy.graphics import Color, SmoothRoundedRectangle
from kivy.properties import ColorProperty, NumericProperty, ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.theme.colours import CLEAR
from kiosk.theme.theme import Theme


class Panel(BoxLayout):
    """A box with a ground and a thin edge."""

    theme: Theme | None = ObjectProperty(None, allownone=True)
    ground = ColorProperty(None, allownone=True)
    """The theme's card, when none is given."""
    edge = ColorProperty(None, allownone=True)
    radius = NumericProperty(0)
    hairline = NumericProperty(1)

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        with self.canvas.before:
            self._edge_colour = Color()
            self._edge_shape = SmoothRoundedRectangle()
            self._ground_colour = Color()
            self._ground_shape = SmoothRoundedRectangle()
        for name in ("theme", "pos", "size", "ground", "edge", "radius", "hairline"):
            self.fbind(name, self._place)
        self._place()

    def _place(self, *_: object) -> None:
        thin = self.hairline
        card, card_edge = (self.theme.colours.CARD, self.theme.colours.CARD_EDGE) if self.theme else (CLEAR, CLEAR)
        self._edge_colour.rgba, self._ground_colour.rgba = self.edge or card_edge, self.ground or card
        self._edge_shape.pos, self._edge_shape.size = self.pos, (max(1, self.width), max(1, self.height))
        self._edge_shape.radius = [max(1, self.radius)]
        self._ground_shape.pos = (self.x + thin, self.y + thin)
        self._ground_shape.size = (max(1, self.width - 2 * thin), max(1, self.height - 2 * thin))
        self._ground_shape.radius = [max(1, self.radius - thin)]
