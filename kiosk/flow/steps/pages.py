"""Things in pages: a kiosk never scrolls. Pure."""

from collections.abc import Sequence
from typing import TypeVar

_Thing = TypeVar("_Thing")


def page_of(things: Sequence[_Thing], page: int, size: int) -> tuple[Sequence[_Thing], int, int]:
    """The things on a page, the page's number brought into range, and how many pages there are (at least 1)."""
    pages = max(1, -(-len(things) // size))
    page = min(max(page, 0), pages - 1)
    return things[page * size : (page + 1) * size], page, pages
