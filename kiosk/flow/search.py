"""Finds services and items by what somebody types of their names: characters, pinyin, initials, English words. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from api.messages.names import Names

NINE_KEYS = {"2": "abc", "3": "def", "4": "ghi", "5": "jkl", "6": "mno", "7": "pqrs", "8": "tuv", "9": "wxyz"}
"""Letters of a telephone's keys (ITU-T E.161): a search begun on nine keys means any of them."""
OR = "/"
"""Between the sounds of one character, as the hall sends them."""
LEAST_FOR_GAPS = 2
"""One letter with gaps would find everything."""
CACHED = 512

BEGINNING, INSIDE, WITH_GAPS = 0, 1, 2
"""How well a name fits what was typed; less is better."""

_Key = TypeVar("_Key")
_Syllables = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Findable(Generic[_Key]):
    key: _Key
    names: Names
    pinyin: str
    """`yin xing/hang kai hu`."""


def find(typed: str, keys: str, things: Iterable[Findable[_Key]], language: str) -> list[_Key]:
    """What fits, best first, else in the order of `things`; nothing for nothing.

    Args:
        typed: characters as they are: Chinese ones must stand in the name, Latin ones are pinyin or an English word.
        keys: pinyin that no characters were chosen for: `a`-`z`, `2`-`9` for a key of nine, `'`.
        language: its names are looked through besides the Chinese ones.
    """
    chinese = "".join(sign for sign in typed if not sign.isascii())
    latin = "".join(sign for sign in typed if sign.isascii() and (sign.isalnum() or sign == " ")).lower().strip()
    sounds = tuple(part for part in (latin.replace(" ", ""), keys.replace("'", "")) if part)
    if not chinese and not sounds:
        return []
    found = []
    for place, thing in enumerate(things):
        fits = _fit(chinese, sounds, latin if not keys else "", thing, language)
        if fits is not None:
            found.append((fits, place, thing.key))
    return [key for _, _, key in sorted(found, key=lambda one: one[:2])]


def _fit(chinese: str, sounds: Sequence[str], words: str, thing: Findable[_Key], language: str) -> int | None:
    """None: it doesn't fit."""
    by_words = _english(words, thing.names.get(language, "")) if words and not chinese else None
    parts = [_characters(chinese, thing.names.get("zh-CN", ""))] if chinese else []
    parts += [_sound(sound, syllables_of(thing.pinyin)) for sound in sounds]
    fits = [part for part in parts if part is not None]
    by_chinese = max(fits) if len(fits) == len(parts) else None
    return min((rank for rank in (by_words, by_chinese) if rank is not None), default=None)


def _characters(wanted: str, name: str) -> int | None:
    if name.startswith(wanted):
        return BEGINNING
    if wanted in name:
        return INSIDE
    rest = iter(name)
    return WITH_GAPS if all(character in rest for character in wanted) else None


def _english(words: str, name: str) -> int | None:
    """Each word typed is the beginning of a word of the name."""
    own = name.lower().replace("-", " ").split()
    if not all(any(one.startswith(word) for one in own) for word in words.split()):
        return None
    return BEGINNING if own and own[0].startswith(words.split()[0]) else INSIDE


@lru_cache(maxsize=CACHED)
def syllables_of(pinyin: str) -> _Syllables:
    """Each character's possible sounds. Names only: what citizens type is remembered nowhere."""
    return tuple(tuple(syllable.split(OR)) for syllable in pinyin.split())


def _sound(keys: str, syllables: _Syllables) -> int | None:
    """`sfz`, `shenfenz`, `shfz` all mean 身份证: each syllable by its first letter, some or all of them."""
    for start in range(len(syllables)):
        if _from(keys, syllables[start:], gaps=False):
            return INSIDE if start else BEGINNING
    return WITH_GAPS if len(keys) >= LEAST_FOR_GAPS and _from(keys, syllables, gaps=True) else None


def _from(keys: str, syllables: _Syllables, *, gaps: bool) -> bool:
    """Whether the keys are used up by beginnings of these syllables, one after the other; with `gaps` some may be left out."""
    reached = {0}
    for sounds in syllables:
        onwards = {place + length for place in reached for sound in sounds for length in _lengths(keys[place:], sound)}
        if len(keys) in onwards:
            return True
        reached = reached | onwards if gaps else onwards
        if not reached:
            return False
    return False


def _lengths(keys: str, sound: str) -> range:
    """How many keys the sound's beginning may stand for: 1 up to as many as agree."""
    agree = 0
    for key, letter in zip(keys, sound, strict=False):
        # A digit of a name, such as a year, is typed as itself.
        if letter not in NINE_KEYS.get(key, key) and key != letter:
            break
        agree += 1
    return range(1, agree + 1)
