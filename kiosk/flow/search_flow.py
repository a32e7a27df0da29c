"""The flow of search. It leads into the flows of numbers and of self-service items."""

from collections.abc import Mapping

from kiosk.flow.engine import Flow
from kiosk.flow.identity.tries import Tries
from kiosk.flow.items.questions import Words
from kiosk.flow.steps.done import Done
from kiosk.flow.steps.identify.step import Identify
from kiosk.flow.steps.items.parts import ItemParts
from kiosk.flow.steps.rate import Rate
from kiosk.flow.steps.search import Search
from kiosk.flow.steps.take_ticket import TakeTicket

SEARCH = "search"
"""搜索: by pinyin, initials or handwriting, over services and items."""


def search_step(page_size: int, tries: Tries, words: Words) -> Search:
    """Arguments as of `kiosk.flow.items.flows.item_flows`."""
    return Search(ItemParts(tries, page_size, words), (Identify(tries), TakeTicket(), Rate(), Done()))


def search_flows(search: Search) -> Mapping[str, Flow]:
    return {SEARCH: (search,)}
