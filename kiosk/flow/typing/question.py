"""A question whose answer is typed: data that any form field or search makes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from api.messages.names import Names

Wording = str | Names
"""Words for the screen: a key of the text section `typing`, or the words themselves in each language."""


class TextKind(StrEnum):
    """What an answer is: which keyboards it has, and when it can be right."""

    NAME = "name"
    """A person's or a company's name: Chinese, or letters."""
    TEXT = "text"
    """Free text, such as an address."""
    LETTERS = "letters"
    """Letters and digits only, such as a plate or a serial number."""
    DIGITS = "digits"
    """A number of any length."""
    AMOUNT = "amount"
    """Yuan with at most two digits behind the point."""
    ID_NUMBER = "id-number"
    """A citizen's number, by GB 11643."""
    PHONE = "phone"
    """A mobile number, or a fixed line with its area code."""
    DATE = "date"
    """A day; the answer is written `2024-05-03`."""


class Keyboard(StrEnum):
    """Whether pinyin stands on 26 keys or on nine is the mode's matter: the flow takes the keys of both."""

    PINYIN = "pinyin"
    HANDWRITING = "handwriting"
    LETTERS = "letters"
    DIGITS = "digits"


@dataclass(frozen=True, slots=True)
class TextQuestion:
    kind: TextKind
    title: Wording
    """The question, such as `Where do you live?`."""
    hint: Wording = ""
    """A sentence that helps to answer it."""
    example: Wording = ""
    """Stands where nothing is typed yet."""
    min_length: int = 1
    max_length: int = 60
    """Characters; for dates, ID numbers and phones the kind decides."""
    optional: bool = False
    """It may be left out: a button says so, and the answer is empty."""
    hidden: bool = False
    """Digits stand behind stars until their owner wants to see them."""
    earliest: date | None = None
    latest: date | None = None
    """Of a day."""
    page: int = 0
    pages: int = 0
    """Which question of how many, from 1; 0: it is the only one."""
    check: Callable[[str], Wording] | None = None
    """A rule of the asker's own, asked after the kind's: what is wrong with an answer, empty when nothing is."""
