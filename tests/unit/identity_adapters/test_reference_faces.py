"""The reference CTID compares faces by the real recogniser: invented people of the repository, no others."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from api.identity.documents import read_document
from api.process.settings_file import ConfigurationError
from tests.support.vision_process import MODELS
from tingtang.reference.compare import NOTHING_TO_COMPARE, OTHER, SAME, UNUSABLE, comparer
from tingtang.reference.people import INVENTED, Person, read_people

FACES = Path(__file__).parents[3] / "drivers" / "emulators" / "persons" / "faces"


@pytest.fixture(scope="module")
def compare() -> Callable[[bytes, Person], str]:
    return comparer(MODELS)


def picture(person: int, which: str) -> bytes:
    return (FACES / f"person-{person:02}" / f"{which}.png").read_bytes()


def known(person: int) -> Person:
    return Person("王小明", INVENTED[0].number, picture=picture(person, "a"))


@pytest.mark.parametrize("person", [1, 2, 3])
def test_the_same_person_and_others(compare: Callable[[bytes, Person], str], person: int) -> None:
    assert compare(picture(person, "b"), known(person)) == SAME
    assert {compare(picture(other, "a"), known(person)) for other in range(4, 9)} == {OTHER}


def test_a_picture_without_a_face_and_one_that_is_none(compare: Callable[[bytes, Person], str]) -> None:
    assert compare(b"no picture", known(1)) == UNUSABLE
    assert compare(picture(1, "a"), Person("王小明", INVENTED[0].number, picture=b"no picture")) == NOTHING_TO_COMPARE


def test_without_models_nothing_is_compared(tmp_path: Path) -> None:
    assert comparer(None)(picture(1, "a"), known(1)) == NOTHING_TO_COMPARE
    with pytest.raises(ConfigurationError):
        comparer(tmp_path)


def test_people_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(picture(1, "a"))
    path = tmp_path / "people.toml"
    path.write_text(f'[[people]]\nname = "王小明"\nnumber = "{INVENTED[0].number}"\ntrust = "B"\npicture = "a.png"\n')
    (person,) = read_people(path)
    assert (person.name, person.trust, person.picture) == ("王小明", "B", picture(1, "a"))
    path.write_text('[[people]]\nname = "王小明"\nnumber = "1"\ntrust = "E"\n')
    with pytest.raises(ConfigurationError, match="trust"):
        read_people(path)


def test_invented_numbers_are_sound_and_nobody_twice() -> None:
    assert len({person.number for person in INVENTED}) == len(INVENTED)
    for person in INVENTED:
        assert read_document(person.document, person.number, date(2026, 11, 22)).number == person.number
