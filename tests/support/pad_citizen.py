"""Somebody who doesn't see the screen: hears what the guide says, and presses keys of the pad. Knows nothing else.

A choice is found by its words among what was said; what can't be found that way, nobody who listens could find either.
"""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime

from api.text.catalogue import read_catalogue
from kiosk.flow.engine import FlowEngine
from kiosk.flow.typing.ports import Candidate, Stroke
from kiosk.view_models.guide import Guide, Said, Words, turned_on
from kiosk.view_models.kiosk import Presenter
from kiosk.view_models.surroundings import Surroundings
from kiosk.view_models.typing_keys import NINE_KEYS

AroundOf = Callable[[], Surroundings]
Settle = Callable[[], Awaitable[None]]

LONGEST_LIST = 400
"""Presses on an arrow after which a thing isn't there."""
CHOICE = re.compile(r"按(\d)，(.+?)。?$", re.DOTALL)
TYPE = "请用数字键"
"""How typing is asked for."""
TURNS = ("上一页", "下一页")

NINE = {letter.lower(): digit for digit, letters in NINE_KEYS.items() for letter in letters}
_SIGNS = "王小明住在蓝田县北环路十二号三单元五零一室"
_SYLLABLES = "wang xiao ming zhu zai lan tian xian bei huan lu shi er hao san dan yuan wu ling yi shi"
SOUNDS = dict(zip(_SIGNS, re.split(" ", _SYLLABLES), strict=True))
"""Of every character that the invented person writes."""


class NineKeys:
    """Implements TypingPort for those characters, by nine keys as by letters. The real method has tests of its own."""

    pinyin = True
    handwriting = True

    def by_sound(self, keys: str) -> tuple[Candidate, ...]:
        def digits(sound: str) -> str:
            return "".join(NINE[letter] for letter in sound)

        return tuple(Candidate(sign, len(sound)) for sign, sound in SOUNDS.items() if keys.startswith((sound, digits(sound))))

    def by_hand(self, strokes: tuple[Stroke, ...]) -> tuple[str, ...]:
        return ()

    def forget(self) -> None:
        pass


class PadCitizen:
    """Args: around: what the kiosk knows of the world, asked at each look."""

    def __init__(self, engine: FlowEngine, around: AroundOf) -> None:
        texts = read_catalogue()
        self._engine = engine
        self._around = around
        self._presenter = Presenter(texts, ("zh-CN", "en"), lambda ms: datetime.fromtimestamp(ms / 1000, UTC))

        def words(language: str) -> Words:
            return lambda key, **arguments: texts.text("voice", key, language, **arguments)

        self.guide = Guide(words)
        self.heard: list[str] = []
        """What was said last."""
        self.everything: list[str] = []
        """What any loudspeaker would have said in the whole visit."""
        self.pressed = 0
        self._settle: Settle

    def look(self) -> None:
        """The screen may have changed: what is to be said is heard."""
        model = self._presenter.present(self._engine.shown, self._around())
        self._hear(self.guide.see(model))

    async def begin(self, settle: Settle) -> None:
        """Any key turns guidance on."""
        self._settle = settle
        self._engine.post(turned_on())
        await settle()
        self.look()

    async def press(self, key: str) -> None:
        self.pressed += 1
        said = self.guide.press(key)
        self._hear(said)
        if said.intent is not None:
            self._engine.post(said.intent)
            await self._settle()
        self.look()

    async def type(self, text: str) -> None:
        for character in text:
            if character.isdecimal():
                await self.press(character)
            else:
                await self.go_to(character)

    async def choose(self, words: str) -> None:
        """By its number among what was said; further groups of nine are asked for with 0."""
        await self.press("repeat")
        for _ in range(LONGEST_LIST):
            for line in self.heard:
                match = CHOICE.match(line)
                if match and words in match[2]:
                    await self.press(match[1])
                    return
            if not any("按零" in line for line in self.heard):
                break
            await self.press("0")
        raise AssertionError(f"{words!r} isn't among what was said: {self.heard}")

    async def choices(self) -> dict[str, str]:
        """What can be chosen now, by its words: the digits to press for it."""
        await self.press("repeat")
        found: dict[str, str] = {}
        for group in range(LONGEST_LIST):
            new = {match[2]: "0" * group + match[1] for line in self.heard if (match := CHOICE.match(line))}
            if not new.keys() - found.keys():
                break
            found.update(new)
            if not any("按零" in line for line in self.heard):
                break
            await self.press("0")
        if any("按零" in line for line in self.heard):
            # Back to the first nine.
            await self.press("repeat")
        return found

    async def answer(self, wants: Sequence[str], knows: Mapping[str, str]) -> bool:
        """One screen: type what is known about the question that was heard, or choose what is wanted, or the first thing.

        Args:
            wants: words of choices, the dearest first.
            knows: answers by the words of their questions.

        Returns:
            False where nothing can be done but wait.
        """
        await self.press("repeat")
        if any(line.startswith(TYPE) for line in self.heard):
            question = next(line for line in self.heard if line in knows)
            await self.write(knows[question])
            await self.press("ok")
            return True
        offered = await self.choices()
        names = [name for name in offered if name not in TURNS]
        if not names:
            return False
        name = next((name for want in wants for name in names if want in name), names[0])
        await self.choose(name)
        return True

    async def turn_to(self, words: str) -> None:
        """A choice, on whichever page it is."""
        for _ in range(LONGEST_LIST):
            offered = await self.choices()
            if any(words in name for name in offered):
                await self.choose(words)
                return
            await self.choose(TURNS[1])
        raise AssertionError(f"{words!r} is on no page")

    async def write(self, text: str) -> None:
        """Digits and letters by their keys; Chinese by the sound of each character on nine keys."""
        for character in text:
            if "\u4e00" <= character <= "\u9fff":
                for key in SOUNDS[character]:
                    await self.press(NINE[key])
                await self.go_to(character)
            else:
                await self.type(character)

    async def go_to(self, words: str) -> None:
        """By the arrows, then OK."""
        for _ in range(LONGEST_LIST):
            await self.press("down")
            if self.heard and self.heard[0].startswith(f"{words}，"):
                await self.press("ok")
                return
        raise AssertionError(f"the arrows never come to {words!r}")

    def _hear(self, said: Said) -> None:
        if said.lines:
            self.heard = [line.text for line in said.lines]
            self.everything += [line.aloud if line.private else line.text for line in said.lines]
