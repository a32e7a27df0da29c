"""Rows and cards of one page, and the buttons that turn it. Pages are counted here, where it is known how much a row takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from api.text.line_breaking import break_lines
from kiosk.flow.intents import Intent, IntentKind
from kiosk.view_models.parts import Button, Fact
from kiosk.view_models.texts import Texts

LINE_MM, ROW_AIR_MM = 13.5, 6.0
"""Heights of a line of text and of the air round a row, on the narrower screen."""
LABEL_EM, VALUE_EM, SENTENCE_EM = 7.5, 16.0, 24.0
"""Chinese characters that fit a line of a label, a value, and a sentence without a label."""
FIRST_WIDE = "\u2e80"
NARROW_EM = 0.55
"""Width of a Latin letter."""
LARGE = 1.35
"""How much more room text takes in the large mode."""

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Turning:
    """What a model has besides its rows."""

    previous: Button | None = None
    next: Button | None = None
    page: str = ""


def page_of_facts(facts: Sequence[Fact], page: int, room_mm: float, *, large: bool) -> tuple[tuple[Fact, ...], int, int]:
    """The facts on a page, the page's number brought into range, and how many there are.

    Args:
        room_mm: height for rows.
    """
    pages: list[list[Fact]] = [[]]
    left_mm = room_mm
    for fact in facts:
        needed_mm = _height_mm(fact, large)
        if needed_mm > left_mm and pages[-1]:
            pages.append([])
            left_mm = room_mm
        pages[-1].append(fact)
        left_mm -= needed_mm
    page = min(max(page, 0), len(pages) - 1)
    return tuple(pages[page]), page, len(pages)


def page_of_things(things: Sequence[Thing], page: int, size: int) -> tuple[Sequence[Thing], int, int]:
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


def _height_mm(fact: Fact, large: bool) -> float:
    factor = LARGE if large else 1.0
    label = _lines(fact.label, LABEL_EM / factor)
    value = _lines(fact.value, (VALUE_EM if fact.label else SENTENCE_EM) / factor)
    return (max(label, value) * LINE_MM + ROW_AIR_MM) * factor


def _lines(text: str, line_em: float) -> int:
    return len(break_lines(text, lambda line: width_em(line) <= line_em))


def width_em(line: str) -> float:
    """An estimate, in Chinese characters."""
    return sum(1.0 if sign >= FIRST_WIDE else NARROW_EM for sign in line)
