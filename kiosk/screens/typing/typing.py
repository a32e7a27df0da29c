"""Typing an answer: the line, what it may become, and keys or a pad."""

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty, NumericProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.gridlayout import GridLayout
from kivy.uix.widget import Widget

from kiosk.screens.base import BaseScreen
from kiosk.view_models.parts import Button
from kiosk.view_models.typing_models import KeyPlan, TypingModel
from kiosk.widgets import icon, panel, words  # noqa: F401 (the KV file names their classes)
from kiosk.widgets.buttons import KeyButton, PrimaryButton
from kiosk.widgets.pad import WritingPad
from kiosk.widgets.sync import show_buttons
from kiosk.widgets.touchable import Touchable

LINE_MM, LARGE_LINE_MM = 36.0, 38.0
LYING_LINE_MM, LARGE_LYING_LINE_MM = 24.0, 26.0
"""Height of the box for one line."""
CHARACTER_MM, LARGE_CHARACTER_MM = 0.9, 1.2
"""What each character of a long answer adds to the height of its box."""
ROW_OF_KEYS = 10
"""Keys of the usual width in one row."""
WIDE = 1.5
"""Keys that stand for no character of their own, in widths of one that does."""
GRID_COLUMNS, LYING_GRID_COLUMNS = 8, 14
"""Keys of 25 mm that fit beside each other."""
TALLER_MM = 5.0
"""Keys of a screen that stands have room for it."""
RESULT_MM, LOW_RESULT_MM, LYING_RESULT_MM = 34.0, 30.5, 36.0
RESULTS, LARGE_RESULTS, LOW_RESULTS = 6, 3, 2
"""As many as there is room for, on a screen that lies one row; the next letter makes them fewer."""
PAD_KEYS_MM = 56.0
PAD_MM, LYING_PAD_MM = 150.0, 96.0
SEARCH_PAD_MM, LYING_SEARCH_PAD_MM = 120.0, 90.0
"""Beside results."""
LOW_PAD_MM, LOW_SEARCH_PAD_MM = 96.0, 84.0
"""Within reach of somebody seated."""
LYING_SHORT_MM = 6.0
"""What large text takes from the pad on a screen that lies."""


class CandidateKey(Touchable):
    """What was typed may stand for this."""


class SignKey(Touchable):
    """A key that is too narrow for its word: an icon."""


class ResultKey(Touchable):
    """Something that was found."""


class TypingScreen(BaseScreen):
    several_lines = BooleanProperty(False)
    box_height = NumericProperty(1)
    """Of what is typed, in pixels; of several lines at most."""
    offer_height = NumericProperty(0)
    offer_columns = NumericProperty(5)
    pad_height = NumericProperty(0)
    result_columns = NumericProperty(2)

    def __init__(self, **kwargs: object) -> None:
        self._pad: WritingPad | None = None
        self._plan: tuple[object, ...] = ()
        self._kinds: tuple[bool, ...] = ()
        super().__init__(**kwargs)

    def on_kv_post(self, base_widget: object) -> None:
        super().on_kv_post(base_widget)
        self.ids.candidates.bind(width=self._widen)

    def refresh(self) -> None:
        model: TypingModel = self.vm
        # A screen that lies has no height for more than one line.
        self.several_lines = model.several_lines and self.theme.portrait
        self.box_height = self.theme.mm(self._box_mm(model))
        self._offer(model)
        self._results(model)
        if model.plan is KeyPlan.PAD:
            self._write(model)
        else:
            self._type(model)
        below = (*model.keyboards, *model.buttons[1:], *model.buttons[:1])
        kinds = tuple(button in model.buttons[:1] for button in below)
        if kinds != self._kinds:
            self._kinds = kinds
            self.ids.below.clear_widgets()
        show_buttons(self.ids.below, below, lambda index: self._answer(primary=kinds[index]))

    def leave(self) -> None:
        if self._pad is not None:
            self._pad.forget()

    def _box_mm(self, model: TypingModel) -> float:
        large = self.theme.large
        if self.several_lines:
            return model.longest * (LARGE_CHARACTER_MM if large else CHARACTER_MM)
        if self.theme.portrait:
            return LARGE_LINE_MM if large else LINE_MM
        return LARGE_LYING_LINE_MM if large else LYING_LINE_MM

    def _offer(self, model: TypingModel) -> None:
        """Room for candidates is kept as long as some can come: keys don't jump under a finger."""
        large, portrait = self.theme.large, self.theme.portrait
        room = model.offers
        rows = 2 if portrait else 1
        self.offer_height = (rows * self.theme.target + (rows - 1) * self.theme.gap) if room else 0
        self.offer_columns = (4 if large else 5) * (1 if portrait else 2)
        show_buttons(self.ids.candidates, model.candidates, self._candidate)
        turns = tuple(button for button in (model.previous, model.next) if button)
        show_buttons(self.ids.turns, turns, lambda _: SignKey(theme=self.theme, post=self.post))
        self._widen()

    def _widen(self, *_: object) -> None:
        """Few candidates are as wide as many: a column's width doesn't depend on how many there are."""
        columns, gap = self.offer_columns, self.theme.gap
        for key in self.ids.candidates.children:
            key.width = max(1.0, (self.ids.candidates.width - (columns - 1) * gap) / columns)

    def _results(self, model: TypingModel) -> None:
        theme = self.theme
        self.result_columns = (1 if theme.large else 2) + (0 if theme.portrait else 1)
        room = (LARGE_RESULTS if theme.large else RESULTS) if theme.portrait else int(self.result_columns)
        if theme.low:
            # Large letters leave one row within reach.
            room = LOW_RESULTS - 1 if model.plan is KeyPlan.GRID else LOW_RESULTS
        show_buttons(self.ids.results, model.results[:room], self._result)

    def _type(self, model: TypingModel) -> None:
        self.pad_height = 0
        self._forget_pad()
        keys = self.ids.rows
        plan = (model.plan, tuple(len(row) for row in model.rows), tuple(key.name for row in model.rows for key in row))
        if plan != self._plan:
            self._plan = plan
            keys.clear_widgets()
            for row in model.rows:
                keys.add_widget(self._grid(row) if model.plan is KeyPlan.GRID else self._row(row, model.plan))
        for box, row in zip(reversed(keys.children), model.rows, strict=True):
            touchables = [child for child in reversed(box.children) if isinstance(child, Touchable)]
            for touchable, button in zip(touchables, row, strict=True):
                touchable.button = button

    def _write(self, model: TypingModel) -> None:
        theme, written = self.theme, self.ids.written
        if self._pad is None:
            self._plan = ()
            self.ids.rows.clear_widgets()
            written.clear_widgets()
            self._make_pad(written)
        self.pad_height = theme.mm(self._standing_pad_mm(model) if theme.portrait else self._lying_pad_mm(model))
        if self._pad is not None:
            self._pad.strokes, self._pad.words = model.strokes, model.pad_text
        show_buttons(self._pad_keys, model.rows[0], lambda _: KeyButton(theme=theme, post=self.post))

    def _standing_pad_mm(self, model: TypingModel) -> float:
        if self.theme.low:
            return LOW_SEARCH_PAD_MM if model.searches else LOW_PAD_MM
        return SEARCH_PAD_MM if model.searches else PAD_MM

    def _lying_pad_mm(self, model: TypingModel) -> float:
        high = LYING_SEARCH_PAD_MM if model.searches else LYING_PAD_MM
        return high - LYING_SHORT_MM if self.theme.large else high

    def _make_pad(self, written: BoxLayout) -> None:
        theme = self.theme
        self._pad = WritingPad(theme, post=self.post)
        self._pad_keys = BoxLayout(orientation="vertical", spacing=theme.gap, size_hint_x=None, width=theme.mm(PAD_KEYS_MM))
        written.add_widget(self._pad)
        written.add_widget(self._pad_keys)

    def _forget_pad(self) -> None:
        if self._pad is not None:
            self._pad.forget()
            self._pad = None
            self.ids.written.clear_widgets()

    def _row(self, row: tuple[Button, ...], plan: KeyPlan) -> BoxLayout:
        """Keys of one width from row to row; a short row stands in the middle."""
        box = BoxLayout(spacing=self.theme.gap, size_hint_y=None, height=self._key_height())
        weights = [1.0 if plan is KeyPlan.TELEPHONE else _weight(button) for button in row]
        missing = 0.0 if plan is KeyPlan.TELEPHONE or len(row) < ROW_OF_KEYS - 2 else ROW_OF_KEYS - sum(weights)
        if missing > 0:
            box.add_widget(Widget(size_hint_x=missing / 2))
        for weight in weights:
            box.add_widget(KeyButton(theme=self.theme, post=self.post, size_hint_x=weight))
        if missing > 0:
            box.add_widget(Widget(size_hint_x=missing / 2))
        return box

    def _grid(self, row: tuple[Button, ...]) -> GridLayout:
        columns = GRID_COLUMNS if self.theme.portrait else LYING_GRID_COLUMNS
        height = self._key_height()
        rows = -(-len(row) // columns)
        box = GridLayout(
            cols=columns, spacing=self.theme.gap, size_hint_y=None, height=rows * (height + self.theme.gap) - self.theme.gap
        )
        for button in row:
            kind = SignKey if button.icon else KeyButton
            box.add_widget(kind(theme=self.theme, post=self.post, size_hint_y=None, height=height))
        return box

    def _key_height(self) -> float:
        return float(self.theme.target + self.theme.mm(TALLER_MM if self.theme.portrait and not self.theme.low else 0))

    def _candidate(self, _: int) -> Touchable:
        return CandidateKey(theme=self.theme, post=self.post, size_hint=(None, None), height=self.theme.target)

    def _result(self, _: int) -> Touchable:
        high = LOW_RESULT_MM if self.theme.low else RESULT_MM if self.theme.portrait else LYING_RESULT_MM
        return ResultKey(theme=self.theme, post=self.post, size_hint_y=None, height=self.theme.mm(high))

    def _answer(self, *, primary: bool) -> Touchable:
        return (PrimaryButton if primary else KeyButton)(theme=self.theme, post=self.post, size_hint_x=WIDE if primary else 1)


def _weight(button: Button) -> float:
    if button.name == "key.space":
        return ROW_OF_KEYS / 2
    return 1.0 if len(button.text) == 1 else WIDE


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
