"""Rows to read, a figure above them where there is one, and at most two answers."""

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import NumericProperty, ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.screens.base import BaseScreen
from kiosk.theme.colours import CLEAR
from kiosk.theme.theme import Theme
from kiosk.view_models.form_models import FactsModel
from kiosk.widgets import panel, plate, steps_bar, words  # noqa: F401 (the KV file names their classes)
from kiosk.widgets.buttons import PrimaryButton, SecondaryButton
from kiosk.widgets.sync import show_buttons
from kiosk.widgets.touchable import Touchable

LABEL_SHARE, LARGE_LABEL_SHARE = 0.34, 0.5
"""Of a row's width, beside 1 for its value; in large letters a long English word needs more."""


class FactLine(BoxLayout):
    """`申请人　王*明`; a row without a label is a sentence as wide as the panel."""

    theme: Theme = ObjectProperty(None)
    fact = ObjectProperty(None)
    share = NumericProperty(LABEL_SHARE)


class FactsScreen(BaseScreen):
    tone = ObjectProperty(CLEAR)
    tone_ground = ObjectProperty(CLEAR)

    def refresh(self) -> None:
        model: FactsModel = self.vm
        colours = self.theme.colours
        self.tone, self.tone_ground = colours.TONES[model.tone], colours.TONE_GROUNDS[model.tone]
        share = LARGE_LABEL_SHARE if self.theme.large and self.theme.portrait else LABEL_SHARE
        facts = self.ids.facts
        facts.clear_widgets()
        for fact in model.facts:
            facts.add_widget(FactLine(theme=self.theme, fact=fact, share=share))
        turns = [button for button in (model.previous, model.next) if button]
        show_buttons(self.ids.previous, turns[:1], self._turn)
        show_buttons(self.ids.next, turns[1:], self._turn)
        show_buttons(self.ids.actions, model.buttons, self._answer)

    def _answer(self, index: int) -> Touchable:
        kind = SecondaryButton if index else PrimaryButton
        return kind(theme=self.theme, post=self.post)

    def _turn(self, _: int) -> Touchable:
        return SecondaryButton(theme=self.theme, post=self.post)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
