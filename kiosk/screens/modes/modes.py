"""All ways of showing, as switches: how each stands is said in words and by where its knob is."""

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty, StringProperty

from kiosk.screens.base import BaseScreen
from kiosk.widgets import head, on_off, plate, words  # noqa: F401 (the KV file names their classes)
from kiosk.widgets.buttons import PrimaryButton
from kiosk.widgets.sync import show_buttons
from kiosk.widgets.touchable import Touchable


class SwitchCard(Touchable):
    """One way of showing, with its switch."""

    state_word = StringProperty("")
    bare = BooleanProperty(False)
    """No hint, where large letters have half the height."""


class ModesScreen(BaseScreen):
    def refresh(self) -> None:
        show_buttons(self.ids.switches, self.vm.switches, self._switch)
        for card in self.ids.switches.children:
            card.bare = self.theme.low and self.theme.large
            card.state_word = self.vm.on_word if card.on else self.vm.off_word
        show_buttons(self.ids.done, (self.vm.done,), self._done)

    def _switch(self, _: int) -> Touchable:
        return SwitchCard(theme=self.theme, post=self.post)

    def _done(self, _: int) -> Touchable:
        return PrimaryButton(theme=self.theme, post=self.post)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
