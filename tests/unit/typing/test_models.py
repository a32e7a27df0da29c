"""The typing screen's model: keyboards, pages of candidates, what may be said aloud."""

from datetime import datetime

import pytest

from api.text.catalogue import read_catalogue
from kiosk.flow.engine import Shown
from kiosk.flow.intents import IntentKind
from kiosk.flow.mode import Mode
from kiosk.flow.ports import PrinterReadiness
from kiosk.flow.typing.line import Line
from kiosk.flow.typing.ports import Candidate
from kiosk.flow.typing.question import Keyboard, TextKind, TextQuestion
from kiosk.flow.typing.type_text import after
from kiosk.flow.typing.views import TypeText
from kiosk.view_models.kiosk import Presenter
from kiosk.view_models.models import KeypadModel
from kiosk.view_models.script import script_of
from kiosk.view_models.search import search_model
from kiosk.view_models.surroundings import Surroundings
from kiosk.view_models.texts import Texts
from kiosk.view_models.typing import LARGE_CANDIDATE, LARGE_PAGE, PAGE, question_model
from kiosk.view_models.typing_models import KeyPlan, TypingModel
from tests.support.kiosk_views import NOW, catalogue_view
from tests.support.typing_views import (
    ADDRESS,
    ALL,
    AMOUNT,
    BIRTHDAY,
    COMPLAINT,
    ID_NUMBER,
    LONG,
    NAME,
    PHONE,
    search_views,
    typing_views,
)

CHINESE, ENGLISH = (Texts(read_catalogue(), language) for language in ("zh-CN", "en"))
MANY = tuple(Candidate(f"字{'多' * (index % 6)}{index}"[:6], 3) for index in range(33))


def model(view: TypeText, *, large: bool = False, texts: Texts = CHINESE) -> TypingModel:
    found = question_model(view, texts, large=large)
    assert isinstance(found, TypingModel)
    return found


def lying(view: TypeText, *, large: bool) -> TypingModel:
    """On a screen that has one line for the answer."""
    found = question_model(view, CHINESE, large=large, portrait=False)
    assert isinstance(found, TypingModel)
    return found


def keypad(question: TextQuestion, text: str, *, hidden: bool = False) -> KeypadModel:
    view = TypeText(question, Keyboard.DIGITS, (Keyboard.DIGITS,), text=text, hidden=hidden)
    found = question_model(view, CHINESE, large=False)
    assert isinstance(found, KeypadModel)
    return found


@pytest.mark.parametrize("large", [False, True])
def test_pages_hold_every_candidate_once(large: bool) -> None:
    seen: list[str] = []
    for page in range(10):
        shown = model(TypeText(NAME, Keyboard.PINYIN, ALL, composing="zi", candidates=MANY, page=page), large=large)
        texts = [button.text for button in shown.candidates]
        assert len(texts) <= (LARGE_PAGE if large else PAGE)
        if seen[-len(texts) :] == texts:
            break
        seen += texts
        assert shown.next is not None
        if not shown.next.enabled:
            break
    assert seen == [one.text for one in MANY if not large or len(one.text) <= LARGE_CANDIDATE]


def test_the_keys_of_pinyin_are_26_or_nine_by_the_mode() -> None:
    usual, large = model(TypeText(NAME, Keyboard.PINYIN, ALL)), model(TypeText(NAME, Keyboard.PINYIN, ALL), large=True)
    assert (usual.plan, large.plan) == (KeyPlan.ROWS, KeyPlan.TELEPHONE)
    letters = {key.intent.value for row in usual.rows for key in row if key.intent.kind is IntentKind.KEY}
    assert set("abcdefghijklmnopqrstuvwxyz") <= letters
    digits = {key.intent.value for row in large.rows for key in row if key.intent.kind is IntentKind.KEY}
    assert set("23456789") <= digits
    assert not digits & set("abcdefghijklmnopqrstuvwxyz")


def test_keys_of_nine_stand_on_the_line_as_their_letters() -> None:
    assert model(TypeText(NAME, Keyboard.PINYIN, ALL, composing="92")).composing == "wxyz abc"
    assert model(TypeText(NAME, Keyboard.PINYIN, ALL, composing="wa")).composing == "wa"
    assert model(TypeText(NAME, Keyboard.HANDWRITING, ALL)).composing == ""


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("name", sorted(typing_views()))
def test_every_key_has_a_name_of_its_own(name: str, large: bool) -> None:
    shown = question_model(typing_views()[name], ENGLISH, large=large)
    keys = shown.digits if isinstance(shown, KeypadModel) else tuple(key for row in shown.rows for key in row)
    assert len({key.name for key in keys}) == len(keys)
    assert all(key.text for key in keys)


def test_no_loudspeaker_says_a_candidate_and_no_repr_shows_one() -> None:
    shown = model(typing_views()["typing-pinyin"])
    assert all(button.private for button in shown.candidates)
    assert "王" not in repr(shown)
    assert "wangxiaoming" not in repr(shown)
    assert "呼和浩特" not in repr(shown)


def test_numbers_are_grouped_as_people_read_them() -> None:
    assert keypad(PHONE, "13800138000").typed == "138 0013 8000"
    assert keypad(PHONE, "04711234567").typed == "04711234567"
    assert keypad(BIRTHDAY, "20260203").typed == "2026-02-03"
    assert keypad(BIRTHDAY, "202602").typed == "2026-02"
    assert keypad(ID_NUMBER, "110101199003077650").typed == "110101 19900307 7650"
    hidden = keypad(ID_NUMBER, "110101199003077650", hidden=True)
    assert hidden.typed.replace(" ", "") == "1" + "*" * 16 + "0"
    assert hidden.eye is not None


def test_only_what_a_number_can_hold_has_a_key() -> None:
    def keys(question: TextQuestion) -> set[str]:
        return {key.text for key in keypad(question, "").digits}

    assert "X" in keys(ID_NUMBER)
    assert "." in keys(AMOUNT)
    assert keys(PHONE) - {"删除", "清空"} == set("0123456789")


def test_the_zero_stands_in_the_middle_and_a_number_is_cleared_at_once() -> None:
    for question in (PHONE, ID_NUMBER, AMOUNT, BIRTHDAY):
        assert [key.text for key in keypad(question, "1").digits][9:][1:] == ["0", "删除"]
    clear = keypad(PHONE, "138").digits[9]
    line = after(Line(Keyboard.DIGITS, "138"), PHONE, clear.intent, (), (Keyboard.DIGITS,))
    assert line.text == ""
    assert not keypad(PHONE, "").digits[9].enabled


def test_a_long_answer_has_a_box_of_several_lines_that_shows_all_of_it() -> None:
    view = TypeText(COMPLAINT, Keyboard.PINYIN, ALL, text=LONG)
    standing, one_line = model(view), lying(view, large=False)
    assert (standing.several_lines, standing.typed, standing.longest) == (True, LONG, 200)
    assert (one_line.several_lines, one_line.typed[0]) == (False, "…")
    assert not model(TypeText(NAME, Keyboard.PINYIN, ALL)).several_lines


def test_optional_questions_say_so() -> None:
    assert [button.name for button in model(TypeText(ADDRESS, Keyboard.PINYIN, ALL)).buttons] == ["typing.confirm", "typing.skip"]
    assert [button.name for button in model(TypeText(NAME, Keyboard.PINYIN, ALL)).buttons] == ["typing.confirm"]


def test_no_such_pinyin_is_told() -> None:
    told = model(TypeText(NAME, Keyboard.PINYIN, ALL, composing="vvv")).problem
    assert told == CHINESE.of("typing")("problem.no-character")
    assert model(TypeText(NAME, Keyboard.PINYIN, ALL)).problem == ""


def test_plates_have_no_small_letters_and_texts_have() -> None:
    plate = TypeText(TextQuestion(TextKind.LETTERS, "name.title"), Keyboard.LETTERS, (Keyboard.LETTERS,))
    assert "key.shift" not in {key.name for row in model(plate).rows for key in row}
    small = model(TypeText(ADDRESS, Keyboard.LETTERS, ALL, capitals=False))
    assert {"key.a", "key.shift", "key.@"} <= {key.name for row in small.rows for key in row}


def test_search_shows_results_or_characters_to_choose_from_never_both() -> None:
    views = search_views()
    by_hand = search_model(views["search-hand"], CHINESE, large=False)
    assert by_hand.candidates
    assert by_hand.results == ()
    assert "sfz" not in by_hand.empty
    by_sound = search_model(views["search-sound"], CHINESE, large=False)
    assert by_sound.candidates == ()
    assert [button.enabled for button in by_sound.results][:3] == [True, False, True]
    assert search_model(views["search-nothing"], CHINESE, large=False).results_text
    assert by_sound.buttons == ()
    assert "居民身份证" not in repr(by_sound)


def test_texts_are_in_both_languages_and_differ() -> None:
    chinese, english = (read_catalogue().section("typing", language) for language in ("zh-CN", "en"))
    same = {key for key in chinese if chinese[key] == english[key]}
    assert same == set()


def test_a_tactile_keypad_types_digits_and_pinyin_on_nine_keys() -> None:
    usual = Shown(view=TypeText(PHONE, Keyboard.DIGITS, (Keyboard.DIGITS,)), language="zh-CN")
    by_ear = Shown(view=TypeText(NAME, Keyboard.PINYIN, ALL), language="zh-CN", mode=Mode(voice=True))
    presenter = Presenter(read_catalogue(), ("zh-CN", "en"), datetime.fromtimestamp)
    around = Surroundings(catalogue_view(), True, PrinterReadiness(True), NOW)
    assert set("0123456789") <= script_of(presenter.present(usual, around)).keys.keys()
    script = script_of(presenter.present(by_ear, around))
    assert set("23456789") <= script.keys.keys()
    assert not script.keys.keys() & set("abcdefghijklmnopqrstuvwxyz")
    composing = Shown(view=typing_views()["typing-pinyin"], language="zh-CN", mode=Mode(voice=True))
    for line in script_of(presenter.present(composing, around)).lines:
        assert line.private or "wangxiaoming" not in line.text


@pytest.mark.parametrize("large", [False, True])
def test_of_a_long_text_the_end_is_shown(large: bool) -> None:
    text = "".join(map(chr, range(0x4E00, 0x4E00 + 200)))
    for composing in ("", "wang"):
        shown = lying(TypeText(ADDRESS, Keyboard.PINYIN, ALL, text=text, composing=composing), large=large).typed
        assert shown.startswith("…")
        assert text.endswith(shown[1:])
        assert 15 < len(shown) < 60
    assert model(TypeText(ADDRESS, Keyboard.PINYIN, ALL, text=text[:15], composing="wang"), large=large).typed == text[:15]
