"""Recognises recorded clips in raw sound: what was said is derived from the samples, not from what someone claims.

A clip is found by its first samples and then compared whole; at another volume by its shape.
"""

import json
import sys
import wave
from array import array
from dataclasses import dataclass
from pathlib import Path

HEAD_SAMPLES = 256
"""How much of a clip's beginning is looked up, 11.6 ms at 22 050 Hz: no two different recordings begin alike that long."""
SPARSE = 8
"""Every 8th sample is enough to rule a clip out."""
ROUNDING = 2.0
"""Samples scaled by a volume differ by rounding only."""
UNKNOWN = "□"
"""Stands for sound that is none of the clips."""


@dataclass(frozen=True, slots=True)
class KnownClip:
    key: str
    text: str
    samples: "array[int]"


class ClipEar:
    """Knows a folder of clips by its `manifest.json` (`clips`: key → `text`, `file`)."""

    def __init__(self, folder: Path) -> None:
        document = json.loads((folder / "manifest.json").read_bytes())
        self.rate_hz = int(document["rate_hz"])
        self._clips = [
            KnownClip(key, str(entry["text"]), _read(folder / entry["file"])) for key, entry in document["clips"].items()
        ]
        self._clips.sort(key=lambda clip: len(clip.samples), reverse=True)
        self._by_head: dict[bytes, list[KnownClip]] = {}
        for clip in self._clips:
            self._by_head.setdefault(clip.samples[:HEAD_SAMPLES].tobytes(), []).append(clip)

    def hear(self, data: bytes) -> list[KnownClip | None]:
        """The clips in order; None for a stretch of sound that is none of them."""
        samples = _samples(data)
        heard: list[KnownClip | None] = []
        at = 0
        while at < len(samples):
            if samples[at] == 0:
                at += 1
                continue
            clip = self._at(samples, at)
            heard.append(clip)
            at = at + len(clip.samples) if clip else _next_pause(samples, at)
        return heard

    def text(self, data: bytes) -> str:
        """What was said: Chinese runs together, words of other scripts are set apart."""
        words = [clip.text if clip else UNKNOWN for clip in self.hear(data)]
        words = [word for word in words if word]
        latin_words = sum(len(word) > 1 and word.isascii() for word in words)
        return (" " if latin_words else "").join(words)

    def _at(self, samples: "array[int]", at: int) -> KnownClip | None:
        for clip in self._by_head.get(samples[at : at + HEAD_SAMPLES].tobytes(), []):
            if samples[at : at + len(clip.samples)] == clip.samples:
                return clip
        return next((clip for clip in self._clips if _same_shape(samples, at, clip.samples)), None)


def _same_shape(samples: "array[int]", at: int, clip: "array[int]") -> bool:
    """Whether the clip stands here at some volume between 1 % and 120 %."""
    if at + len(clip) > len(samples):
        return False
    head = range(0, min(HEAD_SAMPLES, len(clip)), SPARSE)
    energy = sum(clip[i] * clip[i] for i in head)
    gain = sum(samples[at + i] * clip[i] for i in head) / energy if energy else 0.0
    if not 0.005 <= gain <= 1.2 or any(abs(samples[at + i] - gain * clip[i]) > _slack(clip[i]) for i in head):
        return False
    # The whole clip gives a finer gain than its quiet first samples do.
    energy = sum(value * value for value in clip)
    gain = sum(samples[at + i] * value for i, value in enumerate(clip)) / energy
    return all(abs(samples[at + i] - gain * value) <= ROUNDING for i, value in enumerate(clip))


def _slack(value: int) -> float:
    """The head's gain is rough at low volume: allow 5 % of the sample beside the rounding."""
    return ROUNDING + abs(value) * 0.05


def _next_pause(samples: "array[int]", at: int, pause_samples: int = 200) -> int:
    """Where the next silence of about 9 ms begins."""
    zeros = 0
    for index in range(at, len(samples)):
        zeros = zeros + 1 if samples[index] == 0 else 0
        if zeros == pause_samples:
            return index
    return len(samples)


def _samples(data: bytes) -> "array[int]":
    samples = array("h")
    samples.frombytes(data[: len(data) // 2 * 2])
    if sys.byteorder == "big":
        samples.byteswap()
    return samples


def _read(path: Path) -> "array[int]":
    with wave.open(str(path)) as sound:
        return _samples(sound.readframes(sound.getnframes()))
