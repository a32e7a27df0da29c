"""GB 11643: every digit counts, and the errors never repeat the number."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.identity.ethnic_groups import ETHNIC_GROUPS, ethnic_group
from api.identity.id_number import (
    CHECK_CHARACTERS,
    PLACES,
    WEIGHTS,
    IdNumberProblem,
    InvalidIdNumber,
    Sex,
    check_character,
    read_id_number,
)

TODAY = date(2026, 11, 22)
EXAMPLES = {
    # The standard's own examples (GB 11643-1999, appendix).
    "11010519491231002X": (date(1949, 12, 31), Sex.FEMALE, "北京"),
    "440524188001010014": (date(1880, 1, 1), Sex.MALE, "广东"),
}


def made(first_17: str) -> str:
    return first_17 + check_character(first_17)


@pytest.mark.parametrize("number", EXAMPLES)
def test_the_examples_of_the_standard(number: str) -> None:
    birthday, sex, place = EXAMPLES[number]
    read = read_id_number(number, date(1999, 7, 1))
    assert (read.number, read.birthday, read.sex, read.place, read.foreigner) == (number, birthday, sex, place, False)


def test_weights_are_powers_of_two_modulo_eleven() -> None:
    assert tuple(2 ** (17 - i) % 11 for i in range(17)) == WEIGHTS
    assert [CHECK_CHARACTERS[(12 - check) % 11] for check in range(11)] == list("0123456789X")


def test_a_small_x_and_blanks_are_taken() -> None:
    assert read_id_number(" 11010519491231002x ", TODAY).number == "11010519491231002X"


def test_a_foreigners_number_begins_with_nine() -> None:
    read = read_id_number(made("91111019850302001"), TODAY)
    assert (read.foreigner, read.place, read.birthday) == (True, "", date(1985, 3, 2))


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        ("", IdNumberProblem.LENGTH),
        ("11010519491231002", IdNumberProblem.LENGTH),
        ("11010519491231002XX", IdNumberProblem.LENGTH),
        ("1101051949123100２X", IdNumberProblem.LENGTH),
        ("X1010519491231002X", IdNumberProblem.LENGTH),
        ("110105194912310021", IdNumberProblem.CHECK),
        (made("99010519491231002").replace("99", "98"), IdNumberProblem.CHECK),
        (made("10010519491231002"), IdNumberProblem.PLACE),
        (made("11010519490231002"), IdNumberProblem.BIRTHDAY),
        (made("11010520261123002"), IdNumberProblem.BIRTHDAY),
        (made("11010518751231002"), IdNumberProblem.BIRTHDAY),
        (made("11010500001231002"), IdNumberProblem.BIRTHDAY),
    ],
)
def test_what_cannot_be_a_number(number: str, problem: IdNumberProblem) -> None:
    with pytest.raises(InvalidIdNumber) as refused:
        read_id_number(number, TODAY)
    assert refused.value.problem is problem
    assert not number or number not in str(refused.value)


def test_today_is_a_birthday() -> None:
    assert read_id_number(made("15042620261122001"), TODAY).birthday == TODAY


def test_its_representation_hides_the_number() -> None:
    assert "0105" not in repr(read_id_number("11010519491231002X", TODAY))


SOUND = st.builds(
    lambda place, rest, day, serial: made(f"{place}{rest:04d}{day:%Y%m%d}{serial:03d}"),
    st.sampled_from(sorted(PLACES)),
    st.integers(0, 9999),
    st.dates(date(1900, 1, 1), TODAY),
    st.integers(0, 999),
)


@given(SOUND)
def test_every_sound_number_is_read(number: str) -> None:
    read = read_id_number(number, TODAY)
    assert read.birthday.strftime("%Y%m%d") == number[6:14]
    assert (read.sex is Sex.MALE) == (int(number[16]) % 2 == 1)


@given(SOUND, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(number: str, place: int, shift: int) -> None:
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    with pytest.raises(InvalidIdNumber):
        read_id_number(wrong, TODAY)


@given(SOUND, st.integers(0, 15))
def test_two_swapped_neighbours_are_always_found(number: str, place: int) -> None:
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if swapped != number:
        with pytest.raises(InvalidIdNumber):
            read_id_number(swapped, TODAY)


@given(st.text(max_size=40))
def test_any_text_is_judged(text: str) -> None:
    try:
        read_id_number(text, TODAY)
    except InvalidIdNumber:
        return


def test_the_ethnic_groups() -> None:
    assert [code for code in ETHNIC_GROUPS if code < "57"] == [f"{number:02d}" for number in range(1, 57)]
    assert len(set(ETHNIC_GROUPS.values())) == 58
    assert (ethnic_group("01"), ethnic_group("02"), ethnic_group("56"), ethnic_group("00")) == ("汉", "蒙古", "基诺", "")
