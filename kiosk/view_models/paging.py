"""Cards and facts of one page, and the buttons that turn it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from kiosk.flow.intents import Intent, IntentKind
from kiosk.view_models.form_models import FactsModel
from kiosk.view_models.page_room import PageRoom
from kiosk.view_models.parts import Button, Fact
from kiosk.view_models.texts import Texts

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Turning:
    """What a model has besides its rows."""

    previous: Button | None = None
    next: Button | None = None
    page: str = ""


def page_of_things(things: Sequence[Thing], page: int, size: int) -> tuple[Sequence[Thing], int, int]:
    """The things on a page, the page's number brought into range, and how many pages there are."""
    pages = max(1, -(-len(things) // size))
    page = min(max(page, 0), pages - 1)
    return things[page * size : (page + 1) * size], page, pages


def turning(page: int, pages: int, texts: Texts) -> Turning:
    if pages < 2:
        return Turning()
    kind = IntentKind.TURN_PAGE
    return Turning(
        Button("page.previous", texts("pick.previous"), Intent(kind, str(page - 1)), icon="previous", enabled=page > 0),
        Button("page.next", texts("pick.next"), Intent(kind, str(page + 1)), icon="next", enabled=page < pages - 1),
        texts("pick.page", page=page + 1, pages=pages),
    )


def with_page(model: FactsModel, facts: Sequence[Fact], page: int, texts: Texts, *, large: bool, portrait: bool) -> FactsModel:
    """The model with those of the facts that fit its page, and with what turns it where there are several."""
    room = PageRoom(portrait, large)
    icon, figure = bool(model.icon), bool(model.figure)
    pages = room.pages(facts, room.rows_mm(model.title, model.text, icon=icon, figure=figure, paged=False))
    if len(pages) > 1:
        pages = room.pages(facts, room.rows_mm(model.title, model.text, icon=icon, figure=figure, paged=True))
    page = min(max(page, 0), len(pages) - 1)
    turns = turning(page, len(pages), texts)
    return replace(model, facts=pages[page], previous=turns.previous, next=turns.next, page=turns.page)


def page_of_facts(facts: Sequence[Fact], page: int, room_mm: float, *, large: bool) -> tuple[tuple[Fact, ...], int, int]:
    """The facts on a page of a screen that stands, the page's number brought into range, and how many there are.

    Args:
        room_mm: height for rows.
    """
    pages = PageRoom(portrait=True, large=large).pages(facts, room_mm)
    page = min(max(page, 0), len(pages) - 1)
    return pages[page], page, len(pages)
