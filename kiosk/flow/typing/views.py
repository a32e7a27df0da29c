"""What typing wants shown, without words."""

from dataclasses import dataclass, field

from kiosk.flow.typing.ports import Candidate, Stroke
from kiosk.flow.typing.question import Keyboard, TextQuestion, Wording


@dataclass(frozen=True, slots=True)
class TypeText:
    """One line to type. Intents: KEY (`a`-`z`, `2`-`9` and `'` make pinyin, `erase`, `clear`, `shift`), TEXT (a candidate, or
    characters as they are), STROKE, TURN_PAGE (of the candidates), CHOOSE (a keyboard's word), SEVERAL (shows or hides what was
    typed), CONFIRM, SKIP where it is optional, BACK.
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


TypingView = TypeText
