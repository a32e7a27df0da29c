"""Free announcements: text that no clip exists for, spoken by espeak-ng when it is first asked for and kept after that.

Chinese with numbers and Latin words in between is split: numbers are written as Hanzi, Latin words spoken by the English voice.
"""

import hashlib
import re
import threading
from collections.abc import Callable
from pathlib import Path

from drivers.core.errors import HardwareFailed, InvalidData
from drivers.speaker import pcm
from drivers.speaker.espeak import VoiceUnusable, speak
from drivers.speaker.phrasebook import CHINESE, CHINESE_VOICE, DIGITS, ENGLISH_VOICE, cardinal_below_hundred

MAX_CHARACTERS = 120
"""About 30 s of speech; longer ones hold up the calls behind them."""
KEPT = 200
"""Announcements whose sound is kept, 0.2 to 1.3 MB each; the one that was used longest ago goes first."""
_COUNTED = "号楼层位个点分时年月日元份次天周人窗米"
"""A number before one of these is a quantity and said as one; others, such as telephone numbers, digit by digit."""
_NUMBER = re.compile(rf"([0-9]+)(?=([{_COUNTED}]?))")
_RUNS = re.compile(r"[A-Za-z][A-Za-z' .,-]*|[^A-Za-z]+")
_LONGEST_CARDINAL = 4
_HALF_WIDTH = {0x3000: 0x20} | {
    code: code - 0xFEE0 for first, last in (("０", "９"), ("Ａ", "Ｚ"), ("ａ", "ｚ")) for code in range(ord(first), ord(last) + 1)
}
"""A Chinese keyboard writes digits, letters and blanks as wide as Hanzi too; they sound the same."""


def speakable(text: str, tongue: str) -> list[tuple[str, str]]:
    """(words, voice) in order.

    Raises:
        InvalidData: empty, too long, or nothing to be spoken.
    """
    text = text.translate(_HALF_WIDTH).strip()
    if not 0 < len(text) <= MAX_CHARACTERS or not text.isprintable():
        raise InvalidData(f"`text` must have 1 to {MAX_CHARACTERS} printable characters", reason="speaker.invalidText")
    if tongue != CHINESE:
        runs = [(text, ENGLISH_VOICE)]
    else:
        said = _NUMBER.sub(lambda number: _in_hanzi(number[1], counted=bool(number[2])), text)
        runs = [(run, ENGLISH_VOICE if run[0].isascii() and run[0].isalpha() else CHINESE_VOICE) for run in _RUNS.findall(said)]
    runs = [(words, voice) for words, voice in runs if any(character.isalnum() for character in words)]
    if not runs:
        raise InvalidData("`text` has no words", reason="speaker.invalidText")
    return runs


def _in_hanzi(number: str, *, counted: bool) -> str:
    if counted and len(number) <= _LONGEST_CARDINAL and not number.startswith("0"):
        return _cardinal(int(number))
    return "".join(DIGITS[int(digit)] for digit in number)


def _cardinal(number: int) -> str:
    """1–9999: 2025 → 二千零二十五."""
    thousands, rest = divmod(number, 1000)
    hundreds, tens = divmod(rest, 100)
    said = f"{DIGITS[thousands]}千" if thousands else ""
    if hundreds:
        said += f"{DIGITS[hundreds]}百"
    elif thousands and tens:
        said += DIGITS[0]
    if hundreds and 0 < tens < 10:
        said += DIGITS[0]
    if said and 10 <= tens < 20:
        said += DIGITS[1]
    return said + cardinal_below_hundred(tens)


class Announcements:
    """Sound by text. Files are named by a hash, so that a folder's listing tells no text.

    Args:
        folder: kept over restarts.
        gap: silence between two voices.
    """

    def __init__(self, folder: Path, gap: bytes, say: Callable[[str, str], bytes] = speak) -> None:
        self._folder = folder
        self._gap = gap
        self._say = say

    def sound(self, text: str, tongue: str, between: Callable[[], object]) -> bytes:
        """The announcement as PCM, made now if it isn't kept.

        Args:
            between: called before each run of words that is made; what it raises ends the making.

        Raises:
            InvalidData: empty, too long, or nothing to be spoken.
            HardwareFailed: espeak-ng is missing or can't say it; the folder can't be written.
        """
        runs = speakable(text, tongue)
        path = self._folder / f"{hashlib.sha256(repr((runs, pcm.RATE_HZ)).encode()).hexdigest()[:32]}.pcm"
        try:
            # A file that was never written to its end is empty.
            if path.exists() and (kept := path.read_bytes()):
                path.touch()
                return kept
            made = []
            for words, voice in runs:
                between()
                made.append(self._say(words, voice))
            data = self._gap.join(made)
            self._keep(path, data)
        except (OSError, VoiceUnusable) as error:
            # The error's text may quote the announcement.
            raise HardwareFailed(f"{type(error).__name__} while an announcement was made", reason="speaker.noVoice") from error
        return data

    def passing(self, text: str, tongue: str, between: Callable[[], object]) -> bytes:
        """The sound of what is meant for one person: made anew each time, and in no file.

        Raises:
            InvalidData: empty, too long, or nothing to be spoken.
            HardwareFailed: espeak-ng is missing or can't say it.
        """
        made = []
        for words, voice in speakable(text, tongue):
            between()
            try:
                made.append(self._say(words, voice))
            except VoiceUnusable:
                # Its text may quote what was to be said.
                raise HardwareFailed("espeak-ng can't say it", reason="speaker.noVoice") from None
        return self._gap.join(made)

    def _keep(self, path: Path, data: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        # Two speakers of one agent may make the same announcement at once.
        part = path.with_suffix(f".{threading.get_ident()}.part")
        part.write_bytes(data)
        part.replace(path)
        kept = sorted(self._folder.glob("*.pcm"), key=lambda file: file.stat().st_mtime)
        for old in kept[: max(0, len(kept) - KEPT)]:
            old.unlink(missing_ok=True)
