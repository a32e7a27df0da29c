"""What the typing screen shows: a line, what it may become, and keys or a pad to write on."""

from dataclasses import dataclass, field
from enum import StrEnum

from kiosk.flow.typing.ports import Stroke
from kiosk.view_models.form_models import Progress
from kiosk.view_models.parts import Button


class KeyPlan(StrEnum):
    """How the keys stand."""

    ROWS = "rows"
    """As on a typewriter: each row in its own number of keys."""
    TELEPHONE = "telephone"
    """Few and large, in columns of one width."""
    GRID = "grid"
    """In columns, as many as the screen has room for."""
    PAD = "pad"
    """Beside a pad that a finger writes on."""


@dataclass(frozen=True, slots=True)
class TypingModel:
    title: str
    text: str
    """A hint; may be empty."""
    typed: str = field(repr=False)
    composing: str = field(repr=False)
    """Pinyin that no characters were chosen for yet; stands behind what was typed, in another colour."""
    empty: str
    """Stands where nothing is typed yet."""
    candidates: tuple[Button, ...] = field(repr=False)
    """This page's."""
    previous: Button | None
    """Pages of the candidates; None where there is one page only."""
    next: Button | None
    plan: KeyPlan
    rows: tuple[tuple[Button, ...], ...]
    """Of keys, from above. Beside a pad: one row of what is done with the last strokes."""
    keyboards: tuple[Button, ...]
    """Other keyboards to change to."""
    buttons: tuple[Button, ...]
    """The primary one first; at most two. Empty where touching a result goes on."""
    written: int = 0
    """Characters of the whole answer: `typed` may be only its end."""
    longest: int = 0
    """Characters that the answer can have."""
    several_lines: bool = False
    """It may need more than one line: its box is as high as the screen has room for."""
    offers: bool = True
    """Candidates can come: there is room for them also while there are none."""
    strokes: tuple[Stroke, ...] = field(default=(), repr=False)
    pad_text: str = ""
    """Stands on an empty pad."""
    problem: str = ""
    progress: Progress | None = None
    results: tuple[Button, ...] = field(default=(), repr=False)
    """Of a search, this page's, best first."""
    results_text: str = ""
    """How many were found, or that there are none and what to do then."""
    searches: bool = False
    """Results stand below the line, also when there are none yet."""


def buttons_of_typing(model: TypingModel) -> tuple[Button, ...]:
    """Everything that can be touched, in reading order."""
    turns = tuple(button for button in (model.previous, model.next) if button)
    keys = tuple(key for row in model.rows for key in row)
    return (*model.candidates, *turns, *model.results, *keys, *model.keyboards, *model.buttons)
