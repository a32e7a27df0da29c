"""The ways to be identified, all on one page and equally large: a face is never the only one."""

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import NumericProperty

from kiosk.screens.base import BaseScreen
from kiosk.widgets import head, panel, words  # noqa: F401 (the KV file names their classes)
from kiosk.widgets.buttons import WayCard
from kiosk.widgets.sync import show_buttons
from kiosk.widgets.touchable import Touchable

LYING_MM_MAX, STANDING_MM_MAX = 64.0, 180.0
"""Height of a card at most; with the others beside or below it."""
FEW_WAYS = 3
"""So many large ones stand below each other in half a screen; more stand in pairs, as words alone."""


class IdentityHubScreen(BaseScreen):
    columns = NumericProperty(1)
    way_mm_max = NumericProperty(LYING_MM_MAX)

    def refresh(self) -> None:
        theme, ways = self.theme, len(self.vm.ways)
        self.way_mm_max = LYING_MM_MAX if theme.portrait else STANDING_MM_MAX
        paired = theme.low and theme.large and ways > FEW_WAYS
        self.columns = (2 if paired else 1) if theme.portrait else max(1, ways)
        show_buttons(self.ids.ways, self.vm.ways, self._way)
        for way in self.ids.ways.children:
            way.bare = paired

    def _way(self, _: int) -> Touchable:
        return WayCard(theme=self.theme, post=self.post, lying=self.theme.portrait)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
