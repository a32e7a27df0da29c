"""A notice in points, and two answers of one size and one look."""

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.screens.base import BaseScreen
from kiosk.theme.theme import Theme
from kiosk.view_models.identity_models import NoticeModel
from kiosk.widgets import panel, words  # noqa: F401 (the KV file names their classes)
from kiosk.widgets.buttons import SecondaryButton
from kiosk.widgets.sync import show_buttons
from kiosk.widgets.touchable import Touchable


class PointRow(BoxLayout):
    """`存多久　不保存。…`."""

    theme: Theme = ObjectProperty(None)
    point = ObjectProperty(None)


class ConsentScreen(BaseScreen):
    def refresh(self) -> None:
        model: NoticeModel = self.vm
        points = self.ids.points
        points.clear_widgets()
        for point in model.points:
            points.add_widget(PointRow(theme=self.theme, point=point))
        turns = [button for button in (model.previous, model.next) if button]
        show_buttons(self.ids.turns, turns, self._answer)
        show_buttons(self.ids.answers, model.answers, self._answer)

    def _answer(self, _: int) -> Touchable:
        return SecondaryButton(theme=self.theme, post=self.post)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
