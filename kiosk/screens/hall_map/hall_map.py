"""The floor plan with where you are, and a list of what people look for with how far it is."""

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.screens.base import BaseScreen
from kiosk.theme.theme import Theme
from kiosk.view_models.guide_models import MapModel
from kiosk.widgets import floor_plan, panel, plate, words  # noqa: F401 (the KV file names their classes)
from kiosk.widgets.buttons import SecondaryButton
from kiosk.widgets.sync import show_buttons
from kiosk.widgets.touchable import Touchable


class LegendRow(BoxLayout):
    """`母婴室　约 12 米`."""

    theme: Theme = ObjectProperty(None)
    mark = ObjectProperty(None)


class HallMapScreen(BaseScreen):
    def refresh(self) -> None:
        model: MapModel = self.vm
        legend = self.ids.legend
        legend.clear_widgets()
        for mark in model.marks:
            legend.add_widget(LegendRow(theme=self.theme, mark=mark))
        show_buttons(self.ids.floors, model.floors, self._floor)

    def _floor(self, _: int) -> Touchable:
        return SecondaryButton(theme=self.theme, post=self.post)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
