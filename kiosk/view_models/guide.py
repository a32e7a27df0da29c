"""Guides somebody who doesn't see the screen: what to say when it changes, and what a key of the tactile pad presses.

Values in, values out: `see` and `press` return what to say and what to do; no sound, no device, no clock.
Two kinds of pads work alike: one with digits (a digit chooses or types) and one with arrows only (they lead through everything).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from kiosk.flow.intents import Intent, IntentKind
from kiosk.view_models.models import KioskModel
from kiosk.view_models.parts import Button
from kiosk.view_models.script import Line, Script, script_of

CHOICES_AT_ONCE = 9
"""One for each digit but 0, which leads to the next nine."""


class PadKey(StrEnum):
    """What a pad's keys are called by its driver, digits apart."""

    UP = "up"
    DOWN = "down"
    LEFT = "left"
    RIGHT = "right"
    OK = "ok"
    BACK = "back"
    HELP = "help"
    REPEAT = "repeat"
    VOLUME_UP = "volume-up"
    VOLUME_DOWN = "volume-down"


ONWARDS, BACKWARDS = frozenset({PadKey.DOWN, PadKey.RIGHT}), frozenset({PadKey.UP, PadKey.LEFT})
VOLUME_STEPS = {PadKey.VOLUME_UP: 10, PadKey.VOLUME_DOWN: -10}
"""Percent."""
Words = Callable[..., str]
"""A text of the section `voice` by its key, in the screen's language."""


@dataclass(frozen=True, slots=True)
class Said:
    """What comes of a key or of a change."""

    lines: tuple[Line, ...] = ()
    """To be said now; what was being said ends."""
    intent: Intent | None = field(default=None, repr=False)
    louder: int = 0
    """By so many percent."""


NOTHING = Said()


class Guide:
    """One kiosk's. Args: words: texts by language and key."""

    def __init__(self, words: Callable[[str], Words]) -> None:
        self._words = words
        self._model: KioskModel | None = None
        self._script: Script | None = None
        self._group = 0
        self._at: int | None = None

    @property
    def focus(self) -> str:
        """Name of the button that the arrows have come to; empty: none."""
        button = self._focused()
        return button.name if button else ""

    def rest(self) -> None:
        """Nobody listens any more: nothing of what was shown is kept."""
        self._model = self._script = None
        self._group, self._at = 0, None

    def see(self, model: KioskModel) -> Said:
        """The screen as it is now. Says all of a new screen, and of one that stands there already only what changed."""
        before, self._model = self._script, model
        was_at = self._focused()
        script = self._script = script_of(model)
        if before is None or _other_screen(before, script):
            self._group, self._at = 0, None
            return Said(self._all())
        stops = self._stops()
        self._at = next((index for index, stop in enumerate(stops) if was_at and stop.name == was_at.name), None)
        said = [line for line in script.lines if line.shape not in {old.shape for old in before.lines}]
        if script.typed is not None and script.typed != before.typed:
            said.insert(0, Line(self._say("typed", count=script.typed)))
        elif _names(before) != _names(script):
            said += self._choices()
        return Said(tuple(said)) if said else NOTHING

    def press(self, key: str) -> Said:
        """A key of the pad, by its driver's name for it."""
        if self._script is None:
            return NOTHING
        if len(key) == 1 and key.isdecimal():
            return self._digit(key)
        if key in VOLUME_STEPS:
            return Said((Line(self._say("volume")),), louder=VOLUME_STEPS[PadKey(key)])
        if key in ONWARDS or key in BACKWARDS:
            return self._move(1 if key in ONWARDS else -1)
        match key:
            case PadKey.OK:
                return self._ok()
            case PadKey.BACK:
                return self._back(self._script)
            case PadKey.HELP:
                return self._push(self._script.footer.get("help"))
            case PadKey.REPEAT:
                return Said(self._all())
            case _:
                return NOTHING

    def _digit(self, key: str) -> Said:
        script = self._script
        if script is None:
            return NOTHING
        if key in script.keys:
            return self._push(script.keys[key])
        if key == "0":
            groups = max(1, -(-len(script.choices) // CHOICES_AT_ONCE))
            self._group = (self._group + 1) % groups
            return Said(tuple(self._choices()) if groups > 1 else self._all())
        index = self._group * CHOICES_AT_ONCE + int(key) - 1
        if index >= len(script.choices):
            return Said((Line(self._say("no-choice", number=key)), *self._choices()))
        return self._push(script.choices[index])

    def _move(self, by: int) -> Said:
        stops = self._stops()
        if not stops:
            return Said(self._all())
        first = 0 if by > 0 else len(stops) - 1
        self._at = first if self._at is None else (self._at + by) % len(stops)
        button = stops[self._at]
        return Said((Line(self._say("focus", name=_spoken(button)), button.private),))

    def _ok(self) -> Said:
        script, focused = self._script, self._focused()
        if script is None:
            return NOTHING
        if focused is not None:
            return self._push(focused)
        if script.primary is not None:
            return self._push(script.primary)
        return Said((Line(self._say("choose-first")), *self._choices()))

    def _back(self, script: Script) -> Said:
        if script.typed and script.erase is not None and script.erase.enabled:
            return self._push(script.erase)
        back = script.footer.get("back")
        return self._push(back if back is not None and back.enabled else script.footer.get("home"))

    def _push(self, button: Button | None) -> Said:
        if button is None:
            return NOTHING
        if not button.enabled:
            return Said((Line(self._say("shut", name=_spoken(button)), button.private),))
        return Said(intent=button.intent)

    def _focused(self) -> Button | None:
        stops = self._stops()
        return stops[self._at] if self._at is not None and self._at < len(stops) else None

    def _stops(self) -> list[Button]:
        """Everything the arrows lead to: what can be chosen, what can be typed, then the screen's foot."""
        if self._script is None:
            return []
        typing = [*self._script.keys.values(), *([self._script.erase] if self._script.erase else [])]
        return [button for button in (*self._script.choices, *typing, *self._script.footer.values()) if button.enabled]

    def _all(self) -> tuple[Line, ...]:
        return (*(self._script.lines if self._script else ()), *self._choices())

    def _choices(self) -> list[Line]:
        script = self._script
        if script is None:
            return []
        shown = script.choices[self._group * CHOICES_AT_ONCE :][:CHOICES_AT_ONCE]
        digits_type = any(key.isdecimal() for key in script.keys)
        said = []
        for number, button in enumerate(shown, start=1):
            key = "shut" if not button.enabled else "way" if digits_type else "choice"
            said.append(Line(self._say(key, number=number, name=_spoken(button)), button.private))
        if digits_type:
            said.insert(0, Line(self._say("type")))
        if len(script.choices) > CHOICES_AT_ONCE and not digits_type:
            said.append(Line(self._say("more")))
        return said

    def _say(self, key: str, **arguments: object) -> str:
        language = self._model.language if self._model else ""
        return self._words(language)(key, **arguments)


def _other_screen(before: Script, now: Script) -> bool:
    """Another title, or typing where nothing was typed: what follows must be heard from its beginning."""
    return (before.lines[:1] and before.lines[0].shape) != (now.lines[:1] and now.lines[0].shape) or (before.typed is None) != (
        now.typed is None
    )


def _names(script: Script) -> list[tuple[str, bool]]:
    return [(button.name, button.enabled) for button in script.choices]


def _spoken(button: Button) -> str:
    return f"{button.text}，{button.hint}" if button.hint else button.text


def turned_on() -> Intent:
    """Somebody touched the pad, or put headphones in: they want to be guided."""
    return Intent(IntentKind.MODE, "voice")
