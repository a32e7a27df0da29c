"""The model of search: the line, the keys and what was found so far."""

from dataclasses import replace

from kiosk.flow.intents import Intent, IntentKind
from kiosk.flow.items.offers import ItemOffer
from kiosk.flow.steps.search import ITEM, SERVICE
from kiosk.flow.typing.question import Keyboard
from kiosk.flow.typing.views import FoundService, SearchThings
from kiosk.view_models.item_picks import item_card
from kiosk.view_models.parts import Button
from kiosk.view_models.texts import Texts
from kiosk.view_models.typing import SECTION, typing_model
from kiosk.view_models.typing_keys import search_letters
from kiosk.view_models.typing_models import KeyPlan, TypingModel

SOUND_ROWS = 3
"""Of letters and how to take them back; no name is looked for by a blank."""


def search_model(view: SearchThings, texts: Texts, *, large: bool, nine: bool = False) -> TypingModel:
    """Arguments as of `typing_model`."""
    words = texts.of(SECTION)
    model = typing_model(view.typing, words, large=large, nine=nine)
    letters = view.typing.keyboard is Keyboard.LETTERS
    # Which character was written comes first; what it finds stands in the same place.
    results = () if view.typing.candidates else tuple(_card(found, texts) for found in view.found)
    by_hand = view.typing.keyboard is Keyboard.HANDWRITING
    return replace(
        model,
        empty=words("search.example.hand") if by_hand else model.empty,
        offers=bool(view.typing.candidates),
        plan=KeyPlan.GRID if large and letters else model.plan,
        rows=search_letters(words, large=large) if letters else model.rows[:SOUND_ROWS],
        buttons=(),
        problem="",
        searches=True,
        written=len(view.typing.text) + len(view.typing.composing),
        results=results,
        results_text=_told(view, len(results), words),
    )


def _told(view: SearchThings, count: int, words: Texts) -> str:
    if view.typing.candidates:
        return words("search.which")
    if count:
        return words("search.found", count=count)
    return words("search.nothing") if view.asked else ""


def _card(found: FoundService | ItemOffer, texts: Texts) -> Button:
    if isinstance(found, ItemOffer):
        card = item_card(found, texts)
        return replace(card, intent=Intent(IntentKind.CHOOSE, ITEM + found.item.id))
    service = found.service
    hint = texts.name(service.department)
    if not found.enabled:
        hint = texts("pick.closed" if found.reachable else "pick.unreachable")
    return Button(
        f"service.{service.id}",
        texts.name(service.names),
        Intent(IntentKind.CHOOSE, SERVICE + service.id),
        icon="ticket",
        hint=hint,
        enabled=found.enabled,
    )
