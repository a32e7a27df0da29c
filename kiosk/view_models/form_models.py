"""Two screens that many steps share: one question a page, and facts to read with what one can do about them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kiosk.view_models.parts import Button, Fact, Tone


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one is: in words, and as so many steps of all, which the screen draws beside them."""

    text: str
    done: int
    """Counts the present one."""
    total: int


@dataclass(frozen=True, slots=True)
class FormModel:
    """One question, its possible answers as cards, and the way on."""

    title: str
    """What it is for: the item's name."""
    question: str
    text: str
    """A hint how to answer; may be empty."""
    options: tuple[Button, ...] = field(repr=False)
    """This page's; what is chosen has the icon `check`."""
    buttons: tuple[Button, ...]
    """Below the answers, the primary one first; at most two. Empty where touching an answer goes on by itself."""
    progress: Progress | None = None
    problem: str = ""
    """What is wrong with the answer."""
    previous: Button | None = None
    next: Button | None = None
    page: str = ""


@dataclass(frozen=True, slots=True)
class FactsModel:
    """A title, rows of label and value, and at most two answers."""

    title: str
    text: str
    facts: tuple[Fact, ...] = field(repr=False)
    """This page's."""
    buttons: tuple[Button, ...]
    """The primary one first."""
    tone: Tone = Tone.CALM
    icon: str = ""
    """Beside the title; empty: none."""
    figure: str = ""
    """One large figure above the rows, such as a case number or a fee."""
    figure_label: str = ""
    progress: Progress | None = None
    previous: Button | None = None
    next: Button | None = None
    page: str = ""
    empty: str = ""
    """Shown instead of rows when there are none."""
    aloud: Mapping[str, str] = field(default_factory=dict)
    """As of `MessageModel`."""
