"""Nine keys, each for several letters: which pinyin the keys may mean. Pure."""

from collections.abc import Iterator, Mapping

from kiosk.flow.typing.line import APOSTROPHE
from kiosk.input_methods.syllables import BEGINNINGS, LONGEST, SYLLABLES

LETTERS = {"2": "abc", "3": "def", "4": "ghi", "5": "jkl", "6": "mno", "7": "pqrs", "8": "tuv", "9": "wxyz"}
"""Of a telephone's keys (ITU-T E.161)."""
READINGS_MAX = 8
"""Each is asked for in turn, some milliseconds each."""
_KEPT = 24
"""Ways to read the first keys that are followed further: the better ones come first, so the best are among them."""

_Way = tuple[int, int, tuple[str, ...]]
"""Unfinished syllables, syllables, and the syllables themselves: fewer is likelier."""


def readings(keys: str) -> tuple[str, ...]:
    """Pinyin with `'` between its syllables, likeliest first; empty when no syllable has these keys.

    Args:
        keys: `2`-`9`, letters for themselves, `'` where the typist parted two syllables.
    """
    ways: list[_Way] = [(0, 0, ())]
    for part in filter(None, keys.split(APOSTROPHE)):
        ways = sorted(
            (unfinished + more, count + len(syllables), before + syllables)
            for unfinished, count, before in ways
            for more, _, syllables in _ways(part)
        )[:_KEPT]
    return tuple(APOSTROPHE.join(syllables) for _, _, syllables in ways[:READINGS_MAX] if syllables)


def keys_used(keys: str, letters: int) -> int:
    """How many of `keys`, with the apostrophes between them, make so many letters."""
    for place, key in enumerate(keys):
        if letters == 0:
            return place
        letters -= key != APOSTROPHE
    return len(keys)


def _ways(part: str) -> list[_Way]:
    """All ways to read keys without an apostrophe, the likeliest first."""
    best: list[list[_Way]] = [[] for _ in range(len(part) + 1)]
    best[0].append((0, 0, ()))
    for end in range(1, len(part) + 1):
        found = [
            (unfinished + more, count + 1, (*before, piece))
            for start in range(max(0, end - LONGEST), end)
            for more, piece in _pieces(part[start:end])
            for unfinished, count, before in best[start]
        ]
        best[end] = sorted(found)[:_KEPT]
    return best[-1]


def _pieces(keys: str) -> Iterator[tuple[int, str]]:
    """Syllables (0), and beginnings of syllables (1), that these keys may be."""
    for piece in _BY_KEYS.get("".join(map(_key_of, keys)), ()):
        if all(key in LETTERS or key == letter for key, letter in zip(keys, piece, strict=True)):
            # A lone vowel is a syllable too, but far more often a key of a longer one.
            yield int(piece not in SYLLABLES or len(piece) == 1), piece


_KEY_OF = {letter: key for key, letters in LETTERS.items() for letter in letters}


def _key_of(sign: str) -> str:
    return _KEY_OF.get(sign, sign)


def _by_keys() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for piece in sorted(BEGINNINGS):
        found.setdefault("".join(map(_key_of, piece)), []).append(piece)
    return {keys: tuple(pieces) for keys, pieces in found.items()}


_BY_KEYS = _by_keys()
"""Every syllable and every beginning of one, by its keys."""
