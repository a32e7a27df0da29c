"""How far one is: a bar in parts. The words beside it say the same, so that no colour is needed to read it."""

from kivy.graphics import Color, RoundedRectangle
from kivy.properties import ObjectProperty
from kivy.uix.widget import Widget

from kiosk.theme.theme import Theme
from kiosk.view_models.form_models import Progress

GAP_MM = 2.0


class StepsBar(Widget):
    """One part a step, filled up to the present one; nothing while there is no progress."""

    theme: Theme = ObjectProperty(None, allownone=True)
    progress: Progress | None = ObjectProperty(None, allownone=True)

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        for name in ("theme", "progress", "pos", "size"):
            self.fbind(name, self._draw)
        self._draw()

    def _draw(self, *_: object) -> None:
        self.canvas.clear()
        if self.progress is None or self.theme is None:
            return
        gap = self.theme.mm(GAP_MM)
        total = self.progress.total
        part = max(1.0, (self.width - gap * (total - 1)) / total)
        colours = self.theme.colours
        with self.canvas:
            for index in range(total):
                Color(*(colours.PRIMARY if index < self.progress.done else colours.PLATE_DISABLED))
                place = (self.x + index * (part + gap), self.y)
                RoundedRectangle(pos=place, size=(part, self.height), radius=[self.height / 2])
