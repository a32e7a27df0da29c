"""How a Chinese name may sound, for search on a kiosk. By pypinyin, without its table of phrases.

The phrases would tell which sound a character has in its word, for 44 MB of the controller's memory. Each character has all
of its sounds instead: whoever types 银行 finds it by either.
"""

import os
from functools import lru_cache

os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")  # read by pypinyin while it is imported

from pypinyin import Style, pinyin

from api.messages.names import Names

NAMES_MAX = 2048
"""Remembered: a hall's services and items, and some renamed ones."""
CHINESE = "zh-CN"
OR = "/"
"""Between the sounds that one character may have."""


def pinyin_of(names: Names) -> str:
    """Syllables with blanks between them, without tones, v for ü: `yin xing/hang/heng kai hu`. Signs are left out; Latin words
    and digits stand for themselves in small letters.
    """
    return _sounds(names.get(CHINESE, ""))


@lru_cache(maxsize=NAMES_MAX)
def _sounds(name: str) -> str:
    characters = pinyin(name, style=Style.NORMAL, heteronym=True, v_to_u=False, errors=_as_words)
    words = (OR.join(dict.fromkeys(sound.strip() for sound in sounds)) for sounds in characters)
    return " ".join(" ".join(words).split())


def _as_words(piece: str) -> str:
    """What isn't Chinese: its letters and digits, in words."""
    return "".join(sign if sign.isascii() and sign.isalnum() else " " for sign in piece.lower())
