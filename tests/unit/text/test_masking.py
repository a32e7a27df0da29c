"""Masked names and numbers: enough to know oneself by, never the whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.text.masking import mask_name, mask_number


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("王小明", "王*明"),
        ("王明", "王*"),
        ("欧阳小明", "欧**明"),
        ("王", "*"),
        ("买买提·艾合买提", "买******提"),
        ("MARIA SMITH", "M**** S****"),
        ("LI", "L*"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_names(name: str, shown: str) -> None:
    assert mask_name(name) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("610124199001011234", "6101**********1234"),
        ("CHN123456789012", "CHN1*******9012"),
        ("E12345678", "E1*****78"),
        ("X1234", "X***4"),
        ("123", "***"),
        ("", ""),
    ],
)
def test_numbers(number: str, shown: str) -> None:
    assert mask_number(number) == shown


@given(st.text(alphabet="0123456789ABCX", min_size=1, max_size=20))
def test_more_than_a_third_of_a_number_stays_hidden(number: str) -> None:
    masked = mask_number(number)
    assert len(masked) == len(number)
    assert masked.count("*") * 3 >= len(number)


@given(st.text(alphabet="王小明欧阳ABC ·", min_size=1, max_size=20))
def test_no_name_stays_whole(name: str) -> None:
    assert not name.strip() or "*" in mask_name(name)
