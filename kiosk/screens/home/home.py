"""The home screen."""

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty, ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.screens.base import BaseScreen
from kiosk.theme.colours import CLEAR
from kiosk.theme.theme import Theme
from kiosk.view_models.models import QueueLine
from kiosk.widgets import panel, plate, words  # noqa: F401 (the KV file names their classes)
from kiosk.widgets.buttons import Card, HeroButton
from kiosk.widgets.sync import show_buttons
from kiosk.widgets.touchable import Touchable

TILES_IN_A_ROW = 2
"""Of those beside the large one."""


class QueueRow(BoxLayout):
    """One queue: prefix, name, how many wait."""

    theme: Theme = ObjectProperty(None)
    line = ObjectProperty(None, rebind=True)


class GuideBox(BoxLayout):
    """One step of how it works."""

    theme: Theme = ObjectProperty(None)
    guide = ObjectProperty(None)


class HomeScreen(BaseScreen):
    """One large tile, what to know, how busy it is."""

    tone = ObjectProperty(CLEAR)
    tone_ground = ObjectProperty(CLEAR)
    crowded = BooleanProperty(False)
    """The other ways take two rows."""
    cramped = BooleanProperty(False)
    """There is no height for the three steps."""
    full = BooleanProperty(False)
    """Nor for the line below the title."""

    def refresh(self) -> None:
        self.crowded = len(self.vm.tiles) - 1 > TILES_IN_A_ROW
        wants_height = sum((self.crowded, bool(self.vm.notice), not self.theme.portrait))
        self.cramped, self.full = wants_height > 1, wants_height > 2
        show_buttons(self.ids.tiles, self.vm.tiles[:1], self._tile)
        show_buttons(self.ids.more, self.vm.tiles[1:], self._other)
        colours = self.theme.colours
        self.tone, self.tone_ground = colours.TONES[self.vm.notice_tone], colours.TONE_GROUNDS[self.vm.notice_tone]
        self.ids.guides.clear_widgets()
        for guide in self.vm.guides:
            self.ids.guides.add_widget(GuideBox(theme=self.theme, guide=guide))
        rows = self.ids.rows
        lines: tuple[QueueLine, ...] = self.vm.queues
        while len(rows.children) > len(lines):
            rows.remove_widget(rows.children[0])
        while len(rows.children) < len(lines):
            rows.add_widget(QueueRow(theme=self.theme, line=lines[0]))
        for row, line in zip(reversed(rows.children), lines, strict=True):
            row.line = line

    def _tile(self, _: int) -> Touchable:
        return HeroButton(theme=self.theme, post=self.post)

    def _other(self, _: int) -> Touchable:
        return Card(theme=self.theme, post=self.post, dense=True)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
