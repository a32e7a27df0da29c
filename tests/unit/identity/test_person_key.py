"""The pseudonym of a person: the same for the same person under the same key, and nothing else."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from datetime import date

import pytest
from pydantic import TypeAdapter

from api.identity.id_number import check_character
from api.identity.person_key import KEY_BYTES, holder_hash, keyed_hash, person_key_of
from api.messages.hall_command import Holder

TODAY = date(2026, 11, 22)
KEY, OTHER_KEY = bytes(range(32)), bytes(range(1, 33))
FIRST_17 = "61012419900101123"
NUMBER = FIRST_17 + check_character(FIRST_17)


def test_it_is_what_the_page_says() -> None:
    told = hmac.new(KEY, b"tingtang person 1\x00citizen:" + NUMBER.encode(), hashlib.sha256).digest()
    assert holder_hash(KEY, "111", NUMBER, TODAY) == urlsafe_b64encode(told).decode().rstrip("=")


def test_messages_take_it_and_it_shows_nothing() -> None:
    made = holder_hash(KEY, "111", NUMBER, TODAY)
    assert TypeAdapter(Holder).validate_python(made) == made
    assert NUMBER not in made


def test_the_same_person_typed_or_read() -> None:
    typed = f"{NUMBER[:6]} {NUMBER[6:].lower()}"
    assert holder_hash(KEY, "111", NUMBER, TODAY) == holder_hash(KEY, "113", typed, TODAY)


def test_another_key_another_hall() -> None:
    assert holder_hash(KEY, "111", NUMBER, TODAY) != holder_hash(OTHER_KEY, "111", NUMBER, TODAY)


def test_what_is_no_number_is_never_somebody_elses() -> None:
    wrong = NUMBER[:-1] + ("1" if NUMBER[-1] != "1" else "2")
    assert holder_hash(KEY, "111", wrong, TODAY) != holder_hash(KEY, "111", NUMBER, TODAY)
    assert holder_hash(KEY, "111", wrong, TODAY) != holder_hash(KEY, "112", wrong, TODAY)


@pytest.mark.parametrize("key", [b"", bytes(31), bytes(33)])
def test_a_key_of_another_length_is_refused(key: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        keyed_hash(key, "citizen:1")


def test_key_files() -> None:
    assert person_key_of("ab" * KEY_BYTES) == b"\xab" * KEY_BYTES
    for text in ("", "ab" * 31, "zz" * KEY_BYTES, "secret words"):
        with pytest.raises(ValueError, match="64 hexadecimal digits") as refused:
            person_key_of(text)
        assert not text or text not in str(refused.value)
        assert refused.value.__cause__ is None
