"""A number, large: while printing, printed, or kept on the screen."""

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty, ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.screens.base import BaseScreen
from kiosk.theme.colours import CLEAR
from kiosk.theme.theme import Theme
from kiosk.view_models.models import TicketModel
from kiosk.widgets import panel, perforation, plate, qr_code, words  # noqa: F401 (the KV file names their classes)

ROOMY_FACTS = 4
"""More lines than this stand closer together."""


class FactRow(BoxLayout):
    """`办理窗口　2、5至8号窗口`."""

    theme: Theme = ObjectProperty(None)
    fact = ObjectProperty(None)
    dense = BooleanProperty(False)
    """There are many of them."""


class TicketScreen(BaseScreen):
    tone = ObjectProperty(CLEAR)
    tone_ground = ObjectProperty(CLEAR)
    compact = BooleanProperty(False)
    """Two answers stand below: the ticket makes room for them."""

    crowded = BooleanProperty(False)
    """Large letters leave less height for the number itself."""

    def refresh(self) -> None:
        model: TicketModel = self.vm
        colours = self.theme.colours
        self.tone, self.tone_ground = colours.TONES[model.tone], colours.TONE_GROUNDS[model.tone]
        self.compact = len(model.buttons) > 1
        self.crowded = self.theme.large and (self.compact or len(model.facts) > ROOMY_FACTS)
        facts = self.ids.facts
        facts.clear_widgets()
        for fact in model.facts:
            facts.add_widget(FactRow(theme=self.theme, fact=fact, dense=self.compact or len(model.facts) > ROOMY_FACTS))
        self.show_actions(model.buttons)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
