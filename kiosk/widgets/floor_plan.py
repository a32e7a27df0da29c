"""A floor as a drawing: its areas with their names, what people look for as icons, and the place of the kiosk."""

from kivy.properties import ObjectProperty
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.widget import Widget

from kiosk.theme.theme import Theme
from kiosk.view_models.guide_models import MapArea, MapMark, MapModel
from kiosk.view_models.parts import Tone
from kiosk.widgets.panel import Panel
from kiosk.widgets.plate import Plate
from kiosk.widgets.words import Words

MARK_MM, HERE_MM = 13.0, 17.0
WALL_MM = 2.0
"""Between the floor's edge and its areas."""


class FloorPlan(FloatLayout):
    """As large as its room and the floor's shape allow."""

    theme: Theme | None = ObjectProperty(None, allownone=True)
    plan: MapModel | None = ObjectProperty(None, allownone=True)

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.bind(pos=self._draw, size=self._draw, plan=self._draw, theme=self._draw)

    def _draw(self, *_: object) -> None:
        self.clear_widgets()
        theme, plan = self.theme, self.plan
        if theme is None or plan is None or self.width <= 1 or self.height <= 1:
            return
        wide = min(self.width, self.height * plan.shape)
        high = wide / plan.shape
        floor = (self.x + (self.width - wide) / 2, self.y + (self.height - high) / 2, wide, high)
        self._put(Panel(theme=theme, radius=theme.mm(4), ground=theme.colours.CARD), *floor)
        wall = theme.mm(WALL_MM)
        inner = (floor[0] + wall, floor[1] + wall, wide - 2 * wall, high - 2 * wall)
        for area in plan.areas:
            self._area(theme, area, inner)
        for mark in plan.marks:
            self._mark(theme, mark, inner)
        if plan.here is not None:
            self._here(theme, plan.here, inner)

    def _area(self, theme: Theme, area: MapArea, inner: tuple[float, float, float, float]) -> None:
        left, bottom, wide, high = inner
        gap = theme.mm(0.7)
        panel = Panel(theme=theme, radius=theme.mm(2), ground=theme.colours.ACCENT, padding=theme.mm(1))
        panel.add_widget(
            Words(
                words=area.text,
                grows=False,
                sizes=(theme.body, theme.caption),
                color=theme.colours.INK,
                halign="center",
                valign="middle",
            )
        )
        place = (left + area.x * wide + gap, bottom + area.y * high + gap)
        self._put(panel, *place, area.width * wide - 2 * gap, area.depth * high - 2 * gap)

    def _mark(self, theme: Theme, mark: MapMark, inner: tuple[float, float, float, float]) -> None:
        colours = theme.colours
        self._disc(theme, mark.icon, colours.PRIMARY_INK, colours.PRIMARY, MARK_MM, (mark.x, mark.y), inner)

    def _here(self, theme: Theme, here: tuple[float, float], inner: tuple[float, float, float, float]) -> None:
        colours = theme.colours
        self._disc(theme, "you-are-here", colours.CARD, colours.TONES[Tone.PROBLEM], HERE_MM, here, inner)

    def _disc(
        self,
        theme: Theme,
        icon: str,
        ink: object,
        ground: object,
        side_mm: float,
        at: tuple[float, float],
        inner: tuple[float, float, float, float],
    ) -> None:
        left, bottom, wide, high = inner
        side = theme.mm(side_mm)
        # What stands at a wall is drawn beside it, not across it.
        x = min(max(left + at[0] * wide - side / 2, left), left + wide - side)
        y = min(max(bottom + at[1] * high - side / 2, bottom), bottom + high - side)
        self._put(
            Plate(theme=theme, source=icon, colour=ink, ground=ground, side=side, radius=side / 2, weight=0.09), x, y, side, side
        )

    def _put(self, widget: Widget, x: float, y: float, width: float, height: float) -> None:
        widget.size_hint = (None, None)
        widget.pos, widget.size = (x, y), (max(1.0, width), max(1.0, height))
        self.add_widget(widget)
