"""Guides somebody who doesn't see the screen: what to say when it changes, and what a key of the tactile pad presses.

Values in, values out: `see` and `press` return what to say and what to do; no sound, no device, no clock.
Two kinds of pads work alike: one with digits (a digit chooses or types) and one with arrows only (they lead through everything).
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
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
TYPING_SCREEN = "TypingModel"
"""Where words are typed and not only a number."""
WITHOUT_TITLE = frozenset({"FaceModel", "GridModel"})
SENTENCE_ENDS = "。."
"""A choice is said as one sentence."""
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
        self._confirmed = False
        """The last key said that an answer is ready."""
        self._reached = False
        """The arrows have come there, and what stands there wasn't typed since."""

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
        confirmed, self._confirmed = self._confirmed, False
        was_at = self._stop()
        script = self._script = script_of(model)
        if before is None or _other_screen(before, script):
            self._group, self._at = 0, None
            return Said(self._all())
        if _names(before) != _names(script):
            # Another page, or other characters to choose from: heard from its first choice.
            self._group = 0
        stops = self._stops()
        self._at = next((index for index, stop in enumerate(stops) if was_at and _same(stop, was_at)), None)
        said = [line for line in script.lines if line.shape not in {old.shape for old in before.lines}]
        if script.typed is not None and script.typed != before.typed:
            words = script.screen == TYPING_SCREEN and not script.searches
            said.insert(0, Line(self._say("typed-words" if words else "typed", count=script.typed)))
        if (script.composing, script.offered) != (before.composing, before.offered) or _offers(before) != _offers(script):
            said += self._composed(script)
        elif (script.typed == before.typed or script.searches) and _names(before) != _names(script):
            said += self._choices()
        if confirmed and script.problem and script.problem not in [line.text for line in said]:
            # Wrong in the same way again: silence would say that nothing was pressed.
            said.append(Line(script.problem))
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
            self._reached = False
            return self._push(script.keys[key])
        if _types_digits(script):
            # This key types nothing here.
            return Said(tuple(self._choices()))
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
        self._reached = True
        button = stops[self._at]
        return Said((self._about(button, "focus"),))

    def _ok(self) -> Said:
        script, focused = self._script, self._focused()
        if script is None:
            return NOTHING
        if focused is not None:
            # After a letter or a character the same key goes on, as it was said; the arrows stay where they are.
            self._reached = focused.intent.kind not in (IntentKind.KEY, IntentKind.TEXT)
            return self._push(focused)
        if script.primary is not None:
            return self._push(script.primary)
        return Said((Line(script.problem or self._say("choose-first")), *self._choices()))

    def _back(self, script: Script) -> Said:
        if script.typed and script.erase is not None and script.erase.enabled:
            return self._push(script.erase)
        back = script.footer.get("back")
        return self._push(back if back is not None and back.enabled else script.footer.get("home"))

    def _push(self, button: Button | None) -> Said:
        if button is None:
            return NOTHING
        if not button.enabled:
            return Said((self._about(button, "shut"),))
        self._confirmed = button.intent.kind is IntentKind.CONFIRM
        return Said(intent=button.intent)

    def _focused(self) -> Button | None:
        return self._stop() if self._reached else None

    def _stop(self) -> Button | None:
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
        digits_type = _types_digits(script)
        if digits_type:
            # All of them: no digit leads on to others.
            shown = tuple(button for button in script.choices if not _is_candidate(button))
        said = []
        for number, button in enumerate(shown, start=1):
            said.append(self._about(button, "shut" if not button.enabled else "way" if digits_type else "choice", number))
        if digits_type:
            said.insert(0, Line(self._say(_how_to_type(script))))
            said[1:1] = self._composed(script) if script.offered else []
        if len(script.choices) > CHOICES_AT_ONCE and not digits_type:
            said.append(Line(self._say("more")))
        return said

    def _composed(self, script: Script) -> list[Line]:
        """How many characters there are to choose from, which anybody may hear, and each of them, which only headphones say."""
        if not script.offered:
            return [Line(self._say("nothing-offered"))] if script.composing else []
        offers = [button for button in script.choices if _is_candidate(button)]
        count = Line(self._say("offered", count=script.offered))
        return [count, *(Line(self._say("offer", number=n, name=button.text), True) for n, button in enumerate(offers, start=1))]

    def _about(self, button: Button, key: str, number: int = 0) -> Line:
        """A choice in words. What is about the person is heard through headphones; a room hears only which one it is."""
        name = _spoken(button)
        line = Line(self._say(key, number=number, name=name), button.private)
        if button.private:
            place = number or 1 + next((at for at, one in enumerate(self._stops()) if one.name == button.name), 0)
            line = replace(line, aloud=self._say(key, number=number, name=self._say("entry", number=place)))
        if self._script is not None and button.name in self._script.chosen:
            # That it was chosen is about the person; that it can be is not.
            said = self._say(key, number=number, name=self._say("chosen", name=name))
            line = Line(said, True, line.aloud or line.text)
        return line

    def _say(self, key: str, **arguments: object) -> str:
        language = self._model.language if self._model else ""
        return self._words(language)(key, **arguments)


def _other_screen(before: Script, now: Script) -> bool:
    """Another kind of screen or another title: what follows must be heard from its beginning. A screen without a title, such as
    the camera's, only changes what it asks for.
    """
    if before.screen != now.screen:
        return True
    return now.screen not in WITHOUT_TITLE and _shape(before) != _shape(now)


def _shape(script: Script) -> str:
    return script.lines[0].shape if script.lines else ""


def _types_digits(script: Script) -> bool:
    return any(key.isdecimal() for key in script.keys)


def _how_to_type(script: Script) -> str:
    """Key of the words: pinyin by nine keys (none of which is 1), digits with letters among them, or digits alone."""
    if "1" not in script.keys:
        return "type-words"
    return "type-letters" if any(key.isalpha() and len(key) == 1 for key in script.keys) else "type"


def _is_candidate(button: Button) -> bool:
    return button.intent.kind is IntentKind.TEXT


def _offers(script: Script) -> list[str]:
    return [button.text for button in script.choices if _is_candidate(button)]


def _same(one: Button, other: Button) -> bool:
    """The same thing to choose: a candidate's place may hold another character now."""
    return one.name == other.name and (not _is_candidate(one) or one.text == other.text)


def _names(script: Script) -> list[tuple[str, str, bool]]:
    return [(button.name, button.text, button.enabled) for button in script.choices]


def _spoken(button: Button) -> str:
    return f"{button.text}，{button.hint.rstrip(SENTENCE_ENDS)}" if button.hint else button.text


def turned_on() -> Intent:
    """Somebody touched the pad, or put headphones in: they want to be guided."""
    return Intent(IntentKind.MODE, "voice")
