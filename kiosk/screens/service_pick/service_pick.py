"""Choosing a department or a service: cards in pages."""

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import NumericProperty

from kiosk.screens.base import BaseScreen
from kiosk.view_models.models import PickModel
from kiosk.widgets import head, words  # noqa: F401 (the KV file names their classes)
from kiosk.widgets.buttons import Card, PrimaryButton, SecondaryButton
from kiosk.widgets.sync import show_buttons
from kiosk.widgets.touchable import Touchable

FEW_CARDS, FEW_LARGE_CARDS, FEW_LOW_CARDS = 6, 8, 3
"""So many stand in one column on a portrait screen; more take two."""
PAIRS = 4
"""On a screen that lies they stand two by two; more take three columns."""
PORTRAIT_PAGE = 12
LANDSCAPE_PAGE = 9
CARD_MM, LANDSCAPE_CARD_MM, LARGE_CARD_MM = 42.0, 36.0, 54.0
"""Heights at most; a full page of them just fits a screen of 16:9."""
ROOMY_CARD_MM, ROOMY_ROWS = 54.0, 2
"""So high at most where there are so few rows: one or two lines of cards aren't lost on a whole screen."""
CARD_GAP_MM = 5.0


def page_size(portrait: bool) -> int:
    """Cards on one page."""
    return PORTRAIT_PAGE if portrait else LANDSCAPE_PAGE


TOP_MM = 110.0
"""Of each button beside the title: its words in two lines of the smallest size."""


class ServicePickScreen(BaseScreen):
    columns = NumericProperty(1)
    cards_height = NumericProperty(0)
    """At most, pixels."""
    top_mm = NumericProperty(0)
    """Width of the buttons beside the title, on a screen that lies."""

    def refresh(self) -> None:
        model: PickModel = self.vm
        self.columns = self._columns(len(model.cards), bool(model.page))
        rows = -(-len(model.cards) // self.columns)
        usual_mm = CARD_MM if self.theme.portrait else LANDSCAPE_CARD_MM
        high_mm = LARGE_CARD_MM if self.theme.large else ROOMY_CARD_MM if rows <= ROOMY_ROWS else usual_mm
        self.cards_height = max(1.0, self.theme.mm(rows * (high_mm + CARD_GAP_MM) - CARD_GAP_MM))
        show_buttons(self.ids.cards, model.cards, self._card)
        for card in self.ids.cards.children:
            card.dense = self.columns > 1
            card.bare = self.theme.large and self.columns > (1 if self.theme.portrait else 2)
        place = self.ids.actions if self.theme.portrait else self.ids.top
        self.top_mm = 0 if self.theme.portrait else TOP_MM * len(model.actions)
        place.clear_widgets()
        show_buttons(place, model.actions, self._answer if len(model.actions) > 1 else self._turn)
        turns = [button for button in (model.previous, model.next) if button]
        show_buttons(self.ids.previous, turns[:1], self._turn)
        show_buttons(self.ids.next, turns[1:], self._turn)

    def _columns(self, cards: int, paged: bool) -> int:
        if not self.theme.portrait:
            few = self.theme.large or cards == PAIRS
            return (1 if cards <= FEW_LOW_CARDS else 2) if few and cards <= PAIRS else 3
        if self.theme.low:
            return 1 if cards <= FEW_LOW_CARDS else 2
        if self.theme.large:
            return 1 if cards <= FEW_LARGE_CARDS else 2
        return 1 if cards <= FEW_CARDS and not paged else 2

    def _card(self, _: int) -> Touchable:
        return Card(theme=self.theme, post=self.post)

    def _answer(self, index: int) -> Touchable:
        kind = SecondaryButton if index else PrimaryButton
        return kind(theme=self.theme, post=self.post)

    def _turn(self, _: int) -> Touchable:
        return SecondaryButton(theme=self.theme, post=self.post)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
