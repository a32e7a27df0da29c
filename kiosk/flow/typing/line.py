"""The line that is being typed: a value, and what each key makes of it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from kiosk.flow.typing.checks import length_limit, may_be_typed
from kiosk.flow.typing.ports import PAD_SIDE, Candidate, Stroke
from kiosk.flow.typing.question import Keyboard, TextKind, TextQuestion, Wording

ERASE, CLEAR, SHIFT, SPACE_KEY = "erase", "clear", "shift", "space"
"""Values of the keys that stand for no character of their own."""
APOSTROPHE = "'"
SOUND_KEYS = frozenset("abcdefghijklmnopqrstuvwxyz23456789" + APOSTROPHE)
KEYS_MAX = 24
"""Pinyin keys that wait for a candidate: four syllables of the longest kind."""
STROKES_MAX = 40
"""No character in use has more."""
POINTS_MAX = 400
"""Of one stroke; a finger that rests draws no more."""
SPACE = " "
FULL = "problem.full"
WORDS = frozenset({TextKind.NAME, TextKind.TEXT})
"""Of numbers everybody sees how long they are."""


@dataclass(frozen=True, slots=True)
class Line:
    keyboard: Keyboard
    text: str = field(default="", repr=False)
    composing: str = field(default="", repr=False)
    strokes: tuple[Stroke, ...] = field(default=(), repr=False)
    page: int = 0
    capitals: bool = True
    hidden: bool = False
    problem: Wording = ""

    @property
    def undecided(self) -> bool:
        """Keys or strokes wait for a candidate."""
        return bool(self.composing or self.strokes)


def key(line: Line, question: TextQuestion, value: str, candidates: Sequence[Candidate]) -> Line:
    """After a key: one of those above, pinyin where that is typed, else a character as it is."""
    match value:
        case "erase":
            return _erased(line)
        case "clear":
            return replace(line, composing="", strokes=(), page=0, problem="", text=line.text if line.undecided else "")
        case "shift":
            return replace(line, capitals=not line.capitals)
        case "space" if line.composing:
            return chosen(line, question, candidates[0].text, candidates) if candidates else line
        case "space":
            return typed(line, question, SPACE) if line.text and not line.text.endswith(SPACE) else line
        case _ if line.keyboard is Keyboard.PINYIN and value in SOUND_KEYS:
            return _sounded(line, value)
        case _ if len(value) == 1 and not line.undecided:
            return typed(line, question, value)
        case _:
            return line


def typed(line: Line, question: TextQuestion, characters: str) -> Line:
    """Characters as they are; when they can't stand there the line stays, and says so where it is full."""
    text = line.text + characters
    if may_be_typed(question, text):
        return replace(line, text=text, problem="", page=0)
    return replace(line, problem=FULL) if question.kind in WORDS and len(text) > length_limit(question) else line


def chosen(line: Line, question: TextQuestion, text: str, candidates: Sequence[Candidate]) -> Line:
    """A candidate takes the place of the keys it stands for; unchanged for what was never offered."""
    candidate = next((one for one in candidates if one.text == text), None)
    if candidate is None:
        return line
    after = typed(line, question, text)
    if after.text == line.text:
        return after
    rest = line.composing[candidate.used :].lstrip(APOSTROPHE)
    return replace(after, composing=rest, strokes=())


def drawn(line: Line, value: str) -> Line:
    """One more stroke, as `stroke_of` reads it."""
    stroke = stroke_of(value)
    if line.keyboard is not Keyboard.HANDWRITING or not stroke or len(line.strokes) >= STROKES_MAX:
        return line
    return replace(line, strokes=(*line.strokes, stroke), page=0, problem="")


def on_keyboard(line: Line, keyboard: Keyboard) -> Line:
    """What was undecided goes: it belongs to the keyboard that is left."""
    return replace(line, keyboard=keyboard, composing="", strokes=(), page=0, problem="")


def stroke_of(value: str) -> Stroke:
    """`10,20 30,40` as points; empty for what isn't a stroke within the pad."""
    points = []
    for pair in value.split(" ")[:POINTS_MAX]:
        across, _, down = pair.partition(",")
        if not (across.isdecimal() and down.isdecimal()) or max(len(across), len(down)) > len(str(PAD_SIDE)):
            return ()
        point = int(across), int(down)
        if max(point) > PAD_SIDE:
            return ()
        points.append(point)
    return tuple(points)


def stroke_text(stroke: Stroke) -> str:
    """The other way round: what an intent carries."""
    return SPACE.join(f"{across},{down}" for across, down in stroke)


def _sounded(line: Line, value: str) -> Line:
    keys = line.composing + value
    if len(keys) > KEYS_MAX or keys.startswith(APOSTROPHE) or APOSTROPHE * 2 in keys:
        return line
    return replace(line, composing=keys, page=0, problem="")


def _erased(line: Line) -> Line:
    if line.strokes:
        return replace(line, strokes=line.strokes[:-1], page=0)
    if line.composing:
        return replace(line, composing=line.composing[:-1], page=0)
    return replace(line, text=line.text[:-1], problem="")
