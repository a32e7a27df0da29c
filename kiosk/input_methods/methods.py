"""The kiosk's input methods together: implements `kiosk.flow.typing.ports.TypingPort`."""

from itertools import zip_longest

from kiosk.flow.typing.line import APOSTROPHE
from kiosk.flow.typing.ports import Candidate, Stroke
from kiosk.input_methods.handwriting import Handwriting
from kiosk.input_methods.nine_keys import LETTERS, keys_used, readings
from kiosk.input_methods.pinyin import CANDIDATES_MAX, Pinyin
from kiosk.input_methods.rare_characters import rare_characters


class InputMethods:
    """Holds nothing of what was typed once `forget` was called."""

    def __init__(self, pinyin: Pinyin | None = None, handwriting: Handwriting | None = None) -> None:
        self._pinyin = pinyin or Pinyin()
        self._handwriting = handwriting or Handwriting()

    @property
    def pinyin(self) -> bool:
        return self._pinyin.there

    @property
    def handwriting(self) -> bool:
        return self._handwriting.there

    def by_sound(self, keys: str) -> tuple[Candidate, ...]:
        if not any(key in LETTERS for key in keys):
            return self._pinyin.candidates(keys) + self._rare(keys)
        # Words only: guesses at what six readings could mean would bury them.
        lists = [
            [_of_keys(keys, reading, candidate) for candidate in self._pinyin.candidates(reading, guessed=False)]
            for reading in readings(keys)
        ]
        return _merged(lists) + tuple(one for reading in readings(keys) for one in self._rare(reading))

    def _rare(self, syllable: str) -> tuple[Candidate, ...]:
        """Last, since few names have one: whoever has it turns the pages."""
        if not self._pinyin.there:
            return ()
        return tuple(Candidate(character, len(syllable)) for character in rare_characters(syllable))

    def by_hand(self, strokes: tuple[Stroke, ...]) -> tuple[str, ...]:
        return self._handwriting.characters(strokes)

    def forget(self) -> None:
        self._pinyin.forget()
        self._handwriting.forget()

    def close(self) -> None:
        """The kiosk ends."""
        self._pinyin.close()
        self._handwriting.forget()


def _of_keys(keys: str, reading: str, candidate: Candidate) -> Candidate:
    """`used` counts the reading's letters and apostrophes; the line needs keys."""
    letters = len(reading[: candidate.used].replace(APOSTROPHE, ""))
    return Candidate(candidate.text, keys_used(keys, letters))


def _merged(lists: list[list[Candidate]]) -> tuple[Candidate, ...]:
    """In turn, since nobody knows which reading was meant: the first of each, then the second …; longer matches before all."""
    found: dict[str, Candidate] = {}
    for turn in zip_longest(*lists):
        for candidate in turn:
            if candidate is not None:
                found.setdefault(candidate.text, candidate)
    longest_first = sorted(found.values(), key=lambda candidate: -candidate.used)
    return tuple(longest_first[:CANDIDATES_MAX])
