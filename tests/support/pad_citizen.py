"""Somebody who doesn't see the screen: hears what the guide says, and presses keys of the pad. Knows nothing else.

A choice is found by its words among what was said; what can't be found that way, nobody who listens could find either.
"""

import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from api.text.catalogue import read_catalogue
from kiosk.flow.engine import FlowEngine
from kiosk.view_models.guide import Guide, Said, Words, turned_on
from kiosk.view_models.kiosk import Presenter
from kiosk.view_models.surroundings import Surroundings

AroundOf = Callable[[], Surroundings]
Settle = Callable[[], Awaitable[None]]

LONGEST_LIST = 400
"""Presses on an arrow after which a thing isn't there."""
CHOICE = re.compile(r"按(\d)，(.+?)。?$")


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
            self.everything += [line.text for line in said.lines if not line.private]
