"""A text that a pattern matches: the first that comes to mind."""

import re
import string
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

_CLASSES = {codes.CATEGORY_DIGIT: "1", codes.CATEGORY_WORD: "A"}


def matching(pattern: str, least: int = 0) -> str:
    """Repetitions take their fewest, unless `least` characters need more."""
    for extra in range(least + 1):
        text = "".join(_text(part, extra) for part in parser.parse(pattern))
        if len(text) >= least and re.fullmatch(pattern, text):
            return text
    raise AssertionError(f"no text found for {pattern!r}")


def _text(part: tuple[Any, Any], extra: int) -> str:
    kind, value = part
    if kind is codes.LITERAL:
        return chr(value)
    if kind is codes.IN:
        return _of_set(value)
    if kind in (codes.MAX_REPEAT, codes.MIN_REPEAT):
        low, high, inner = value
        return "".join(_text(one, extra) for one in inner) * min(low + extra, int(high))
    if kind is codes.SUBPATTERN:
        return "".join(_text(one, extra) for one in value[-1])
    if kind is codes.BRANCH:
        return "".join(_text(one, extra) for one in value[1][0])
    return "1"


def _of_set(members: list[tuple[Any, Any]]) -> str:
    if members[0][0] is codes.NEGATE:
        allowed = [sign for sign in string.ascii_uppercase + string.digits if sign not in {chr(v) for _, v in members[1:]}]
        return allowed[0]
    kind, value = members[0]
    if kind is codes.RANGE:
        return chr(value[0])
    return chr(value) if kind is codes.LITERAL else _CLASSES.get(value, "1")
