"""Models of a question whose answer is typed: a keypad for numbers, keyboards or a pad for words."""

from kiosk.flow.intents import Intent, IntentKind
from kiosk.flow.typing.checks import length_limit
from kiosk.flow.typing.line import APOSTROPHE
from kiosk.flow.typing.question import Keyboard, TextKind, TextQuestion, Wording
from kiosk.flow.typing.views import TypeText
from kiosk.view_models.form_models import Progress
from kiosk.view_models.identity_typing import shown
from kiosk.view_models.models import KeypadModel
from kiosk.view_models.parts import Button
from kiosk.view_models.texts import Texts
from kiosk.view_models.typing_keys import (
    digit_keys,
    letter_grid,
    letter_rows,
    nine_key_letters,
    nine_key_rows,
    pad_row,
    pinyin_rows,
)
from kiosk.view_models.typing_models import KeyPlan, TypingModel

SECTION = "typing"
PAGE, LARGE_PAGE = 10, 8
"""Candidates at once: 8 to 10 are looked over in one glance."""
CANDIDATE, LARGE_CANDIDATE = 8, 4
"""Characters that fit a candidate's key."""
LINE, LARGE_LINE = 56, 36
"""Characters that one line's box shows at once."""
SEVERAL_LINES = 50
"""Characters from which on an answer has a box of several lines, which shows all of it."""
DATE_GROUPS = (4, 6)
MOBILE_GROUPS = (3, 7)
"""Where gaps make a mobile number readable: 138 0013 8000."""
BLANK = "—"
"""Stands for a digit of a day that isn't typed yet."""


def question_model(
    view: TypeText, texts: Texts, *, large: bool, nine: bool = False, portrait: bool = True
) -> KeypadModel | TypingModel:
    """Arguments as of `typing_model`."""
    words = texts.of(SECTION)
    if view.keyboard is Keyboard.DIGITS:
        return _keypad(view, words)
    return typing_model(view, words, large=large, nine=nine, portrait=portrait)


def typing_model(view: TypeText, words: Texts, *, large: bool, nine: bool = False, portrait: bool = True) -> TypingModel:
    """
    Args:
        large: the mode with larger keys, of which fewer fit.
        nine: pinyin on nine keys, also where 26 would fit: a tactile keypad has digits only.
        portrait: the screen stands; one that lies has room for one line only.
    """
    question = view.question
    longest = length_limit(question)
    several_lines = portrait and question.kind is TextKind.TEXT and longest >= SEVERAL_LINES
    size = LARGE_PAGE if large else PAGE
    fitting = LARGE_CANDIDATE if large else CANDIDATE
    offered = tuple(one for one in view.candidates if len(one.text) <= fitting)
    pages = max(1, -(-len(offered) // size))
    page = min(view.page, pages - 1)
    plan, rows = _keys(view, words, large=large, nine=large or nine)
    problem = say(words, view.problem)
    if not problem and view.composing and not view.candidates:
        problem = words("problem.no-character")
    return TypingModel(
        title=say(words, question.title),
        text=say(words, question.hint),
        typed=view.text if several_lines else _tail(view, large=large),
        composing=_spoken(view.composing),
        empty=say(words, question.example) or words("empty"),
        candidates=tuple(
            Button(f"candidate.{index}", one.text, Intent(IntentKind.TEXT, one.text), private=True)
            for index, one in enumerate(offered[page * size : (page + 1) * size])
        ),
        previous=_turn("previous", page - 1, page > 0, words) if pages > 1 else None,
        next=_turn("next", page + 1, page < pages - 1, words) if pages > 1 else None,
        plan=plan,
        rows=rows,
        keyboards=tuple(_keyboard(one, words) for one in view.keyboards if one is not view.keyboard),
        buttons=answers(view, words),
        written=len(view.text),
        longest=longest,
        several_lines=several_lines,
        offers=view.keyboard is not Keyboard.LETTERS,
        strokes=view.strokes,
        pad_text=words("pad.text") if plan is KeyPlan.PAD else "",
        problem=problem,
        progress=progress_of(question, words),
    )


def _tail(view: TypeText, *, large: bool) -> str:
    """The end of a long text, where the next character comes: the line has room for two rows of it."""
    room = (LARGE_LINE if large else LINE) // (2 if view.composing else 1)
    return view.text if len(view.text) <= room else "…" + view.text[-room:]


def say(words: Texts, wording: Wording) -> str:
    """Words of data in this language, or a text of the section; empty for nothing."""
    if not isinstance(wording, str):
        return words.name(wording)
    return words(wording) if wording else ""


def progress_of(question: TextQuestion, words: Texts) -> Progress | None:
    if not question.pages:
        return None
    return Progress(words("progress", page=question.page, pages=question.pages), question.page, question.pages)


def answers(view: TypeText, words: Texts) -> tuple[Button, ...]:
    confirm = Button("typing.confirm", words("confirm"), Intent(IntentKind.CONFIRM), icon="check", enabled=view.complete)
    if not view.question.optional:
        return (confirm,)
    return confirm, Button("typing.skip", words("skip"), Intent(IntentKind.SKIP))


def _keys(view: TypeText, words: Texts, *, large: bool, nine: bool) -> tuple[KeyPlan, tuple[tuple[Button, ...], ...]]:
    shift = view.question.kind is not TextKind.LETTERS
    match view.keyboard:
        case Keyboard.HANDWRITING:
            return KeyPlan.PAD, pad_row(words, strokes=bool(view.strokes), erases=bool(view.strokes or view.text))
        case Keyboard.LETTERS if large:
            return KeyPlan.GRID, letter_grid(words, capitals=view.capitals, shift=shift)
        case Keyboard.LETTERS:
            return KeyPlan.ROWS, letter_rows(words, capitals=view.capitals, shift=shift)
        case _:
            return (KeyPlan.TELEPHONE, nine_key_rows(words)) if nine else (KeyPlan.ROWS, pinyin_rows(words))


def _keypad(view: TypeText, words: Texts) -> KeypadModel:
    question = view.question
    last = {TextKind.ID_NUMBER: "X", TextKind.AMOUNT: "."}.get(question.kind, "")
    eye = Button(
        "typing.eye",
        words("show" if view.hidden else "hide"),
        Intent(IntentKind.SEVERAL),
        icon="eye" if view.hidden else "eye-shut",
    )
    progress = progress_of(question, words)
    lines = (progress.text if progress else "", say(words, question.hint))
    return KeypadModel(
        title=say(words, question.title),
        text="\n".join(line for line in lines if line),
        typed=grouped(view),
        empty=say(words, question.example) or words(f"empty.{question.kind.value}"),
        letters=(),
        digits=digit_keys(words, last, erases=bool(view.text)),
        buttons=answers(view, words),
        problem=say(words, view.problem),
        eye=eye if question.hidden else None,
    )


def grouped(view: TypeText) -> str:
    """Digits as people read them: in groups, and a day with its words' places still open."""
    text = view.text
    match view.question.kind:
        case TextKind.ID_NUMBER:
            return shown(text, hidden=view.hidden, citizen=True)
        case TextKind.DATE if text:
            return "-".join(_cut(text, DATE_GROUPS))
        case TextKind.PHONE if text.startswith("1"):
            return " ".join(_cut(text, MOBILE_GROUPS))
        case _:
            return shown(text, hidden=view.hidden, citizen=False)


def _cut(text: str, places: tuple[int, int]) -> tuple[str, ...]:
    first, second = places
    return tuple(part for part in (text[:first], text[first:second], text[second:]) if part)


def _spoken(composing: str) -> str:
    """Keys of nine stand as all their letters: what they mean is in the candidates."""
    nine = any(key.isdigit() for key in composing)
    return APOSTROPHE.join(nine_key_letters(part) for part in composing.split(APOSTROPHE)) if nine else composing


def _keyboard(keyboard: Keyboard, words: Texts) -> Button:
    return Button(f"keyboard.{keyboard.value}", words(f"keyboard.{keyboard.value}"), Intent(IntentKind.CHOOSE, keyboard.value))


def _turn(name: str, page: int, enabled: bool, words: Texts) -> Button:
    return Button(
        f"candidates.{name}", words(f"candidates.{name}"), Intent(IntentKind.TURN_PAGE, str(page)), icon=name, enabled=enabled
    )
