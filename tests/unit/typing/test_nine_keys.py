"""What nine keys may mean."""

from hypothesis import given
from hypothesis import strategies as st

from kiosk.input_methods.methods import InputMethods
from kiosk.input_methods.nine_keys import LETTERS, READINGS_MAX, keys_used, readings
from kiosk.input_methods.syllables import BEGINNINGS, SYLLABLES

KEY_OF = {letter: key for key, letters in LETTERS.items() for letter in letters}


def keys_of(letters: str) -> str:
    return "".join(KEY_OF.get(letter, letter) for letter in letters)


def test_every_syllable_is_among_the_readings_of_its_keys() -> None:
    for syllable in SYLLABLES:
        assert syllable in readings(keys_of(syllable)), syllable


@given(st.text("23456789'", max_size=14))
def test_readings_have_these_keys_and_only_syllables(keys: str) -> None:
    found = readings(keys)
    assert len(found) <= READINGS_MAX
    assert len(set(found)) == len(found)
    for reading in found:
        assert keys_of(reading.replace("'", "")) == keys.replace("'", "")
        assert all(piece in BEGINNINGS for piece in reading.split("'"))


def test_a_parted_syllable_stays_parted() -> None:
    assert all("'" in reading for reading in readings(keys_of("xi'an")))
    assert "xi'an" in readings(keys_of("xi'an"))


def test_letters_stand_for_themselves() -> None:
    assert readings("wa64") == ("wang", "wan'h", "wan'g") or readings("wa64")[0] == "wang"


@given(st.text("ab'", max_size=10), st.integers(0, 10))
def test_keys_used_counts_letters_only(keys: str, letters: int) -> None:
    used = keys_used(keys, letters)
    assert 0 <= used <= len(keys)
    assert len(keys[:used].replace("'", "")) == min(letters, len(keys.replace("'", "")))


def test_words_by_nine_keys() -> None:
    methods = InputMethods()
    for pinyin, word in {"wang": "王", "zhongguo": "中国", "zhang": "张", "hetong": "合同"}.items():
        found = {candidate.text: candidate.used for candidate in methods.by_sound(keys_of(pinyin))}
        assert found.get(word) == len(pinyin), pinyin
    shown = methods.by_sound(keys_of("zhong") + "'" + keys_of("guo"))
    assert next(candidate.used for candidate in shown if candidate.text == "中国") == len("zhong'guo")
    methods.close()
