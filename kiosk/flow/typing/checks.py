"""When an answer can be right, and what may be typed next. Pure: the day comes in."""

from datetime import date

from api.identity.id_number import LENGTH as ID_LENGTH
from api.identity.id_number import InvalidIdNumber, read_id_number
from kiosk.flow.typing.question import TextKind, TextQuestion, Wording

MOBILE_LENGTH = 11
PHONE_MAX = 12
"""Area code of 3 or 4 digits and a number of 7 or 8 (China's telephone numbering plan)."""
DATE_DIGITS = 8
AMOUNT_MAX = 12
YUAN_DIGITS = 9
"""Up to 999 999 999 yuan."""
CENTS = 2
DIGITS = frozenset("0123456789")
LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")


def length_limit(question: TextQuestion) -> int:
    """Characters that can be typed at most."""
    match question.kind:
        case TextKind.ID_NUMBER:
            return ID_LENGTH
        case TextKind.PHONE:
            return PHONE_MAX
        case TextKind.DATE:
            return DATE_DIGITS
        case TextKind.AMOUNT:
            return AMOUNT_MAX
        case _:
            return question.max_length


def may_be_typed(question: TextQuestion, text: str) -> bool:
    """Whether `text` can stand on the line, complete or not."""
    if len(text) > length_limit(question) or not text.isprintable():
        return False
    match question.kind:
        case TextKind.ID_NUMBER:
            return set(text[:17]) <= DIGITS and set(text[17:]) <= DIGITS | {"X"}
        case TextKind.DIGITS | TextKind.PHONE | TextKind.DATE:
            return set(text) <= DIGITS
        case TextKind.AMOUNT:
            yuan, point, cents = text.partition(".")
            fits = len(yuan) <= YUAN_DIGITS and len(cents) <= CENTS and set(yuan + cents) <= DIGITS
            return fits and (bool(yuan) or not point) and not (len(yuan) > 1 and yuan.startswith("0"))
        case TextKind.LETTERS:
            return set(text) <= DIGITS | LETTERS | {"-"}
        case _:
            return True


def is_long_enough(question: TextQuestion, text: str) -> bool:
    """Whether `text` can be confirmed; `problem_of` says whether it is right."""
    text = text.strip()
    match question.kind:
        case TextKind.ID_NUMBER:
            return len(text) == ID_LENGTH
        case TextKind.DATE:
            return len(text) == DATE_DIGITS
        case TextKind.PHONE:
            return len(text) >= MOBILE_LENGTH - 1
        case _:
            return bool(text) and len(text) >= question.min_length


def problem_of(question: TextQuestion, text: str, today: date) -> Wording:
    """What is wrong with a confirmed answer; empty when nothing is."""
    problem = _problem_of_kind(question, text, today)
    if problem or question.check is None:
        return problem
    return question.check(answer_of(question, text))


def answer_of(question: TextQuestion, text: str) -> str:
    """The answer as the asker gets it."""
    if question.kind is TextKind.DATE:
        return f"{text[:4]}-{text[4:6]}-{text[6:]}"
    return text.strip()


def typed_of(question: TextQuestion, answer: str) -> str:
    """What stands on the line for an answer that was given before."""
    return answer.replace("-", "") if question.kind is TextKind.DATE else answer


def _problem_of_kind(question: TextQuestion, text: str, today: date) -> str:
    match question.kind:
        case TextKind.ID_NUMBER:
            try:
                read_id_number(text, today)
            except InvalidIdNumber as error:
                return f"problem.id.{error.problem.value}"
        case TextKind.PHONE:
            return "" if is_phone(text) else "problem.phone"
        case TextKind.DATE:
            return _problem_of_day(question, text)
        case TextKind.AMOUNT if text.endswith("."):
            return "problem.amount"
        case _:
            pass
    return ""


def is_phone(text: str) -> bool:
    """A mobile number begins with 13 to 19; a fixed line with the 0 of its area code."""
    mobile = len(text) == MOBILE_LENGTH and text[0] == "1" and text[1] in "3456789"
    fixed = text.startswith("0") and text[1:2] not in ("", "0") and MOBILE_LENGTH - 1 <= len(text) <= PHONE_MAX
    return mobile or fixed


def _problem_of_day(question: TextQuestion, text: str) -> str:
    try:
        day = date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return "problem.date"
    if question.earliest is not None and day < question.earliest:
        return "problem.date.early"
    if question.latest is not None and day > question.latest:
        return "problem.date.late"
    return ""
