"""One thing to know and at most three answers: refusals, outages, help, the idle warning, goodbye, failsafe."""

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty, ObjectProperty

from kiosk.screens.base import BaseScreen
from kiosk.theme.colours import CLEAR
from kiosk.widgets import panel, plate, words  # noqa: F401 (the KV file names their classes)

LONG_COUNT = 6
"""Characters from which on a figure takes the smaller of the two large sizes: receipts have nine."""


class MessageScreen(BaseScreen):
    tone = ObjectProperty(CLEAR)
    tone_ground = ObjectProperty(CLEAR)
    long_count = BooleanProperty(False)

    def refresh(self) -> None:
        colours = self.theme.colours
        self.tone, self.tone_ground = colours.TONES[self.vm.tone], colours.TONE_GROUNDS[self.vm.tone]
        self.long_count = len(self.vm.count) >= LONG_COUNT
        self.show_actions(self.vm.buttons)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
