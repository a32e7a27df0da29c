"""Typing a number: letters where the hall uses them, digits, one key back."""

from pathlib import Path

from kivy.lang import Builder

from kiosk.screens.base import BaseScreen
from kiosk.widgets import panel, words  # noqa: F401 (the KV file names their classes)
from kiosk.widgets.buttons import KeyButton
from kiosk.widgets.sync import show_buttons
from kiosk.widgets.touchable import Touchable

KEY_MM = 24.0
"""A finger's own width and half of it again."""


class KeypadScreen(BaseScreen):
    def refresh(self) -> None:
        show_buttons(self.ids.letters, self.vm.letters, self._key)
        show_buttons(self.ids.digits, self.vm.digits, self._key)
        self.show_actions(self.vm.buttons)

    def _key(self, _: int) -> Touchable:
        return KeyButton(theme=self.theme, post=self.post, size_hint_y=None, height=self.theme.mm(KEY_MM))


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
