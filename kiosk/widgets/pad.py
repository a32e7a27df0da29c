"""A pad that a finger writes on: shows the strokes so far and posts each new one."""

from typing import Any

from kivy.graphics import Color, Line, RoundedRectangle
from kivy.properties import ListProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.widget import Widget

from kiosk.flow.intents import Intent, IntentKind
from kiosk.flow.typing.line import POINTS_MAX, stroke_text
from kiosk.flow.typing.ports import PAD_SIDE, Stroke
from kiosk.theme.theme import Theme
from kiosk.widgets.words import Words

STEP = 6
"""Points closer than this, in thousandths of the side, tell nothing new."""
STROKE_MM = 2.2
"""As wide as a marker's line."""
GUIDE_MM = 0.35
WORDS = 0.8
"""Of the side: how wide the words on an empty pad may be."""


class WritingPad(Widget):
    """A square in the widget's middle; `y` of a stroke's points runs down, as on paper."""

    theme: Theme = ObjectProperty(None)
    post = ObjectProperty(None, allownone=True)
    strokes: tuple[Stroke, ...] = ListProperty(())
    words = StringProperty("")
    """Stands on the pad while it is empty."""
    side = NumericProperty(0)

    def __init__(self, theme: Theme, **kwargs: object) -> None:
        self._drawing: list[tuple[int, int]] = []
        super().__init__(theme=theme, **kwargs)
        self._words = Words(sizes=(theme.label, theme.body), grows=False, color=theme.colours.INK_SOFT, halign="center")
        self._words.valign = "middle"
        self.add_widget(self._words)
        for name in ("pos", "size", "strokes", "words"):
            self.fbind(name, self._draw)
        self._draw()

    @property
    def target_name(self) -> str:
        return "pad"

    def forget(self) -> None:
        """Nothing of what was written stays in the widget."""
        self._drawing = []
        self.strokes = ()
        self._draw()

    def on_touch_down(self, touch: Any) -> bool:
        if self._drawing or not self._holds(touch):
            return False
        touch.grab(self)
        self._drawing = [self._point(touch)]
        self._draw()
        return True

    def on_touch_move(self, touch: Any) -> bool:
        if touch.grab_current is not self:
            return False
        point = self._point(touch)
        last = self._drawing[-1] if self._drawing else point
        if max(abs(point[0] - last[0]), abs(point[1] - last[1])) >= STEP and len(self._drawing) < POINTS_MAX:
            self._drawing.append(point)
            self._draw()
        return True

    def on_touch_up(self, touch: Any) -> bool:
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        stroke, self._drawing = tuple(self._drawing), []
        self._draw()
        if stroke and self.post:
            self.post(Intent(IntentKind.STROKE, stroke_text(stroke)))
        return True

    def _holds(self, touch: Any) -> bool:
        left, bottom = self._corner()
        return bool(left <= touch.x <= left + self.side and bottom <= touch.y <= bottom + self.side)

    def _corner(self) -> tuple[float, float]:
        return self.center_x - self.side / 2, self.center_y - self.side / 2

    def _point(self, touch: Any) -> tuple[int, int]:
        left, bottom = self._corner()
        across = round((touch.x - left) / max(1.0, self.side) * PAD_SIDE)
        down = round((bottom + self.side - touch.y) / max(1.0, self.side) * PAD_SIDE)
        return min(max(across, 0), PAD_SIDE), min(max(down, 0), PAD_SIDE)

    def _draw(self, *_: object) -> None:
        self.side = min(self.width, self.height)
        self._words.words = "" if self.strokes or self._drawing else self.words
        self._words.size = (self.side * WORDS, self.side / 2)
        self._words.center = self.center
        self.canvas.before.clear()
        left, bottom = self._corner()
        side, thin = self.side, self.theme.mm(GUIDE_MM)
        with self.canvas.before:
            Color(*self.theme.colours.CARD)
            RoundedRectangle(pos=(left, bottom), size=(max(1.0, side), max(1.0, side)), radius=[self.theme.radius])
            Color(*self.theme.colours.CARD_EDGE)
            # 米字格's cross: where the middle of the character is.
            Line(points=[left + side / 2, bottom, left + side / 2, bottom + side], width=thin, dash_offset=6, dash_length=6)
            Line(points=[left, bottom + side / 2, left + side, bottom + side / 2], width=thin, dash_offset=6, dash_length=6)
            Color(*self.theme.colours.PRIMARY)
            Line(rounded_rectangle=(left, bottom, side, side, self.theme.radius), width=thin * 2)
            Color(*self.theme.colours.INK)
            for stroke in (*self.strokes, tuple(self._drawing)):
                self._line(stroke, left, bottom)

    def _line(self, stroke: Stroke, left: float, bottom: float) -> None:
        if not stroke:
            return
        scale = self.side / PAD_SIDE
        points = [place for x, y in stroke for place in (left + x * scale, bottom + self.side - y * scale)]
        # A single touch is a dot.
        Line(
            points=points if len(stroke) > 1 else points + points, width=self.theme.mm(STROKE_MM) / 2, cap="round", joint="round"
        )
