"""What a screen says to somebody who doesn't see it, and what a tactile keypad presses on it. Made from any model alike.

Nothing here knows a screen: a model's own title, text and facts are read out in their order, and its buttons become choices.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields

from kiosk.flow.intents import IntentKind
from kiosk.view_models.models import KioskModel, buttons_of
from kiosk.view_models.parts import Button, Fact

FOOTER_NAMES = "footer."
SILENT_FIELDS = frozenset({"icon", "code", "qr", "version", "typed", "left", "page", "queues_title", "progress"})
"""Drawings, codes for a camera, what counts down or stands beside: not said. What was typed is said by nobody."""
TYPED = "typed"
NOTHING_TYPED = "empty"
"""Stands where something will be typed."""
ERASE_KEY = "key.erase"
"""Name of the button that takes one character back."""
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to say."""

    text: str = field(repr=False)
    private: bool = False
    """About the person: for headphones only."""

    @property
    def shape(self) -> str:
        """Without its figures: a count-down isn't said anew each second."""
        return _DIGITS.sub("", self.text)


@dataclass(frozen=True, slots=True)
class Script:
    """One screen for ears and fingers."""

    lines: tuple[Line, ...]
    choices: tuple[Button, ...]
    """What can be chosen by its number, in reading order; those that can't be used now as well."""
    keys: Mapping[str, Button]
    """By what a key of the pad types: digits, and letters where there are any."""
    erase: Button | None
    """Takes back what was typed last."""
    typed: int | None
    """How many characters are typed; None where nothing is."""
    footer: Mapping[str, Button]
    """By its name without `footer.`."""

    @property
    def usable(self) -> tuple[Button, ...]:
        return tuple(button for button in self.choices if button.enabled)

    @property
    def primary(self) -> Button | None:
        """What the pad's large key presses while nothing is chosen."""
        return next(iter(self.usable), None) if self.typed is not None or len(self.usable) == 1 else None


def script_of(model: KioskModel) -> Script:
    """Of any screen."""
    buttons = buttons_of(model)
    own = tuple(button for button in buttons if not button.name.startswith(FOOTER_NAMES))
    typing = [button for button in own if button.intent.kind is IntentKind.KEY]
    typed = getattr(model.screen, TYPED, None)
    return Script(
        lines=tuple(_lines(model.screen)),
        choices=tuple(button for button in own if button.intent.kind is not IntentKind.KEY),
        keys={button.intent.value: button for button in typing if button.name != ERASE_KEY},
        erase=next((button for button in typing if button.name == ERASE_KEY), None),
        typed=len(typed) if isinstance(typed, str) else None,
        footer={button.name.removeprefix(FOOTER_NAMES): button for button in buttons if button.name.startswith(FOOTER_NAMES)},
    )


def _lines(screen: object) -> Iterator[Line]:
    silent = SILENT_FIELDS | {NOTHING_TYPED} if getattr(screen, TYPED, "") else SILENT_FIELDS
    for one in fields(screen):  # type: ignore[arg-type]  # every member of the union is a dataclass
        value = getattr(screen, one.name)
        if one.name in silent:
            continue
        # A tone or an arrow is a StrEnum: a word of ours, for nobody's ears.
        if type(value) is str and value:
            yield Line(value, private=not one.repr)
        elif isinstance(value, tuple):
            yield from (Line(f"{fact.label}，{fact.value}", fact.private) for fact in value if isinstance(fact, Fact))
