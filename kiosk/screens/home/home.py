"""The home screen: one large tile, five others, a way to search, and how busy it is."""

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import ObjectProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from kiosk.screens.base import BaseScreen
from kiosk.theme.colours import CLEAR
from kiosk.theme.theme import Theme
from kiosk.view_models.models import HomeModel, QueueLine
from kiosk.widgets import plate, words  # noqa: F401 (the KV file names their classes)
from kiosk.widgets.buttons import HeroButton
from kiosk.widgets.head import Head
from kiosk.widgets.panel import Panel
from kiosk.widgets.sync import show_buttons
from kiosk.widgets.touchable import Touchable

LYING_TILES = 2
"""They follow the large one, side by side; the others stand below them."""
LINES, LINES_BELOW_NOTICE, FEW_LINES = 6, 4, 3
"""Queues shown; fewer where large letters or a notice take their height."""
HERO_MM, LYING_MM, STANDING_MM = 76.0, 52.0, 54.0
"""Heights of tiles at most: few of them aren't blown up to fill the screen."""
HERO_SHARE, LYING_SHARE, STANDING_SHARE = 1.3, 0.9, 1.0


class QueueRow(BoxLayout):
    """One queue: prefix, name, how many wait."""

    theme: Theme = ObjectProperty(None)
    line = ObjectProperty(None, rebind=True)


class HomeTop(Head):
    """The greeting."""

    vm = ObjectProperty(None, rebind=True)


class HomeNotice(Panel):
    """What doesn't work now."""

    vm = ObjectProperty(None, rebind=True)
    tone = ObjectProperty(CLEAR)
    tone_ground = ObjectProperty(CLEAR)


class QueuePanel(Panel):
    vm = ObjectProperty(None, rebind=True)


class SearchBar(Touchable):
    """Looks like a field to write in; opens the search."""


class LyingTile(Touchable):
    """Icon and words side by side."""


class StandingTile(Touchable):
    """Words below the icon."""


class HomeScreen(BaseScreen):
    def on_kv_post(self, base_widget: object) -> None:
        theme, vm, left = self.theme, self.vm, self.ids.left
        self._top = HomeTop(theme=theme, vm=vm)
        self._queues = QueuePanel(theme=theme, vm=vm)
        self._notice = HomeNotice(theme=theme, vm=vm)
        self._search = BoxLayout(size_hint_y=None)
        self._hero = BoxLayout(size_hint_max_y=theme.mm(HERO_MM), size_hint_y=HERO_SHARE)
        self._lying = BoxLayout(spacing=theme.mm(5), size_hint_max_y=theme.mm(LYING_MM), size_hint_y=LYING_SHARE)
        self._wide = False
        self._standing = BoxLayout(spacing=theme.mm(5), size_hint_max_y=theme.mm(STANDING_MM), size_hint_y=STANDING_SHARE)
        for part in (self._top, self._search, self._hero, self._lying, self._standing):
            left.add_widget(part)
        if not theme.portrait:
            self.ids.right.add_widget(self._queues)
            self.ids.right.add_widget(Widget())
        elif theme.low:
            self._top.screen = self
            self._top.add_widget(self._notice)
            self._top.add_widget(self._queues)
        else:
            left.add_widget(self._notice, index=len(left.children) - 1)
            left.add_widget(self._queues)
        left.add_widget(Widget(size_hint_y=0.001))
        super().on_kv_post(base_widget)

    def refresh(self) -> None:
        model: HomeModel = self.vm
        colours = self.theme.colours
        self._top.vm = self._queues.vm = self._notice.vm = model
        self._notice.tone, self._notice.tone_ground = colours.TONES[model.notice_tone], colours.TONE_GROUNDS[model.notice_tone]
        show_buttons(self._search, (model.search,) if model.search else (), self._bar)
        self._search.height = (self.theme.turn - self.theme.mm(1 if self.theme.large else 3)) if model.search else 0
        show_buttons(self._hero, model.tiles[:1], self._large_tile)
        show_buttons(self._lying, model.tiles[1 : 1 + LYING_TILES], self._lying_tile)
        self._widen(wide=not self.theme.portrait and not model.queues)
        show_buttons(self._standing, model.tiles[1 + LYING_TILES :], self._standing_tile)
        if not self.theme.portrait:
            self._put_notice(beside=bool(model.queues))
        self._show_lines(model.queues[: self._room(model)])

    def _widen(self, *, wide: bool) -> None:
        """Tiles over the whole of a screen that lies are wide and low: they lie too."""
        if wide != self._wide:
            self._wide = wide
            self._standing.clear_widgets()

    def _put_notice(self, *, beside: bool) -> None:
        """On a screen that lies: above the queues, or below the greeting where there are none."""
        left, right = self.ids.left, self.ids.right
        place = right if beside else left
        if self._notice.parent is not place:
            if self._notice.parent:
                self._notice.parent.remove_widget(self._notice)
            place.add_widget(self._notice, index=len(place.children) - (0 if beside else 1))

    def _room(self, model: HomeModel) -> int:
        if self.theme.large:
            return FEW_LINES
        if not self.theme.portrait:
            return LINES
        return LINES_BELOW_NOTICE if model.notice else LINES

    def _show_lines(self, lines: tuple[QueueLine, ...]) -> None:
        rows = self._queues.ids.rows
        while len(rows.children) > len(lines):
            rows.remove_widget(rows.children[0])
        while len(rows.children) < len(lines):
            rows.add_widget(QueueRow(theme=self.theme, line=lines[0]))
        for row, line in zip(reversed(rows.children), lines, strict=True):
            row.line = line

    def _bar(self, _: int) -> Touchable:
        return SearchBar(theme=self.theme, post=self.post)

    def _large_tile(self, _: int) -> Touchable:
        return HeroButton(theme=self.theme, post=self.post)

    def _lying_tile(self, _: int) -> Touchable:
        return LyingTile(theme=self.theme, post=self.post)

    def _standing_tile(self, _: int) -> Touchable:
        return (LyingTile if self._wide else StandingTile)(theme=self.theme, post=self.post)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
