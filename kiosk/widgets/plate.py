"""An icon on a soft square."""

from kivy.graphics import Color, SmoothRoundedRectangle
from kivy.properties import ColorProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.anchorlayout import AnchorLayout

from kiosk.theme.colours import CLEAR
from kiosk.theme.theme import Theme
from kiosk.widgets.icon import Icon

ICON_PART = 0.58
"""Of the plate's side."""


class Plate(AnchorLayout):
    """As wide as its `side`; the square stands in the middle of whatever height there is."""

    source = StringProperty("")
    theme: Theme | None = ObjectProperty(None, allownone=True)
    colour = ColorProperty(None, allownone=True)
    """The theme's primary colour on its accent, when none are given."""
    ground = ColorProperty(None, allownone=True)
    side = NumericProperty(0)
    radius = NumericProperty(0)
    weight = NumericProperty(0.075)
    """Of the icon's strokes; large drawings take finer ones."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.size_hint_x = None
        with self.canvas.before:
            self._ground = Color()
            self._square = SmoothRoundedRectangle()
        self._icon = Icon(size_hint=(None, None))
        self.add_widget(self._icon)
        for name in ("theme", "source", "colour", "ground", "side", "radius", "weight", "pos", "size"):
            self.fbind(name, self._place)
        self._place()

    def _place(self, *_: object) -> None:
        self.width = self.side
        primary, accent = (self.theme.colours.PRIMARY, self.theme.colours.ACCENT) if self.theme else (CLEAR, CLEAR)
        self._ground.rgba = self.ground or accent
        self._square.pos = (self.x + (self.width - self.side) / 2, self.y + (self.height - self.side) / 2)
        self._square.size = (max(1, self.side), max(1, self.side))
        self._square.radius = [max(1, self.radius)]
        self._icon.size = (self.side * ICON_PART, self.side * ICON_PART)
        self._icon.source, self._icon.colour, self._icon.weight = self.source, self.colour or primary, self.weight
