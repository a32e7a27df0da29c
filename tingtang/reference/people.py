"""Invented people whom the reference platforms know."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import Field

from api.identity.id_number import check_character
from api.process.settings_file import Section, load_file

PLACE = "610124"
"""Digits of a county; what follows is made up."""
RESIDENT_CARD = "111"


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    number: str = field(repr=False)
    document: str = RESIDENT_CARD
    trust: str = "A"
    """Of the person's electronic licence."""
    status: str = "valid"
    """`valid`, `expired`, `withdrawn`."""
    picture: bytes = field(default=b"", repr=False)
    """What a platform would compare with; empty: it has none."""


def _number(birthday: str, serial: str) -> str:
    first_17 = f"{PLACE}{birthday}{serial}"
    return first_17 + check_character(first_17)


INVENTED = (
    Person("王小明", _number("19900101", "123")),
    Person("李秀英", _number("19480612", "226"), trust="B"),
    Person("张伟", _number("19751130", "335"), trust="C"),
    Person("赵敏", _number("20010909", "442"), trust="D"),
    Person("陈晓", _number("19881225", "551"), status="expired"),
    Person("刘洋洋", _number("20160401", "668")),
)
"""One of each level of trust, one whose licence has run out, one child."""


class _PersonSection(Section):
    name: str = Field(min_length=1, max_length=60)
    number: str = Field(min_length=5, max_length=18)
    document: str = RESIDENT_CARD
    trust: str = Field(default="A", pattern="^[A-D]$")
    status: str = "valid"
    picture: Path | None = None


class _PeopleFile(Section):
    people: tuple[_PersonSection, ...] = Field(min_length=1, max_length=200)


def read_people(path: Path) -> tuple[Person, ...]:
    """People of a TOML file: `[[people]]` with name, number, and where wished document, trust, status, picture.

    Raises:
        ConfigurationError: it can't be read or isn't such a file.
        OSError: a picture can't be read.
    """
    folder = path.resolve().parent
    return tuple(_person(one, folder) for one in load_file(path, _PeopleFile).people)


def _person(one: _PersonSection, folder: Path) -> Person:
    picture = (folder / one.picture).read_bytes() if one.picture else b""
    return Person(one.name, one.number, one.document, one.trust, one.status, picture)


def by_number(people: Iterable[Person]) -> dict[str, Person]:
    return {person.number: person for person in people}
