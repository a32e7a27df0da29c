"""A citizen who types: one question, asked by the real step in the real engine."""

from dataclasses import dataclass, field

from kiosk.flow.intents import IntentKind
from kiosk.flow.outcome import BACK, NEXT, Outcome
from kiosk.flow.step import Context
from kiosk.flow.typing.line import stroke_text
from kiosk.flow.typing.ports import Candidate, Stroke, TypingPort
from kiosk.flow.typing.question import TextQuestion
from kiosk.flow.typing.type_text import typed_text
from kiosk.flow.typing.views import TypeText
from tests.support.kiosk_flow import Rig

FLOW = "one-question"


@dataclass
class WordList:
    """Implements TypingPort by a list of words and their sounds; counts how often it forgot."""

    words: dict[str, str] = field(
        default_factory=lambda: {"王": "wang", "网": "wang", "王小明": "wangxiaoming", "小明": "xiaoming"}
    )
    written: tuple[str, ...] = ("大", "人")
    pinyin: bool = True
    handwriting: bool = True
    forgotten: int = 0

    def by_sound(self, keys: str) -> tuple[Candidate, ...]:
        found = [Candidate(word, len(sound)) for word, sound in self.words.items() if keys.startswith(sound)]
        return tuple(sorted(found, key=lambda candidate: -candidate.used))

    def by_hand(self, strokes: tuple[Stroke, ...]) -> tuple[str, ...]:
        return self.written

    def forget(self) -> None:
        self.forgotten += 1


class OneQuestion:
    """A flow's step that keeps what was answered, so that a test can look at it."""

    name = "one-question"

    def __init__(self, question: TextQuestion, before: str = "") -> None:
        self.question = question
        self.before = before
        self.answers: list[str | None] = []

    async def run(self, context: Context) -> Outcome:
        answer = await typed_text(context, self.question, self.before)
        self.answers.append(answer)
        return BACK if answer is None else NEXT


class TypingRig(Rig):
    def __init__(self, question: TextQuestion, port: TypingPort | None = None, *, before: str = "") -> None:
        self.asked = OneQuestion(question, before)
        self.typing = port or WordList()
        super().__init__(more_flows={FLOW: (self.asked,)}, more_ports={"typing": self.typing})

    @property
    def line(self) -> TypeText:
        shown = self.engine.shown.view
        assert isinstance(shown, TypeText)
        return shown

    @property
    def offered(self) -> list[str]:
        return [candidate.text for candidate in self.line.candidates]

    async def begin(self) -> None:
        await self.do(IntentKind.START, FLOW)

    async def keys(self, keys: str) -> None:
        for key in keys:
            await self.do(IntentKind.KEY, key)

    async def characters(self, text: str) -> None:
        for character in text:
            await self.do(IntentKind.TEXT, character)

    async def draw(self, *strokes: Stroke) -> None:
        for stroke in strokes:
            await self.do(IntentKind.STROKE, stroke_text(stroke))
