"""Fields of an item as questions to be typed, and what their answers are worth. Pure."""

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from api.messages.item_views import FieldView
from api.messages.item_words import FieldKind, Prefill
from api.messages.names import Names
from kiosk.flow.identity.person import Identified
from kiosk.flow.typing.question import TextKind, TextQuestion, Wording

FEN = 100
"""In a yuan."""
VALUE_MAX = 200
"""`api.messages.item_commands.FieldValue`."""
YES_NO = ("yes", "no")
_KINDS = {
    FieldKind.TEXT: TextKind.TEXT,
    FieldKind.NAME: TextKind.NAME,
    FieldKind.ID_NUMBER: TextKind.ID_NUMBER,
    FieldKind.PHONE: TextKind.PHONE,
    FieldKind.NUMBER: TextKind.DIGITS,
    FieldKind.MONEY: TextKind.AMOUNT,
    FieldKind.DATE: TextKind.DATE,
    FieldKind.CODE: TextKind.LETTERS,
}
"""Kinds that are typed. A kind that this kiosk doesn't know yet is free text: the department checks it."""
_DIGITS_ONLY = re.compile(r"\[0-9\]\{[0-9,]+\}(\|\[0-9\]\{[0-9,]+\})*")
"""A pattern such as a bank card's, `[0-9]{16,19}`."""
_COUNTED = frozenset({FieldKind.NUMBER, FieldKind.MONEY})

Words = Callable[..., Names]
"""A text of the section `items` with its arguments, in every language."""


def is_choice(one: FieldView) -> bool:
    return one.kind in (FieldKind.CHOICE, FieldKind.YES_NO)


def keys_of(one: FieldView) -> tuple[str, ...]:
    """The possible answers to a choice."""
    return YES_NO if one.kind is FieldKind.YES_NO else tuple(option.key for option in one.options)


def question_of(one: FieldView, number: int, count: int, words: Words) -> TextQuestion:
    """`number` of `count` questions, from 1."""
    counted = one.kind in _COUNTED
    return TextQuestion(
        kind=_typed_as(one),
        title=one.label,
        hint=one.help,
        min_length=1 if counted else max(1, one.least),
        max_length=len(str(one.most)) if one.kind is FieldKind.NUMBER else min(one.most, VALUE_MAX),
        optional=not one.required,
        hidden=one.kind is FieldKind.ID_NUMBER,
        page=number,
        pages=count,
        check=lambda typed: problem_of(one, typed, words),
    )


def _typed_as(one: FieldView) -> TextKind:
    if one.kind is FieldKind.CODE and _DIGITS_ONLY.fullmatch(one.pattern):
        # Large keys with digits, instead of a keyboard full of letters that can't be right.
        return TextKind.DIGITS
    return _KINDS.get(one.kind, TextKind.TEXT)


def problem_of(one: FieldView, typed: str, words: Words) -> Wording:
    """What is wrong with an answer by the item's own rule; empty when nothing is."""
    value = value_of(one, typed)
    match one.kind:
        case FieldKind.NUMBER if not (value.isdecimal() and one.least <= int(value) <= one.most):
            return words("problem.number", least=one.least, most=one.most)
        case FieldKind.MONEY if not (value.isdecimal() and one.least <= int(value) <= one.most):
            return words("problem.money", least=yuan(one.least), most=yuan(one.most))
        case FieldKind.CODE if one.pattern and not re.fullmatch(one.pattern, value):
            return words("problem.code")
        case _:
            return ""


def value_of(one: FieldView, typed: str) -> str:
    """As it goes to the department: money in whole fen, codes in capitals."""
    if not typed:
        return ""
    if one.kind is FieldKind.MONEY:
        try:
            return str(int(Decimal(typed) * FEN))
        except InvalidOperation:
            return ""
    return typed.upper() if one.kind is FieldKind.CODE else typed


def typed_of(one: FieldView, value: str) -> str:
    """As it was typed, to be changed."""
    return yuan(int(value)) if one.kind is FieldKind.MONEY and value.isdecimal() else value


def yuan(fen: int) -> str:
    """1250 → `12.50`, 1200 → `12`."""
    whole, rest = divmod(fen, FEN)
    return f"{whole}.{rest:02}" if rest else str(whole)


def prefilled(one: FieldView, identified: Identified | None) -> str:
    """What is known of the person already; empty where nothing is, or another person may be meant."""
    if identified is None:
        return ""
    match one.prefill:
        case Prefill.NAME:
            return identified.holder.name
        case Prefill.NUMBER:
            return identified.holder.number
        case _:
            return ""
