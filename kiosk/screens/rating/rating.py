"""Five faces with words, and a way round."""

from pathlib import Path

from kivy.lang import Builder

from kiosk.screens.base import BaseScreen
from kiosk.widgets import head, words  # noqa: F401 (the KV file names their classes)
from kiosk.widgets.buttons import FaceButton, SecondaryButton
from kiosk.widgets.sync import show_buttons
from kiosk.widgets.touchable import Touchable


class RatingScreen(BaseScreen):
    def refresh(self) -> None:
        show_buttons(self.ids.levels, self.vm.levels, self._face)
        show_buttons(self.ids.skip, (self.vm.skip,), self._skip)

    def _face(self, _: int) -> Touchable:
        return FaceButton(theme=self.theme, post=self.post, lying=self.theme.portrait)

    def _skip(self, _: int) -> Touchable:
        return SecondaryButton(theme=self.theme, post=self.post)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
