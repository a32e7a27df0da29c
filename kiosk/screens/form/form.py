"""One question a page: what is asked, its answers as cards, and the way on."""

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import NumericProperty

from kiosk.screens.base import BaseScreen
from kiosk.view_models.form_models import FormModel
from kiosk.widgets import icon, steps_bar, words  # noqa: F401 (the KV file names their classes)
from kiosk.widgets.buttons import Card, PrimaryButton, SecondaryButton
from kiosk.widgets.sync import show_buttons
from kiosk.widgets.touchable import Touchable

CARD_MM, LANDSCAPE_CARD_MM, LARGE_CARD_MM = 34.0, 30.0, 46.0


class FormScreen(BaseScreen):
    columns = NumericProperty(1)

    def refresh(self) -> None:
        model: FormModel = self.vm
        self.columns = 1 if self.theme.portrait else 2
        show_buttons(self.ids.options, model.options, self._card)
        for card in self.ids.options.children:
            card.dense = not self.theme.portrait
        turns = [button for button in (model.previous, model.next) if button]
        show_buttons(self.ids.previous, turns[:1], self._turn)
        show_buttons(self.ids.next, turns[1:], self._turn)
        show_buttons(self.ids.actions, model.buttons, self._answer)

    def _card(self, _: int) -> Touchable:
        usual_mm = CARD_MM if self.theme.portrait else LANDSCAPE_CARD_MM
        height = self.theme.mm(LARGE_CARD_MM if self.theme.large else usual_mm)
        return Card(theme=self.theme, post=self.post, size_hint_y=None, height=height)

    def _answer(self, index: int) -> Touchable:
        kind = SecondaryButton if index else PrimaryButton
        return kind(theme=self.theme, post=self.post)

    def _turn(self, _: int) -> Touchable:
        return SecondaryButton(theme=self.theme, post=self.post)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
