"""Which clips, in which order, say a phrase. Pure."""

import re
from collections.abc import Callable, Mapping

from drivers.core.errors import InvalidData, UnsupportedData
from drivers.speaker.phrasebook import CHIME, CLIPS

_TICKET = re.compile(r"([A-Z]{1,2})([0-9]{1,5})")
_WINDOW = re.compile(r"[1-9][0-9]{0,2}")


def plan(template: str, arguments: Mapping[str, str], language: str) -> list[str]:
    """Clip keys of a phrase, chime first.

    `call` takes `ticket` (`A012`) and `window` (`112`).

    Raises:
        InvalidData: unknown template, missing or impossible argument.
        UnsupportedData: no recordings in this language.
    """
    languages = _TEMPLATES.get(template)
    if languages is None:
        raise InvalidData(f"there is no phrase {template!r}", reason="speaker.unknownTemplate")
    compose = languages.get(language) or languages.get(language.partition("-")[0])
    if compose is None:
        raise UnsupportedData(f"no recordings in {language!r}", reason="speaker.unsupportedLanguage")
    return [CHIME, *compose(arguments)]


def caption(keys: list[str]) -> str:
    """The words of these clips as one line. Chinese runs together, English is set apart by blanks."""
    separator = " " if any(key.startswith("en.") for key in keys) else ""
    return separator.join(CLIPS[key].text for key in keys if CLIPS[key].text)


def _call_chinese(arguments: Mapping[str, str]) -> list[str]:
    letters, digits = _ticket(arguments)
    return [
        "zh.please",
        *(f"zh.letter.{letter}" for letter in letters),
        *(f"zh.digit.{digit}" for digit in digits),
        "zh.number",
        "zh.to",
        *_chinese_cardinal(_window(arguments)),
        "zh.window",
        "zh.served",
    ]


def _call_english(arguments: Mapping[str, str]) -> list[str]:
    letters, digits = _ticket(arguments)
    return [
        "en.ticket",
        *(f"en.letter.{letter}" for letter in letters),
        *(f"en.cardinal.{digit}" for digit in digits),
        "en.window",
        *_english_cardinal(_window(arguments)),
    ]


def _chinese_cardinal(number: int) -> list[str]:
    """1–999: 112 → 一百 一十二, 105 → 一百 零 五, 110 → 一百 一十, 12 → 十二."""
    hundreds, rest = divmod(number, 100)
    if hundreds == 0:
        return [f"zh.cardinal.{rest}"]
    keys = [f"zh.hundred.{hundreds}"]
    if 0 < rest < 10:
        keys += ["zh.digit.0", f"zh.cardinal.{rest}"]
    elif 10 <= rest < 20:
        keys.append(f"zh.after-hundred.{rest}")
    elif rest:
        keys.append(f"zh.cardinal.{rest}")
    return keys


def _english_cardinal(number: int) -> list[str]:
    """1–999: 112 → one hundred, and, twelve."""
    hundreds, rest = divmod(number, 100)
    keys = [f"en.hundred.{hundreds}"] if hundreds else []
    if hundreds and rest:
        keys.append("en.and")
    if rest >= 20:
        keys.append(f"en.cardinal.{rest // 10}0")
        rest %= 10
    if rest:
        keys.append(f"en.cardinal.{rest}")
    return keys


def _ticket(arguments: Mapping[str, str]) -> tuple[str, str]:
    match = _TICKET.fullmatch(arguments.get("ticket", ""))
    if match is None:
        raise InvalidData("`ticket` must be one or two letters and up to five digits", reason="speaker.invalidTicket")
    return match[1], match[2]


def _window(arguments: Mapping[str, str]) -> int:
    text = arguments.get("window", "")
    if not _WINDOW.fullmatch(text):
        raise InvalidData("`window` must be 1 to 999", reason="speaker.invalidWindow")
    return int(text)


_TEMPLATES: Mapping[str, Mapping[str, Callable[[Mapping[str, str]], list[str]]]] = {
    "call": {"zh": _call_chinese, "en": _call_english},
}
