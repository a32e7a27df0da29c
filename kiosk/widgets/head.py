"""What a screen says above what can be touched; in reach mode it fills the upper half, so that the rest is in the lower one."""

from kivy.properties import ObjectProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from kiosk.theme.theme import Theme


class Head(BoxLayout):
    """A screen's first child, below its padding."""

    theme: Theme | None = ObjectProperty(None, allownone=True)
    screen: Widget | None = ObjectProperty(None, allownone=True)
    """The screen whose head it is: a vertical box layout."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.orientation = "vertical"
        self.size_hint_y = None
        self.bind(minimum_height=self._set, theme=self._set)

    def on_screen(self, _: object, screen: Widget) -> None:
        screen.bind(height=self._set, padding=self._set)
        self._set()

    def _set(self, *_: object) -> None:
        least = self.minimum_height
        if self.theme is not None and self.theme.low and self.screen is not None:
            least = max(least, self.screen.height - self.screen.padding[1] - self.theme.low_zone)
        self.height = least
