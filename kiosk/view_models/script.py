"""What a screen says to somebody who doesn't see it, and what a tactile keypad presses on it. Made from any model alike.

Nothing here knows a screen: a model's own title, text and facts are read out in their order, and its buttons become choices.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace

from kiosk.flow.intents import IntentKind
from kiosk.view_models.form_models import FormModel, Progress
from kiosk.view_models.guide_models import MapMark
from kiosk.view_models.models import KeypadModel, KioskModel, MessageModel, ScreenModel, buttons_of
from kiosk.view_models.modes_models import ModesModel
from kiosk.view_models.parts import Button, Fact
from kiosk.view_models.typing_models import TypingModel

FOOTER_NAMES = "footer."
SILENT_FIELDS = frozenset(
    {"icon", "code", "qr", "version", "typed", "composing", "left", "queues_title", "on_word", "off_word", "pad_text"}
)
"""Drawings, codes for a camera, what counts down or stands beside: not said. What was typed is said by nobody."""
FIRST_FIELDS = ("title", "progress", "question", "subtitle", "text")
"""Said before everything else of a screen, in this order."""
LABELS = {"number": "number_label", "figure": "figure_label"}
"""A large figure's field, and the field of the words that belong before it."""
TYPED = "typed"
NOTHING_TYPED = "empty"
"""Stands where something will be typed."""
ERASE_KEY = "key.erase"
"""Name of the button that takes one character back."""
CHOSEN_ICON = "check"
"""Of an answer that was given before."""
COMMA = "，"
_DIGITS = re.compile(r"\d+")
_COUNTED = re.compile(r"^\d+/\d+\s+")
"""`2/7` before a question: a voice would read a fraction, and the progress is said anyway."""
_GROUPING = str.maketrans("", "", " -")
"""Between the groups of a number; not typed by anybody."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to say."""

    text: str = field(repr=False)
    private: bool = False
    """About the person: for headphones only."""
    aloud: str = ""
    """Of a private line: what a room hears instead; empty: that headphones are needed."""
    counts_down: bool = False
    """Isn't said anew each second."""

    @property
    def shape(self) -> str:
        """What must change for it to be said again."""
        return _DIGITS.sub("", self.text) if self.counts_down else self.text


@dataclass(frozen=True, slots=True)
class Script:
    """One screen for ears and fingers."""

    screen: str
    """The model's type."""
    lines: tuple[Line, ...]
    choices: tuple[Button, ...]
    """What can be chosen by its number, in reading order; those that can't be used now as well. A switch says how it stands."""
    keys: Mapping[str, Button]
    """By what a key of the pad types: digits, and letters where there are any."""
    erase: Button | None
    """Takes back what was typed last."""
    typed: int | None
    """How many characters are typed; None where nothing is."""
    composing: int
    """Length of what stands for no characters yet."""
    offered: int
    """Characters to choose from, on this page."""
    problem: str
    """What is wrong with what was typed; often empty."""
    searches: bool
    """What is typed finds things, which are choices."""
    primary: Button | None
    """What the pad's large key presses while the arrows have come to nothing."""
    chosen: frozenset[str]
    """Names of choices that were made before: about the person."""
    footer: Mapping[str, Button]
    """By its name without `footer.`."""


def script_of(model: KioskModel) -> Script:
    """Of any screen."""
    screen = model.screen
    buttons = buttons_of(model)
    own = tuple(button for button in buttons if not button.name.startswith(FOOTER_NAMES))
    typing = [button for button in own if button.intent.kind is IntentKind.KEY]
    choices = tuple(_switch(button, screen) for button in own if button.intent.kind is not IntentKind.KEY)
    chosen = screen.options if isinstance(screen, FormModel) else ()
    return Script(
        screen=type(screen).__name__,
        lines=tuple(_lines(screen)),
        choices=choices,
        keys={button.intent.value: button for button in typing if button.name != ERASE_KEY},
        erase=next((button for button in typing if button.name == ERASE_KEY), None),
        typed=_typed(screen),
        composing=len(screen.composing) if isinstance(screen, TypingModel) and not screen.searches else 0,
        offered=len(screen.candidates) if isinstance(screen, TypingModel) else 0,
        problem=screen.problem if isinstance(screen, TypingModel | KeypadModel) else "",
        searches=isinstance(screen, TypingModel) and screen.searches,
        primary=_primary(screen, choices),
        chosen=frozenset(button.name for button in chosen if button.icon == CHOSEN_ICON),
        footer={button.name.removeprefix(FOOTER_NAMES): button for button in buttons if button.name.startswith(FOOTER_NAMES)},
    )


def _typed(screen: ScreenModel) -> int | None:
    if isinstance(screen, TypingModel):
        return screen.written
    return len(screen.typed.translate(_GROUPING)) if isinstance(screen, KeypadModel) else None


def _primary(screen: ScreenModel, choices: tuple[Button, ...]) -> Button | None:
    """Where something is typed, what goes on with it; elsewhere the only thing that can be chosen."""
    if isinstance(screen, TypingModel) and screen.candidates:
        return screen.candidates[0]
    if isinstance(screen, TypingModel) and screen.searches:
        return screen.results[0] if len(screen.results) == 1 and screen.results[0].enabled else None
    if isinstance(screen, TypingModel | KeypadModel) and screen.buttons:
        return screen.buttons[0] if screen.buttons[0].enabled else None
    usable = [button for button in choices if button.enabled]
    return usable[0] if len(usable) == 1 else None


def _switch(button: Button, screen: ScreenModel) -> Button:
    """With how it stands in words, where there are words for it."""
    if button.on is None or not isinstance(screen, ModesModel):
        return button
    return replace(button, text=f"{button.text}{COMMA}{screen.on_word if button.on else screen.off_word}")


def _lines(screen: ScreenModel) -> Iterator[Line]:
    typed = isinstance(screen, TypingModel | KeypadModel) and bool(screen.typed or getattr(screen, "composing", ""))
    silent = SILENT_FIELDS | set(LABELS.values()) | ({NOTHING_TYPED} if typed else set())
    if getattr(screen, "facts", ()):
        silent |= {NOTHING_TYPED}
    aloud: Mapping[str, str] = getattr(screen, "aloud", {})
    counts_down = isinstance(screen, MessageModel) and screen.count.isdecimal()
    for one in sorted(fields(screen), key=lambda each: _place(each.name)):
        value = getattr(screen, one.name)
        if one.name in silent:
            continue
        # A tone or an arrow is a StrEnum: a word of ours, for nobody's ears.
        if type(value) is str and value:
            label = getattr(screen, LABELS[one.name]) if one.name in LABELS else ""
            text = _COUNTED.sub("", value) if one.name == "question" else value
            private = not one.repr or one.name in aloud
            yield Line(_joined(label, text), private, aloud.get(one.name, ""), counts_down)
        elif isinstance(value, Progress):
            yield Line(value.text)
        elif isinstance(value, tuple):
            yield from (Line(_joined(fact.label, fact.value), fact.private) for fact in value if isinstance(fact, Fact))
            yield from (Line(_joined(mark.text, mark.where)) for mark in value if isinstance(mark, MapMark))


def _place(name: str) -> int:
    return FIRST_FIELDS.index(name) if name in FIRST_FIELDS else len(FIRST_FIELDS)


def _joined(*parts: str) -> str:
    return COMMA.join(part for part in parts if part)
