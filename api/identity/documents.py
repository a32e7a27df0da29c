"""Documents that somebody may say who they are by: their types, what their numbers look like, and which number is one person.

Codes are those of GA/T 517, which the platforms of electronic licences use for holders too. Pure: the day comes from outside.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from api.identity.id_number import FOREIGNER, IdNumberProblem, InvalidIdNumber, read_id_number

RESIDENT_CARD = "111"
FOREIGNERS_CARD = "553"
CITIZEN = "citizen"
"""Family of the documents that carry a citizen's own number (GB 11643)."""

DIGITS = "0123456789"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

UNKNOWN_TYPE = "id.unknownType"
SHAPE = "id.shape"
"""Not what numbers of this document look like."""

_BLANKS = re.compile(r"[\s-]+")
_PASSPORT = re.compile(r"(?=.*[0-9])[A-Z0-9]{5,9}")
"""ICAO 9303 part 4: nine characters at most. China's are E or G and eight digits, or E, a letter and seven digits."""
_TAIWAN_PASS = re.compile(r"[0-9]{8}")
"""Lifelong number of the card form, from 2015 on."""
_HONG_KONG_MACAU_PASS = re.compile(r"C[A-Z0-9][0-9]{7}")
_HOME_RETURN_PASS = re.compile(r"([HM][0-9]{8})(?:[0-9]{2})?")
"""H for Hong Kong, M for Macau. Two digits behind may count renewals; the person is the nine before."""
_FOREIGNERS_CARD_2017 = re.compile(r"[A-Z]{3}[0-9]{12}")


class InvalidDocument(ValueError):
    """The text of the error is the problem's key and never holds the number."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem
        """A dotted key with texts, such as `id.check`."""


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """A number that can be one."""

    document: str
    number: str = field(repr=False)
    """As the platforms write it: capitals, without blanks."""
    birthday: date | None = field(default=None, repr=False)
    """Where the number says it."""
    family: str = field(default="", repr=False)
    """Documents of one family carry one number of a person."""

    @property
    def person(self) -> str:
        """The same text for the same person by whichever document of a family; what keyed hashes are made of."""
        return f"{self.family}:{self.number}"


@dataclass(frozen=True, slots=True)
class DocumentType:
    """One kind of document. Its name stands in the catalogues as `document.<code>`."""

    code: str
    family: str
    letters: str
    """Letters that its numbers may hold: keys that a screen offers beside the digits."""
    shortest: int
    longest: int
    read: Callable[[str, date], tuple[str, date | None]]
    """Number without blanks and today → the number as written, and the birthday that it says. Raises InvalidDocument."""


def _citizens(number: str, today: date) -> tuple[str, date | None]:
    try:
        read = read_id_number(number, today)
    except InvalidIdNumber as error:
        raise InvalidDocument(f"id.{error.problem.value}") from error
    if read.foreigner:
        raise InvalidDocument(f"id.{IdNumberProblem.PLACE.value}")
    return read.number, read.birthday


def _foreigners(number: str, today: date) -> tuple[str, date | None]:
    if _FOREIGNERS_CARD_2017.fullmatch(number):
        return number, None
    if not number.startswith(FOREIGNER):
        raise InvalidDocument(SHAPE)
    try:
        read = read_id_number(number, today)
    except InvalidIdNumber as error:
        raise InvalidDocument(f"id.{error.problem.value}") from error
    return read.number, read.birthday


def _shaped(pattern: re.Pattern[str]) -> Callable[[str, date], tuple[str, date | None]]:
    def read(number: str, today: date) -> tuple[str, date | None]:  # noqa: ARG001 (one signature for all types)
        found = pattern.fullmatch(number)
        if found is None:
            raise InvalidDocument(SHAPE)
        return found.group(found.lastindex or 0), None

    return read


DOCUMENT_TYPES: dict[str, DocumentType] = {
    kind.code: kind
    for kind in (
        DocumentType(RESIDENT_CARD, CITIZEN, "X", 18, 18, _citizens),
        # Temporary cards and household registers carry the person's own citizen number; so do residence permits of people from
        # Hong Kong, Macau and Taiwan, which are read and typed as 111.
        DocumentType("112", CITIZEN, "X", 18, 18, _citizens),
        DocumentType("113", CITIZEN, "X", 18, 18, _citizens),
        DocumentType("414", "414", LETTERS, 5, 9, _shaped(_PASSPORT)),
        DocumentType("511", "511", "", 8, 8, _shaped(_TAIWAN_PASS)),
        DocumentType("513", "513", LETTERS, 9, 9, _shaped(_HONG_KONG_MACAU_PASS)),
        DocumentType("516", "516", "HM", 9, 11, _shaped(_HOME_RETURN_PASS)),
        DocumentType(FOREIGNERS_CARD, FOREIGNERS_CARD, LETTERS, 15, 18, _foreigners),
    )
}
"""By code, in the order in which they are offered."""


def read_document(document: str, number: str, today: date) -> DocumentNumber:
    """What was typed or read, checked. Blanks and hyphens are left out, small letters taken.

    Raises:
        InvalidDocument: there is no such type, or the number can't be one of it.
    """
    kind = DOCUMENT_TYPES.get(document)
    if kind is None:
        raise InvalidDocument(UNKNOWN_TYPE)
    typed = _BLANKS.sub("", number)
    # Signs of other scripts stay what they are: some become ASCII letters as capitals (ſ, ı, ß).
    written, birthday = kind.read(typed.upper() if typed.isascii() else typed, today)
    return DocumentNumber(document, written, birthday, kind.family)


def may_be_typed(document: str, typed: str) -> bool:
    """Whether `typed`, in capitals and without blanks, can still become a number of this type by typing more, as far as keys and
    length say.
    """
    kind = DOCUMENT_TYPES.get(document)
    return kind is not None and len(typed) <= kind.longest and all(sign in DIGITS or sign in kind.letters for sign in typed)


def is_long_enough(document: str, typed: str) -> bool:
    """Whether it is worth a check already: fewer characters are no mistake yet."""
    kind = DOCUMENT_TYPES.get(document)
    return kind is not None and len(typed) >= kind.shortest


def age_on(birthday: date, today: date) -> int:
    """Full years of age; somebody born on 29 February is a year older on 1 March of other years."""
    return today.year - birthday.year - ((today.month, today.day) < (birthday.month, birthday.day))
