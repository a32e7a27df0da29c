from string import ascii_uppercase

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from drivers.core.errors import InvalidData, UnsupportedData
from drivers.speaker.phrasebook import CLIPS
from drivers.speaker.phrases import Phrases, phrases
from drivers.speaker.planner import caption, plan

TICKETS = st.from_regex(r"\A[A-Z]{1,3}[0-9]{2,5}\Z")
WINDOWS = st.integers(1, 999)


def _say(ticket: str, window: str, language: str = "zh-CN") -> str:
    return caption(plan("call", {"ticket": ticket, "window": window}, language))


@pytest.mark.parametrize(
    ("window", "spoken"),
    [
        ("1", "一"),
        ("2", "二"),
        ("10", "十"),
        ("12", "十二"),
        ("20", "二十"),
        ("99", "九十九"),
        ("100", "一百"),
        ("101", "一百零一"),
        ("110", "一百一十"),
        ("112", "一百一十二"),
        ("134", "一百三十四"),
        ("205", "二百零五"),
        ("999", "九百九十九"),
    ],
)
def test_a_window_is_a_cardinal(window: str, spoken: str) -> None:
    assert _say("A012", window) == f"请A零一二号到{spoken}号窗口办理"


def test_ticket_digits_are_said_one_by_one_after_the_chime() -> None:
    keys = plan("call", {"ticket": "AB007", "window": "3"}, "zh-CN")
    assert keys[0] == "chime"
    assert caption(keys) == "请AB零零七号到三号窗口办理"


@pytest.mark.parametrize(
    ("window", "spoken"),
    [
        ("5", "five"),
        ("13", "thirteen"),
        ("40", "forty"),
        ("42", "forty two"),
        ("100", "one hundred"),
        ("112", "one hundred and twelve"),
    ],
)
def test_english(window: str, spoken: str) -> None:
    assert _say("A012", window, "en") == f"ticket A zero one two please go to window {spoken}"


def test_a_regional_tag_falls_back_to_its_language() -> None:
    assert plan("call", {"ticket": "A1", "window": "1"}, "en-GB") == plan("call", {"ticket": "A1", "window": "1"}, "en")


@given(TICKETS, WINDOWS, st.sampled_from(["zh-CN", "en"]))
def test_every_clip_of_every_phrase_exists(ticket: str, window: int, language: str) -> None:
    assert set(plan("call", {"ticket": ticket, "window": str(window)}, language)) <= CLIPS.keys()


@given(st.integers(1, 999), st.integers(1, 999))
def test_two_windows_never_sound_alike(first: int, second: int) -> None:
    assert (_say("A1", str(first)) == _say("A1", str(second))) == (first == second)


def test_every_window_can_be_said_after_every_letter() -> None:
    """Against a way of writing numbers of its own: 一百零五 for 105."""
    digits = "零一二三四五六七八九"
    for window in range(1, 1000):
        hundreds, tens, ones = window // 100, window // 10 % 10, window % 10
        said = f"{digits[hundreds]}百" if hundreds else ""
        if tens:
            said += "十" if tens == 1 and not hundreds else f"{digits[tens]}十"
        elif hundreds and ones:
            said += "零"
        said += digits[ones] if ones else ""
        for letter in ascii_uppercase:
            keys = plan("call", {"ticket": f"{letter}7", "window": str(window)}, "zh-CN")
            assert CLIPS.keys() >= set(keys)
            assert caption(keys) == f"请{letter}七号到{said}号窗口办理"
            assert CLIPS.keys() >= set(plan("call", {"ticket": f"{letter}7", "window": str(window)}, "en"))


def test_a_second_call_says_so() -> None:
    arguments = {"ticket": "A012", "window": "3"}
    assert caption(plan("recall", arguments, "zh-CN")) == "再次呼叫A零一二号请到三号窗口办理"
    assert caption(plan("recall", arguments, "en")) == "second call ticket A zero one two please go to window three"


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("phrase", sorted(phrases().phrases))
def test_every_phrase_is_there_in_both_languages(phrase: str, language: str) -> None:
    keys = plan(phrase, {"ticket": "A012", "window": "3"}, language)
    assert (keys[0] == "chime") is (phrase not in phrases().plain)
    assert caption(keys)


def test_a_phrase_without_its_clip_is_refused() -> None:
    clips = {"zh": {"please": "请"}}
    assert Phrases.model_validate({"clips": clips, "phrases": {"x": {"zh": ["please", "{window}"]}}})
    with pytest.raises(ValidationError, match=r"urgent: there are no phrases \['evacuate'\]"):
        Phrases.model_validate({"clips": clips, "phrases": {}, "urgent": ["evacuate"]})
    for wrong in (["please", "nothing"], [], ["{name}"]):
        with pytest.raises(ValidationError, match=r"phrases\.x\.zh"):
            Phrases.model_validate({"clips": clips, "phrases": {"x": {"zh": wrong}}})


@pytest.mark.parametrize(
    ("template", "arguments", "language", "error"),
    [
        ("sing", {"ticket": "A1", "window": "1"}, "zh-CN", InvalidData),
        ("call", {"ticket": "A1"}, "zh-CN", InvalidData),
        ("call", {"ticket": "张三", "window": "1"}, "zh-CN", InvalidData),
        ("call", {"ticket": "A1", "window": "0"}, "zh-CN", InvalidData),
        ("call", {"ticket": "A1", "window": "1000"}, "zh-CN", InvalidData),
        ("call", {"ticket": "A1", "window": "１"}, "zh-CN", InvalidData),
        ("call", {"ticket": "A1", "window": "1"}, "mn-Mong", UnsupportedData),
    ],
)
def test_refuses_what_it_cannot_say(template: str, arguments: dict[str, str], language: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        plan(template, arguments, language)
