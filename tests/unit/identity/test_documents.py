"""Document types: shapes of numbers, one person for all documents of a family, ages."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.identity.documents import (
    DOCUMENT_TYPES,
    LETTERS,
    SHAPE,
    UNKNOWN_TYPE,
    InvalidDocument,
    age_on,
    is_long_enough,
    may_be_typed,
    read_document,
)
from api.identity.id_number import check_character
from api.text.catalogue import LANGUAGES, read_catalogue

TODAY = date(2026, 11, 22)


def made(first_17: str) -> str:
    return first_17 + check_character(first_17)


CITIZEN = made("61012419900101123")
PERMIT = made("81000019900101123")
FOREIGNER = made("91111019850302001")
GOOD = {
    ("111", CITIZEN): CITIZEN,
    ("111", f" {CITIZEN[:6]} {CITIZEN[6:14]}-{CITIZEN[14:]} "): CITIZEN,
    ("111", PERMIT): PERMIT,
    ("112", CITIZEN): CITIZEN,
    ("113", CITIZEN): CITIZEN,
    ("414", "e12345678"): "E12345678",
    ("414", "EA1234567"): "EA1234567",
    ("414", "X1234"): "X1234",
    ("511", "12345678"): "12345678",
    ("513", "C12345678"): "C12345678",
    ("513", "CA1234567"): "CA1234567",
    ("516", "H12345678"): "H12345678",
    ("516", "M1234567802"): "M12345678",
    ("553", FOREIGNER): FOREIGNER,
    ("553", "CHN123456789012"): "CHN123456789012",
}
BAD = {
    ("111", CITIZEN[:17]): "id.length",
    ("111", CITIZEN[:-1] + ("1" if CITIZEN[-1] != "1" else "2")): "id.check",
    ("111", FOREIGNER): "id.place",
    ("112", made("61012420270101123")): "id.birthday",
    ("113", made("99012419900101123")): "id.place",
    ("414", "PASSPORT"): SHAPE,
    ("414", "E1234567890"): SHAPE,
    # Long s, dotless i, sharp s, fullwidth digits, the Kelvin sign: no passport has them, whatever their capitals are.
    ("414", "ſ1234567"): SHAPE,
    ("414", "ı1234567"): SHAPE,
    ("414", "ß123456"): SHAPE,
    ("414", "E１２３４５６７"): SHAPE,
    ("414", "\u212a1234567"): SHAPE,
    ("511", "１２３４５６７８"): SHAPE,
    ("511", "1234567"): SHAPE,
    ("513", "D12345678"): SHAPE,
    ("516", "T12345678"): SHAPE,
    ("516", "H123456789"): SHAPE,
    ("553", CITIZEN): SHAPE,
    ("553", FOREIGNER[:-1] + ("1" if FOREIGNER[-1] != "1" else "2")): "id.check",
    ("553", "CHN12345678901"): SHAPE,
    ("154", CITIZEN): UNKNOWN_TYPE,
}


@pytest.mark.parametrize(("document", "typed"), GOOD)
def test_good_numbers(document: str, typed: str) -> None:
    assert read_document(document, typed, TODAY).number == GOOD[document, typed]


@pytest.mark.parametrize(("document", "typed"), BAD)
def test_what_cant_be_one(document: str, typed: str) -> None:
    with pytest.raises(InvalidDocument) as refused:
        read_document(document, typed, TODAY)
    assert refused.value.problem == BAD[document, typed]
    assert typed not in str(refused.value)


def test_a_citizen_is_one_person_by_whichever_document() -> None:
    assert len({read_document(code, CITIZEN, TODAY).person for code in ("111", "112", "113")}) == 1
    assert read_document("516", "H1234567801", TODAY).person == read_document("516", "h12345678", TODAY).person


def test_the_same_characters_on_other_documents_are_other_people() -> None:
    numbers = [("414", "C12345678"), ("513", "C12345678")]
    assert len({read_document(code, typed, TODAY).person for code, typed in numbers}) == 2


def test_birthdays_where_the_number_says_them() -> None:
    assert read_document("113", CITIZEN, TODAY).birthday == date(1990, 1, 1)
    assert read_document("553", FOREIGNER, TODAY).birthday == date(1985, 3, 2)
    assert read_document("414", "E12345678", TODAY).birthday is None


def test_a_number_doesnt_show_itself() -> None:
    assert CITIZEN not in repr(read_document("111", CITIZEN, TODAY))


@given(st.sampled_from(sorted(DOCUMENT_TYPES)), st.text(alphabet="0123456789X" + LETTERS, max_size=20))
def test_whatever_is_read_was_typable_and_long_enough(document: str, typed: str) -> None:
    try:
        read_document(document, typed, TODAY)
    except InvalidDocument:
        return
    assert may_be_typed(document, typed)
    assert is_long_enough(document, typed)


@pytest.mark.parametrize(
    ("document", "typed"), [("511", "A"), ("111", "E"), ("516", "T"), ("111", "1" * 19), ("999", "1"), ("111", "１")]
)
def test_keys_that_no_number_of_the_type_has(document: str, typed: str) -> None:
    assert not may_be_typed(document, typed)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_type_has_a_name(language: str) -> None:
    texts = read_catalogue().section("kiosk", language)
    assert [code for code in DOCUMENT_TYPES if f"identity.document.type.{code}" not in texts] == []


@pytest.mark.parametrize(
    ("birthday", "today", "age"),
    [
        (date(2012, 11, 22), TODAY, 14),
        (date(2012, 11, 23), TODAY, 13),
        (date(2012, 2, 29), date(2026, 2, 28), 13),
        (date(2012, 2, 29), date(2026, 3, 1), 14),
        (date(2026, 11, 22), TODAY, 0),
    ],
)
def test_ages(birthday: date, today: date, age: int) -> None:
    assert age_on(birthday, today) == age
