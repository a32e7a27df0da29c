"""What to do with a card, as a large drawing with two lines."""

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import ObjectProperty

from kiosk.screens.base import BaseScreen
from kiosk.theme.colours import CLEAR
from kiosk.widgets import panel, plate, words  # noqa: F401 (the KV file names their classes)
from kiosk.widgets.buttons import SecondaryButton
from kiosk.widgets.sync import show_buttons
from kiosk.widgets.touchable import Touchable


class CardScreen(BaseScreen):
    tone = ObjectProperty(CLEAR)
    tone_ground = ObjectProperty(CLEAR)

    def refresh(self) -> None:
        colours = self.theme.colours
        self.tone, self.tone_ground = colours.TONES[self.vm.tone], colours.TONE_GROUNDS[self.vm.tone]
        show_buttons(self.ids.actions, self.vm.buttons, self._other)

    def _other(self, _: int) -> Touchable:
        return SecondaryButton(theme=self.theme, post=self.post)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
