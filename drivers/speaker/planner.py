"""Which clips, in which order, say a phrase. Pure."""

import re
from collections.abc import Callable, Mapping

from drivers.core.errors import InvalidData, UnsupportedData
from drivers.speaker.phrasebook import CHIME, CHINESE, CLIPS, ENGLISH
from drivers.speaker.phrases import phrases

_TICKET = re.compile(r"([A-Z]{1,3})([0-9]{1,5})")
_WINDOW = re.compile(r"[1-9][0-9]{0,2}")


def plan(template: str, arguments: Mapping[str, str], language: str) -> list[str]:
    """Clip keys of a phrase, chime first unless it is a plain one.

    `call` and `recall` take `ticket` (`A012`) and `window` (`112`); the other phrases of `phrases.toml` nothing.

    Raises:
        InvalidData: unknown template, missing or impossible argument.
        UnsupportedData: no recordings in this language.
    """
    languages = phrases().phrases.get(template)
    if languages is None:
        raise InvalidData(f"there is no phrase {template!r}", reason="speaker.unknownTemplate")
    tongue = spoken_language(language)
    if tongue not in languages:
        raise UnsupportedData(f"no recordings of {template!r} in {language!r}", reason="speaker.unsupportedLanguage")
    keys = [] if template in phrases().plain else [CHIME]
    for part in languages[tongue]:
        match part:
            case "{ticket}":
                keys += _spelt_ticket(arguments, tongue)
            case "{window}":
                keys += _CARDINALS[tongue](_window(arguments))
            case _:
                keys.append(f"{tongue}.{part}")
    return keys


def spoken_language(tag: str) -> str:
    """The voice of a language tag: `zh` for `zh-CN`.

    Raises:
        UnsupportedData: there is no voice; espeak-ng has none for Mongolian.
    """
    tongue = tag.partition("-")[0]
    if tongue not in _CARDINALS:
        raise UnsupportedData(f"no voice speaks {tag!r}", reason="speaker.unsupportedLanguage")
    return tongue


def caption(keys: list[str]) -> str:
    """The words of these clips as one line. Chinese runs together, English is set apart by blanks."""
    separator = " " if any(key.startswith("en.") for key in keys) else ""
    return separator.join(CLIPS[key].text for key in keys if CLIPS[key].text)


def _spelt_ticket(arguments: Mapping[str, str], tongue: str) -> list[str]:
    letters, digits = _ticket(arguments)
    digit = "zh.digit" if tongue == CHINESE else "en.cardinal"
    return [*(f"{tongue}.letter.{letter}" for letter in letters), *(f"{digit}.{one}" for one in digits)]


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
        raise InvalidData("`ticket` must be one to three letters and up to five digits", reason="speaker.invalidTicket")
    return match[1], match[2]


def _window(arguments: Mapping[str, str]) -> int:
    text = arguments.get("window", "")
    if not _WINDOW.fullmatch(text):
        raise InvalidData("`window` must be 1 to 999", reason="speaker.invalidWindow")
    return int(text)


_CARDINALS: Mapping[str, Callable[[int], list[str]]] = {CHINESE: _chinese_cardinal, ENGLISH: _english_cardinal}
