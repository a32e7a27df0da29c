"""The flow of self-service items: one for all of them, since the chosen item brings its own steps."""

from collections.abc import Mapping

from kiosk.flow.engine import Flow
from kiosk.flow.identity.tries import Tries
from kiosk.flow.items.questions import Words
from kiosk.flow.step import Step
from kiosk.flow.steps.items.parts import ItemParts
from kiosk.flow.steps.items.select import SelectItem

ITEMS = "items"
"""自助办事: choose a zone and an item of it."""


def item_flows(page_size: int, tries: Tries, words: Words, search: Step | None = None) -> Mapping[str, Flow]:
    """
    Args:
        page_size: cards on one page of this kiosk's screen.
        tries: the kiosk's count of failed faces, shared by all its flows.
        words: a text of the section `items` with its arguments, in every language.
        search: another way to an item than by its zone, where there is one.
    """
    return {ITEMS: (SelectItem(ItemParts(tries, page_size, words), search),)}
