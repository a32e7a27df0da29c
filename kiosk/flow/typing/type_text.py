"""Asks one question whose answer is typed. Form fields, names and search call this."""

from dataclasses import replace

from kiosk.flow.intents import Intent, IntentKind
from kiosk.flow.step import Context
from kiosk.flow.typing.checks import answer_of, is_long_enough, may_be_typed, problem_of, typed_of
from kiosk.flow.typing.keyboards import keyboards_of
from kiosk.flow.typing.line import Line, chosen, drawn, key, on_keyboard, typed
from kiosk.flow.typing.ports import Candidate, TypingPort
from kiosk.flow.typing.question import Keyboard, TextQuestion
from kiosk.flow.typing.views import TypeText

LEFT_OUT = ""
"""The answer to an optional question that nobody wanted to answer."""


async def typed_text(context: Context, question: TextQuestion, answer: str = "") -> str | None:
    """The answer, right by its kind's rules; LEFT_OUT when it was left out; None when the citizen went back.

    Args:
        answer: what was answered before, when they came back to change it.
    """
    port = context.ports.typing
    keyboards = keyboards_of(question.kind, port, context.session.language)
    before = typed_of(question, answer)
    line = Line(keyboards[0], before if may_be_typed(question, before) else "", hidden=question.hidden)
    try:
        while True:
            candidates = candidates_for(line, port)
            context.show(_view(question, line, keyboards, candidates), back=True)
            intent = await context.intent()
            match intent.kind:
                case IntentKind.BACK:
                    return None
                case IntentKind.SKIP if question.optional:
                    return LEFT_OUT
                case IntentKind.CONFIRM if _complete(line, question):
                    problem = problem_of(question, line.text, context.ports.identity.moment.today())
                    if not problem:
                        return answer_of(question, line.text)
                    line = replace(line, problem=problem)
                case _:
                    line = after(line, question, intent, candidates, keyboards)
    finally:
        port.forget()


def candidates_for(line: Line, port: TypingPort) -> tuple[Candidate, ...]:
    if line.composing:
        return port.by_sound(line.composing)
    if line.strokes:
        return tuple(Candidate(character, 0) for character in port.by_hand(line.strokes))
    return ()


def after(
    line: Line, question: TextQuestion, intent: Intent, candidates: tuple[Candidate, ...], keyboards: tuple[Keyboard, ...]
) -> Line:
    """The line after one intent; the same for an intent that means nothing here."""
    value = intent.value
    match intent.kind:
        case IntentKind.KEY:
            return key(line, question, value, candidates)
        case IntentKind.TEXT if line.undecided:
            return chosen(line, question, value, candidates)
        case IntentKind.TEXT:
            return typed(line, question, value)
        case IntentKind.STROKE:
            return drawn(line, value)
        case IntentKind.TURN_PAGE if value.isdecimal():
            return replace(line, page=int(value))
        case IntentKind.CHOOSE if value in keyboards:
            return on_keyboard(line, Keyboard(value))
        case IntentKind.SEVERAL if question.hidden:
            return replace(line, hidden=not line.hidden)
        case _:
            return line


def _complete(line: Line, question: TextQuestion) -> bool:
    return not line.undecided and is_long_enough(question, line.text)


def _view(question: TextQuestion, line: Line, keyboards: tuple[Keyboard, ...], candidates: tuple[Candidate, ...]) -> TypeText:
    return TypeText(
        question,
        line.keyboard,
        keyboards,
        text=line.text,
        composing=line.composing,
        candidates=candidates,
        page=line.page,
        strokes=line.strokes,
        capitals=line.capitals,
        hidden=line.hidden,
        complete=_complete(line, question),
        problem=line.problem,
    )
