"""When an answer can be right."""

from datetime import date

import pytest

from api.identity.id_number import check_character
from kiosk.flow.typing.checks import answer_of, is_long_enough, may_be_typed, problem_of, typed_of
from kiosk.flow.typing.question import TextKind, TextQuestion, Wording

TODAY = date(2026, 11, 20)


def asked(kind: TextKind, **more: object) -> TextQuestion:
    return TextQuestion(kind, "name.title", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        ("13800138000", ""),
        ("01088888888", ""),
        ("047112345678", ""),
        ("0471123456", ""),
        ("12800138000", "problem.phone"),
        ("1380013800", "problem.phone"),
        ("88888888888", "problem.phone"),
        ("00123456789", "problem.phone"),
    ],
)
def test_phones(number: str, problem: str) -> None:
    assert is_long_enough(asked(TextKind.PHONE), number)
    assert problem_of(asked(TextKind.PHONE), number, TODAY) == problem


def test_days() -> None:
    question = asked(TextKind.DATE, earliest=date(2026, 1, 1), latest=TODAY)
    assert problem_of(question, "20260230", TODAY) == "problem.date"
    assert problem_of(question, "20251231", TODAY) == "problem.date.early"
    assert problem_of(question, "20261121", TODAY) == "problem.date.late"
    assert problem_of(question, "20261120", TODAY) == ""
    assert answer_of(question, "20261120") == "2026-11-20"
    assert typed_of(question, "2026-11-20") == "20261120"
    assert not is_long_enough(question, "2026112")
    assert not may_be_typed(question, "2026-11")


def test_id_numbers_by_their_check_character() -> None:
    first = "11010119900307765"
    good = first + check_character(first)
    bad = first + ("0" if good[-1] != "0" else "1")
    question = asked(TextKind.ID_NUMBER)
    assert problem_of(question, good, TODAY) == ""
    assert problem_of(question, bad, TODAY) == "problem.id.check"
    assert may_be_typed(question, first + "X")
    assert not may_be_typed(question, "1X")
    assert not is_long_enough(question, first)


@pytest.mark.parametrize(("text", "may"), [("0.5", True), (".5", False), ("00", False), ("1.234", False), ("1234567890", False)])
def test_amounts_as_they_are_typed(text: str, may: bool) -> None:
    assert may_be_typed(asked(TextKind.AMOUNT), text) is may


def test_an_amount_that_ends_with_its_point_is_told() -> None:
    assert problem_of(asked(TextKind.AMOUNT), "12.", TODAY) == "problem.amount"
    assert problem_of(asked(TextKind.AMOUNT), "12.5", TODAY) == ""


def test_letters_are_plain_ones() -> None:
    assert may_be_typed(asked(TextKind.LETTERS), "A-12")
    assert not may_be_typed(asked(TextKind.LETTERS), "Ä")
    assert not may_be_typed(asked(TextKind.LETTERS), "京A")


def test_lengths_and_the_askers_own_rule() -> None:
    def no_wang(answer: str) -> Wording:
        return {"zh-CN": "不能姓王", "en": "Not Wang"} if answer.startswith("王") else ""

    question = asked(TextKind.NAME, min_length=2, max_length=3, check=no_wang)
    assert not is_long_enough(question, "王 ")
    assert is_long_enough(question, "王小")
    assert not may_be_typed(question, "王小明明")
    assert problem_of(question, "王小", TODAY) == {"zh-CN": "不能姓王", "en": "Not Wang"}
    assert problem_of(question, " 李小", TODAY) == ""
    assert answer_of(question, " 李小 ") == "李小"
