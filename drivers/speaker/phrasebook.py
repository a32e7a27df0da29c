"""Every clip there is: its key, what is said, and which espeak-ng voice says it. Words are those of `phrases.toml`.

Ticket digits are said one by one, a window's number as a cardinal. After a hundred, ten to nineteen are said 一十… in full,
so they are clips of their own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from string import ascii_uppercase

from drivers.speaker.phrases import phrases

CHIME = "chime"
CHINESE = "zh"
ENGLISH = "en"

DIGITS = "零一二三四五六七八九"
_ONES = (
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")

CHINESE_VOICE = "cmn-latn-pinyin"
"""espeak-ng 1.51 of Debian 12 reads the tone digits of plain `cmn` in English; this voice is sound as long as digits are
written as Hanzi first."""
ENGLISH_VOICE = "en-us"


@dataclass(frozen=True, slots=True)
class Clip:
    """One recording. An empty text is a sound without words."""

    key: str
    text: str
    voice: str


def cardinal_below_hundred(number: int) -> str:
    """20–99 → 二十 … 九十九, 10–19 → 十 … 十九, 1–9 → 一 … 九."""
    ten, one = divmod(number, 10)
    head = "" if ten == 0 else "十" if ten == 1 else f"{DIGITS[ten]}十"
    return head + (DIGITS[one] if one else "")


def _chinese() -> Iterator[Clip]:
    for key, text in phrases().clips[CHINESE].items():
        yield Clip(f"zh.{key}", text, CHINESE_VOICE)
    for value, digit in enumerate(DIGITS):
        yield Clip(f"zh.digit.{value}", digit, CHINESE_VOICE)
    for value in range(1, 100):
        yield Clip(f"zh.cardinal.{value}", cardinal_below_hundred(value), CHINESE_VOICE)
    for value in range(10, 20):
        yield Clip(f"zh.after-hundred.{value}", f"一{cardinal_below_hundred(value)}", CHINESE_VOICE)
    for value in range(1, 10):
        yield Clip(f"zh.hundred.{value}", f"{DIGITS[value]}百", CHINESE_VOICE)
    for letter in ascii_uppercase:
        # Letters are read the English way in Chinese halls.
        yield Clip(f"zh.letter.{letter}", letter, ENGLISH_VOICE)


def _english() -> Iterator[Clip]:
    for key, text in phrases().clips[ENGLISH].items():
        yield Clip(f"en.{key}", text, ENGLISH_VOICE)
    for letter in ascii_uppercase:
        yield Clip(f"en.letter.{letter}", letter, ENGLISH_VOICE)
    for value, word in enumerate(_ONES):
        yield Clip(f"en.cardinal.{value}", word, ENGLISH_VOICE)
    for value, word in enumerate(_TENS, start=2):
        yield Clip(f"en.cardinal.{value}0", word, ENGLISH_VOICE)
    for value in range(1, 10):
        yield Clip(f"en.hundred.{value}", f"{_ONES[value]} hundred", ENGLISH_VOICE)


CLIPS: dict[str, Clip] = {clip.key: clip for clip in (Clip(CHIME, "", ""), *_chinese(), *_english())}
"""All clips by key."""
