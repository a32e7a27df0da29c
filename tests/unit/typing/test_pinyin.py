"""Chinese by its sound, with the system's library."""

from pathlib import Path

import pytest

from kiosk.input_methods.handwriting import Handwriting
from kiosk.input_methods.methods import InputMethods
from kiosk.input_methods.pinyin import CANDIDATES_MAX, LENGTH_MAX, NEEDED, Pinyin, data_folder


@pytest.fixture(scope="module")
def pinyin() -> Pinyin:
    found = Pinyin()
    assert found.there, "libpinyin15 is missing: make test installs it"
    return found


def texts(pinyin: Pinyin, letters: str) -> list[str]:
    return [candidate.text for candidate in pinyin.candidates(letters)]


@pytest.mark.parametrize(
    ("letters", "word"),
    [
        ("wang", "王"),
        ("zhang", "张"),
        ("shenfenzheng", "身份证"),
        ("huhehaote", "呼和浩特"),
        ("xi'an", "西安"),
        ("nv", "女"),
        ("lve", "略"),
        ("budongchan", "不动产"),
    ],
)
def test_words_are_found_on_the_first_page(pinyin: Pinyin, letters: str, word: str) -> None:
    assert word in texts(pinyin, letters)[:10]


def test_each_candidate_says_which_keys_it_stands_for(pinyin: Pinyin) -> None:
    used = {candidate.text: candidate.used for candidate in pinyin.candidates("wangxiaoming")}
    assert used["王"] == len("wang")
    assert used["王晓明"] == len("wangxiaoming")


def test_initials_and_unfinished_syllables_are_enough(pinyin: Pinyin) -> None:
    assert "四方" in texts(pinyin, "sf")
    assert "王希孟" in texts(pinyin, "wxm")
    assert "掌握" in texts(pinyin, "zhangw")


def test_what_is_no_pinyin_finds_nothing_and_breaks_nothing(pinyin: Pinyin) -> None:
    assert texts(pinyin, "vvv") == []
    assert texts(pinyin, "") == []
    assert "王" in texts(pinyin, "wang")


def test_lists_are_bounded(pinyin: Pinyin) -> None:
    for letters in ("w", "y", "zzzz", "abcdefghijklmnopqrstuvwx"):
        found = pinyin.candidates(letters)
        assert 0 < len(found) <= CANDIDATES_MAX
        assert all(0 < candidate.used <= len(letters) and len(candidate.text) <= LENGTH_MAX for candidate in found)
        assert len({candidate.text for candidate in found}) == len(found)


def test_nothing_is_learnt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    pinyin = Pinyin()
    before = texts(pinyin, "zhang")
    rare = before[20]
    for _ in range(50):
        assert rare in texts(pinyin, "zhang")
        pinyin.forget()
    assert texts(pinyin, "zhang") == before
    pinyin.close()
    again = Pinyin()
    assert texts(again, "zhang") == before
    again.close()
    assert list(tmp_path.iterdir()) == []


def test_a_machine_without_the_library_does_without(tmp_path: Path) -> None:
    missing = Pinyin(library="libpinyin-that-is-not-there.so")
    assert not missing.there
    assert missing.candidates("wang") == ()
    missing.forget()
    missing.close()


def test_a_folder_without_all_dictionaries_is_not_opened(tmp_path: Path) -> None:
    folder = tmp_path / "lib" / "somewhere" / "libpinyin" / "data"
    folder.mkdir(parents=True)
    for name in NEEDED[1:]:
        (folder / name).touch()
    assert data_folder(tmp_path) is None
    (folder / NEEDED[0]).touch()
    assert data_folder(tmp_path) == folder


def test_both_methods_together_say_which_is_there(tmp_path: Path) -> None:
    methods = InputMethods(Pinyin(library="nothing.so"), Handwriting(model=tmp_path / "none"))
    assert (methods.pinyin, methods.handwriting) == (False, False)
    assert methods.by_sound("wang") == ()
    assert methods.by_sound("9264") == ()
    assert methods.by_hand((((1, 1), (9, 9)),)) == ()
    methods.forget()
    methods.close()
