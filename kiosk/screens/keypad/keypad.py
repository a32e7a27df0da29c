"""Typing a number: letters where the hall uses them, digits, one key back."""

from pathlib import Path

from kivy.lang import Builder

from kiosk.screens.base import BaseScreen
from kiosk.widgets import icon, panel, words  # noqa: F401 (the KV file names their classes)
from kiosk.widgets.buttons import FooterButton, KeyButton
from kiosk.widgets.sync import show_buttons
from kiosk.widgets.touchable import Touchable

KEY_MM, LARGE_KEY_MM = 24.0, 36.0
"""A finger's own width and half of it again; larger where a screen that stands has digits only."""


class KeypadScreen(BaseScreen):
    def refresh(self) -> None:
        show_buttons(self.ids.letters, self.vm.letters, self._key)
        show_buttons(self.ids.digits, self.vm.digits, self._key)
        high = self.theme.mm(LARGE_KEY_MM if self.theme.portrait and not self.vm.letters else KEY_MM)
        for key in (*self.ids.letters.children, *self.ids.digits.children):
            key.height = high
        show_buttons(self.ids.eye, (self.vm.eye,) if self.vm.eye else (), self._eye)
        self.show_actions(self.vm.buttons)

    def _eye(self, _: int) -> Touchable:
        return FooterButton(theme=self.theme, post=self.post)

    def _key(self, _: int) -> Touchable:
        return KeyButton(theme=self.theme, post=self.post, size_hint_y=None)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
