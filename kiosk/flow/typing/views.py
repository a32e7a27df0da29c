"""What typing wants shown, without words."""

from dataclasses import dataclass, field

from api.messages.views import ServiceView
from kiosk.flow.items.offers import ItemOffer
from kiosk.flow.typing.ports import Candidate, Stroke
from kiosk.flow.typing.question import Keyboard, TextQuestion, Wording


@dataclass(frozen=True, slots=True)
class TypeText:
    """One line to type. Intents: KEY (on the pinyin keyboard `a`-`z`, `2`-`9` and `'` make pinyin; every other character is
    typed as it is; `erase`, `clear`, `shift`, `space`), TEXT (a candidate, or several characters at once), STROKE, TURN_PAGE (of
    the candidates), CHOOSE (a keyboard's word), SEVERAL (shows or hides what was typed), CONFIRM, SKIP where optional, BACK.
    """

    question: TextQuestion
    keyboard: Keyboard
    keyboards: tuple[Keyboard, ...]
    """Those that can be changed to, the present one among them."""
    text: str = field(default="", repr=False)
    composing: str = field(default="", repr=False)
    """Pinyin keys that no candidate was chosen for yet."""
    candidates: tuple[Candidate, ...] = field(default=(), repr=False)
    page: int = 0
    """Of the candidates, from 0; how many fit on one is the view model's matter."""
    strokes: tuple[Stroke, ...] = field(default=(), repr=False)
    capitals: bool = True
    hidden: bool = False
    complete: bool = False
    """It may be confirmed."""
    problem: Wording = ""


@dataclass(frozen=True, slots=True)
class FoundService:
    service: ServiceView
    enabled: bool
    reachable: bool
    """The hall answers: what isn't enabled is closed; else the kiosk has no number of its own for it."""


@dataclass(frozen=True, slots=True)
class SearchThings:
    """A line to search by, and what was found. Intents as of `TypeText` but CONFIRM; CHOOSE `service:<id>`, `item:<id>`."""

    typing: TypeText
    found: tuple[FoundService | ItemOffer, ...] = field(default=(), repr=False)
    """Best first."""
    asked: bool = False
    """Something is typed."""


TypingView = TypeText | SearchThings
