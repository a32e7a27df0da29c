"""Invented records: plausible values by column, always the same for the same person and question. Pure.

Words come from `words.toml` by the column's key; amounts, days and numbers are drawn by the column's kind.
"""

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random

from api.identity.id_number import check_character
from api.messages.item_views import ColumnView
from api.messages.item_words import ColumnKind

WORDS = Path(__file__).with_name("words.toml")
RECORDS = range(2, 7)
"""How many a question for several finds."""
MOST_FEN = 900_000
OTHERS = ("王小明", "李秀英", "王洋洋", "王建国")
"""Invented people besides whoever asks."""
ALWAYS = "all"
"""Section of `words.toml` for every item; others are named after an item and come first."""

Words = Mapping[str, Mapping[str, Sequence[str]]]


def read_words() -> Words:
    """By section and column key."""
    words: Words = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    return words


def records(
    words: Words, item: str, call: str, columns: Sequence[ColumnView], *, single: bool, person: str, name: str, today: date
) -> tuple[dict[str, str], ...]:
    """
    Args:
        person: number of the person, or any text that stands for whoever asks.
    """
    # Drawn anew from the question each time: the same person sees the same records. No secret hangs on it.
    random = Random(hashlib.sha256(f"{person}\x1f{item}\x1f{call}".encode()).digest())  # noqa: S311
    count = 1 if single else random.choice(RECORDS)
    return tuple(_record(words, item, columns, random, place, person, name, today) for place in range(count))


def _record(
    words: Words,
    item: str,
    columns: Sequence[ColumnView],
    random: Random,
    place: int,
    person: str,
    name: str,
    today: date,
) -> dict[str, str]:
    # Newest first: each record lies one to two months before the one above it.
    day = today - timedelta(days=20 + 45 * place + random.randrange(15))
    record = {"id": f"r{place + 1}"}
    for column in columns:
        record[column.key] = _value(words, item, column, random, place, day, person, name)
    return record


def _value(words: Words, item: str, column: ColumnView, random: Random, place: int, day: date, person: str, name: str) -> str:
    chosen = words.get(item, {}).get(column.key) or words[ALWAYS].get(column.key)
    if chosen:
        return _filled(chosen[place % len(chosen)], random)
    match column.kind:
        case ColumnKind.MONEY:
            return str(random.randrange(1_000, MOST_FEN, 50))
        case ColumnKind.DATE:
            return day.isoformat()
        case ColumnKind.MONTH:
            return day.isoformat()[:7]
        case ColumnKind.NUMBER:
            return str(random.randrange(1, 13))
        case ColumnKind.NAME:
            return name if name and place == 0 else OTHERS[place % len(OTHERS)]
        case ColumnKind.ID_NUMBER:
            return person if len(person) == 18 else _nobody(random)
        case _:
            raise KeyError(f"words.toml: {item}: no words for column {column.key!r}")


def _filled(word: str, random: Random) -> str:
    """`#` is any digit."""
    return "".join(str(random.randrange(10)) if sign == "#" else sign for sign in word)


def _nobody(random: Random) -> str:
    first_17 = f"61012419{random.randrange(50, 99)}0101{random.randrange(100, 999)}"
    return first_17 + check_character(first_17)
