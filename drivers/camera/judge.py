"""What is wrong with a camera's picture, from measures of its last frames. Pure."""

from collections import deque
from enum import StrEnum

from drivers.camera.measure import Sample
from drivers.camera.settings import CameraSettings


class Verdict(StrEnum):
    GOOD = "good"
    COVERED = "covered"
    """Flat: a finger, a sticker, a lens cap."""
    TOO_DARK = "tooDark"
    """Dark, but something can be made out."""
    TOO_BRIGHT = "tooBright"
    """Looks into the sun."""
    FROZEN = "frozen"
    """The same frame again and again."""


class FrameJudge:
    """Says a word only when all of the last frames agree on it."""

    def __init__(self, settings: CameraSettings) -> None:
        self._settings = settings
        self._words: deque[Verdict] = deque(maxlen=settings.judged_frames)
        self._mark = b""
        self._same_since_s = 0.0
        self._newest_s = 0.0

    def add(self, sample: Sample, at_s: float) -> None:
        if sample.mark != self._mark:
            self._mark, self._same_since_s = sample.mark, at_s
        self._newest_s = at_s
        self._words.append(self._look(sample))

    def forget(self) -> None:
        """The camera was opened anew. A frame that is still the same after that is frozen still."""
        self._words.clear()

    @property
    def verdict(self) -> Verdict:
        settled = len(self._words) == self._words.maxlen and len(set(self._words)) == 1
        word = self._words[-1] if settled else Verdict.GOOD
        if word is Verdict.GOOD and self._mark and self._newest_s - self._same_since_s >= self._settings.frozen_s:
            return Verdict.FROZEN
        return word

    def _look(self, sample: Sample) -> Verdict:
        flat = sample.deviation < self._settings.flat_below
        if sample.mean > self._settings.bright_above:
            return Verdict.TOO_BRIGHT
        if flat:
            return Verdict.COVERED
        return Verdict.TOO_DARK if sample.mean < self._settings.dark_below else Verdict.GOOD
