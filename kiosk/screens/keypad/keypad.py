"""Typing a number: letters where the hall uses them, digits, one key back."""

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty, NumericProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.screens.base import BaseScreen
from kiosk.view_models.models import KeypadModel
from kiosk.widgets import head, icon, panel, words  # noqa: F401 (the KV file names their classes)
from kiosk.widgets.buttons import FooterButton, KeyButton, PrimaryButton, SecondaryButton
from kiosk.widgets.sync import show_buttons
from kiosk.widgets.touchable import Touchable

KEY_MM, ROOMY_KEY_MM = 24.0, 36.0
"""A finger's own width and half of it again; larger where a screen that stands has digits only."""
SMALL_KEY_MM, LARGE_KEY_MM, LEAST_LARGE_KEY_MM = 20.0, 26.0, 25.0
"""The smallest that may be, for many letters in the lower half; in large text, a little more than must be, and what must be."""
MANY_LETTERS = 9
LYING_KEY_MM = 44.0
"""Beside what they type, on a screen that lies."""


class KeypadScreen(BaseScreen):
    typed_mm = NumericProperty(30)
    """Height of what was typed."""
    letter_columns, digit_columns = NumericProperty(7), NumericProperty(3)
    key_gap_mm, group_gap_mm = NumericProperty(5), NumericProperty(8)
    cramped = BooleanProperty(False)
    """There is no height for a hint."""
    eye_beside, eye_below = BooleanProperty(False), BooleanProperty(False)
    """Beside what was typed; in reach mode among the answers."""
    beside = BooleanProperty(False)
    """The keys stand beside what they type: digits only, on a screen that lies."""

    def __init__(self, **kwargs: object) -> None:
        self._column = BoxLayout(orientation="vertical")
        super().__init__(**kwargs)

    def refresh(self) -> None:
        model: KeypadModel = self.vm
        self._stand(beside=not self.theme.portrait and not model.letters)
        self._arrange(model)
        merged = self.theme.low and self.theme.large and len(model.letters) > MANY_LETTERS
        show_buttons(self.ids.letters, (*model.letters, *model.digits) if merged else model.letters, self._key)
        show_buttons(self.ids.digits, () if merged else model.digits, self._key)
        high = self.theme.mm(self._key_mm(model))
        for key in (*self.ids.letters.children, *self.ids.digits.children):
            key.height = high
        eye = (model.eye,) if model.eye else ()
        self.eye_beside, self.eye_below = bool(eye) and not self.theme.low, bool(eye) and self.theme.low
        show_buttons(self.ids.eye_beside, () if self.theme.low else eye, self._eye)
        show_buttons(self.ids.eye_below, eye if self.theme.low else (), self._eye)
        show_buttons(self.ids.actions, model.buttons[:1], self._first)
        show_buttons(self.ids.others, model.buttons[1:], self._other)

    def _stand(self, *, beside: bool) -> None:
        ids = self.ids
        if beside == self.beside:
            return
        self.beside = beside
        for parent in (self._column, self):
            parent.clear_widgets()
        column = (ids.head, ids.spring, ids.answers)
        for widget in column if beside else ():
            self._column.add_widget(widget)
        for widget in (self._column, ids.key_rows) if beside else (ids.head, ids.key_rows, ids.spring, ids.answers):
            self.add_widget(widget)

    def _arrange(self, model: KeypadModel) -> None:
        theme, many = self.theme, len(model.letters) > MANY_LETTERS
        tight = theme.low or (theme.large and bool(model.letters))
        self.key_gap_mm, self.group_gap_mm = (4, 5) if tight else (5, 8)
        if theme.portrait:
            roomy = len(model.buttons) == 1 and not model.eye and not theme.large
            self.typed_mm = 52 if roomy else 30
            self.letter_columns = (8 if theme.large else 9) if theme.low else 7
            self.digit_columns = 6 if theme.low else (4 if theme.large and many else 3)
        else:
            self.typed_mm = 30 if self.beside else 26 if theme.large else 22
            self.letter_columns = 9 if theme.large and many else 7
            # In large letters there is no height for four rows below what was typed.
            self.digit_columns = 4 if theme.large and not self.beside else 3
        self.cramped = theme.large and not self.beside and (many or not theme.portrait)

    def _key_mm(self, model: KeypadModel) -> float:
        if self.beside:
            return LYING_KEY_MM
        if self.theme.large:
            return LEAST_LARGE_KEY_MM if self.theme.low else LARGE_KEY_MM
        if self.theme.low:
            return SMALL_KEY_MM
        return ROOMY_KEY_MM if self.theme.portrait and not model.letters else KEY_MM

    def _eye(self, _: int) -> Touchable:
        return FooterButton(theme=self.theme, post=self.post)

    def _key(self, _: int) -> Touchable:
        return KeyButton(theme=self.theme, post=self.post, size_hint_y=None)

    def _first(self, _: int) -> Touchable:
        return PrimaryButton(theme=self.theme, post=self.post)

    def _other(self, _: int) -> Touchable:
        stacked = self.ids.others.orientation == "vertical"
        return SecondaryButton(theme=self.theme, post=self.post, size_hint_y=None if stacked else 1, height=self.theme.answer)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
